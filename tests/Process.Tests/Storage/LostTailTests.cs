using System.Net;
using Commerce.Lifetime;
using Commerce.Testing;

namespace Commerce.Storage;

/// <summary>An earlier copy of the database comes back under a silo that goes on.</summary>
[Collection(ProcessTests.Name)]
public sealed class LostTailTests : IDisposable
{
    private const long Campaign = 61_001;
    private const long Product = 61_002;
    private const long Quantity = 6;
    private const long Newcomer = 5;

    private static readonly long[] s_customers = [1, 2, 3, 4];

    private readonly TempFolder _folder = new();

    [Theory]
    [Store(StoreKind.Sqlite)]
    [Store(StoreKind.MariaDb)]
    public async Task Silo_EarlierCopyIsPutBackUnderIt_GoesOnFromThereWithoutAGap(StoreKind kind)
    {
        await using var store = await RewindableStore.NewAsync(kind);
        await using var silo = new SiloProcess([.. store.Settings, "--Demo:Load=false"]);
        await silo.StartAsync();
        var (shop, coupons) = (new ShopClient(silo.Http), new CouponClient(silo.Http));
        await coupons.PutAsync(Campaign, Quantity);
        await shop.PutProductAsync(Product, price: 10, stock: 100);
        foreach (var customer in s_customers)
        {
            await shop.PutCustomerAsync(customer, 1_000);
            await ChargeAsync(shop, customer, 1);
        }
        await IssueAsync(coupons, [1, 2]);
        await store.KeepAsync();
        await Eventually.HoldsAsync("readiness", silo.IsReadyAsync);

        // What will be lost: balances that grow, a campaign that sells out, a paid order, a customer.
        foreach (var customer in s_customers)
            await ChargeAsync(shop, customer, 4);
        await IssueAsync(coupons, [11, 12, 13, 14]);
        await PayAsync(shop, customer: 1);
        await shop.PutCustomerAsync(Newcomer, 1_000);
        await PayAsync(shop, Newcomer);
        Assert.Equal("COUPON_SOLD_OUT", (await coupons.IssueAsync(Campaign, 99)).Code);
        await store.Now.OutboxDrainedAsync();
        await store.PutBackAsync();

        foreach (var customer in s_customers)
            Assert.Equal(1_000 + 1 + 2, await ChargeAsync(shop, customer, 2));
        // The campaign was sold out in memory only: nothing was left for it to write. Its last lease may still be good for a moment.
        Assert.Equal([3, 4, 5, 6], await IssueAsync(coupons, [21, 22, 23, 24], mayBeLeased: true));
        await PayAsync(shop, customer: 2);
        ShopAnswer? refused = null;
        await Eventually.HoldsAsync("an order of a customer who was lost", async () =>
            (refused = await shop.PlaceAsync(Newcomer, null, [Product], 1)).Status != HttpStatusCode.ServiceUnavailable);
        Assert.Equal("CUSTOMER_NOT_FOUND", refused!.Code);

        await store.Now.OutboxDrainedAsync();
        Assert.Equal(0, await silo.StopAsync());
        Assert.Contains("The store has lost event", silo.Output, StringComparison.Ordinal);
        Assert.Equal(0, await store.Now.CountAsync(
            "SELECT COUNT(*) FROM (SELECT stream FROM journal GROUP BY stream HAVING MAX(seq) <> COUNT(*)) gaps"));
        var verified = await SiloProgram.RunAsync(_folder.Path, ["verify", .. store.Now.Settings]);
        Assert.True(verified.ExitCode == 0, verified.Output);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Charges one won so often, each until it is taken.</summary>
    /// <returns>The balance after the last one.</returns>
    private static async Task<long> ChargeAsync(ShopClient shop, long customer, int times)
    {
        var balance = 0L;
        for (var i = 0; i < times; i++)
        {
            await Eventually.HoldsAsync($"a charge of {customer}", async () =>
            {
                var answer = await shop.ChargeAsync(customer, 1);
                if (answer.Status == HttpStatusCode.ServiceUnavailable)
                    return false;
                Assert.Equal(HttpStatusCode.OK, answer.Status);
                balance = answer.Number("balance");
                return true;
            });
        }
        return balance;
    }

    private static async Task<List<long>> IssueAsync(CouponClient coupons, long[] customers, bool mayBeLeased = false)
    {
        var numbers = new List<long>();
        foreach (var customer in customers)
        {
            await Eventually.HoldsAsync($"a piece for {customer}", async () =>
            {
                var answer = await coupons.IssueAsync(Campaign, customer);
                if (answer.Status == HttpStatusCode.ServiceUnavailable || (mayBeLeased && answer.Code == "COUPON_SOLD_OUT"))
                    return false;
                Assert.Equal(HttpStatusCode.Created, answer.Status);
                numbers.Add(answer.IssueNumber);
                return true;
            });
        }
        return numbers;
    }

    private static async Task PayAsync(ShopClient shop, long customer)
    {
        ShopAnswer? placed = null;
        await Eventually.HoldsAsync("an order", async () =>
            (placed = await shop.PlaceAsync(customer, null, [Product], 1)).Status == HttpStatusCode.Created);
        await Eventually.HoldsAsync("a payment", async () =>
            await shop.PayAsync(placed!.OrderId) is { Status: HttpStatusCode.Created } or { Code: "ORDER_ALREADY_PAID" });
    }
}
