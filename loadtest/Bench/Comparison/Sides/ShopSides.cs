using System.Globalization;
using Commerce.Bench.Concerts;
using Commerce.Bench.Load;
using Commerce.Bench.Orders;
using Commerce.Bench.Reporting;
using Commerce.Bench.Servers;

namespace Commerce.Bench.Comparison.Sides;

/// <summary>A won for one of four customers, in turn.</summary>
internal sealed class ChargeSide<TServer>(TServer server) : Side(server, accepted: 200)
    where TServer : ServerProcess, IShopServer
{
    public const long FirstCustomer = 9_338; // the fourth report's customers
    public const int Customers = 4;

    private static readonly RequestTemplate s_charge = new("/v1/users/####/balance", """{"amount":1}""");

    private long _turn;
    private long _charged;

    public override async Task OpenAsync()
    {
        for (var i = 0; i < Customers; i++)
            await server.DefineCustomerAsync(FirstCustomer + i, openingBalance: 0);
    }

    public override async Task CheckAsync(Report report, string who)
    {
        await base.CheckAsync(report, who);
        var balances = 0L;
        for (var i = 0; i < Customers; i++)
            balances += await server.BalanceAsync(FirstCustomer + i);
        report.Check(balances == _charged, string.Create(CultureInfo.InvariantCulture, $"{who}: {_charged} won charged, {balances} there"));
    }

    protected override IConversation Converse() => new SingleRequests(s_charge, () => FirstCustomer + _turn++ % Customers);

    protected override Task CountAsync(LoadResult result)
    {
        _charged += result.Of(200);
        return Task.CompletedTask;
    }
}

/// <summary>Orders of one piece, placed and paid.</summary>
/// <param name="server">Where.</param>
/// <param name="shop">By whom and of what.</param>
/// <param name="oneRequest">Whether one request does both.</param>
internal sealed class OrderSide(ServerProcess server, Orders.Shop shop, bool oneRequest) : Side(server, accepted: oneRequest ? 200 : 201)
{
    public override Task OpenAsync() => shop.OpenAsync();

    public override async Task CheckAsync(Report report, string who)
    {
        await base.CheckAsync(report, who);
        await shop.CheckAsync(report, who);
    }

    protected override IConversation Converse() => oneRequest ? new PlaceAndPay(shop) : new PlaceThenPay(shop);
}

/// <summary>Seats, held and paid.</summary>
/// <param name="server">Where.</param>
/// <param name="hall">By whom and of what.</param>
internal sealed class SeatSide(ServerProcess server, Hall hall) : Side(server, accepted: 201)
{
    public override Task OpenAsync() => hall.OpenAsync();

    public override async Task CheckAsync(Report report, string who)
    {
        await base.CheckAsync(report, who);
        await hall.CheckAsync(report, who);
    }

    protected override IConversation Converse() => new ReserveThenPay(hall);
}
