using Commerce.Bench.Load;
using Commerce.Bench.Reporting;
using Commerce.Bench.Servers;

namespace Commerce.Bench.Coupons;

/// <summary>
/// The first report's sale: 1,500 clients at once, 2,000 customers, 1,000 pieces. Exactly 1,000 are issued, everyone else is refused,
/// nobody fails. The clients do not wait between requests, so latencies are those of a server with all it can do.
/// </summary>
/// <param name="length">How long they ask.</param>
/// <param name="report">Where to say whether it went as it should.</param>
internal sealed class CrowdedSale(TimeSpan length, Report report)
{
    public const int Connections = 1_500;
    public const long Pieces = 1_000;
    public const int Seed = 20_250_801;

    private const int FirstCustomer = 1_001; // the references' customers, 1001 to 3000
    private const int Customers = 2_000;
    private const int CustomerDigits = 4;

    private readonly Random _random = new(Seed);
    private long _lastCoupon = 7_500;

    /// <summary>The same crowd at another route, which takes the same requests.</summary>
    public Task<LoadResult> LoadAsync(ServerProcess server, string path) => LoadAsync(server, path, couponId: 1, requests => requests);

    /// <summary>Sells the pieces of a campaign of its own.</summary>
    /// <param name="server">Who sells.</param>
    /// <param name="who">Whose server it is; for the report.</param>
    /// <param name="watch">Looks at the requests.</param>
    /// <returns>What the clients got, and the campaign.</returns>
    public async Task<(LoadResult Result, long CouponId)> SellAsync<TServer>(
        TServer server, string who, Func<IConversation, IConversation>? watch = null)
        where TServer : ServerProcess, ICouponServer
    {
        var coupon = ++_lastCoupon;
        await server.DefineCouponAsync(coupon, Pieces);
        var result = await LoadAsync(server, "/coupons/issue", coupon, watch ?? (requests => requests));
        await server.SettleAsync();
        var issued = await server.IssuedAsync(coupon);
        report.Check(result.Only(201, 409) && result.Of(201) == Pieces && issued == Pieces,
            $"{who}: exactly {Pieces} issued, the rest refused; answers {result}, in SQL {issued}");
        return (result, coupon);
    }

    // No warm-up: the first second is what a spike is about.
    private Task<LoadResult> LoadAsync(ServerProcess server, string path, long couponId, Func<IConversation, IConversation> watch)
    {
        var request = RequestTemplate.Issue(path, couponId, CustomerDigits);
        return server.LoadAsync(
            () => watch(new SingleRequests(request, () => FirstCustomer + _random.Next(Customers))), Connections, TimeSpan.Zero, length);
    }
}
