using Commerce.Lifetime;
using Commerce.Testing;
using Xunit.Abstractions;

namespace Commerce.Orders;

/// <summary><c>Silo verify</c> on a shop that sells, and on one that has sold a lot.</summary>
[Collection(ProcessTests.Name)]
public sealed class VerifyLiveTests(StoreFixture stores, ITestOutputHelper output) : IDisposable
{
    private const int Clients = 32;
    private const int Runs = 3;
    private const int ManyOrders = 60_000;
    private const int SmallHeapMebibytes = 36;
    private const long HotProduct = 7;
    private const long ScarceProduct = 8;
    private const long Campaign = 77_301;

    private static readonly long[] s_customers = [1, 2, 3, 4];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [Store(StoreKind.Sqlite)]
    [Store(StoreKind.MariaDb)]
    public async Task Verify_WhileOrdersArePaid_FindsNoBreach(StoreKind kind)
    {
        var store = await stores.NewAsync(kind);
        await using var silo = new SiloProcess([.. store.Settings, "--Demo:Load=false"]);
        await silo.StartAsync();
        var load = new OrderLoad(new ShopClient(silo.Http), await StockAsync(silo), Seeds.Next(output));
        var running = load.RunAsync(Clients);
        for (var run = 1; run <= Runs; run++)
        {
            await (await Task.WhenAny(running, load.PaidAsync(load.Paid.Count + 100)));
            var paid = load.Paid.Count;

            var verified = await VerifyAsync(store);

            Assert.True(verified.ExitCode is 0 or 3, verified.Output);
            Assert.DoesNotContain("BREACH", verified.Output, StringComparison.Ordinal);
            Assert.True(load.Paid.Count > paid, "Nothing was sold meanwhile.");
        }
        load.Stop();
        await running;
        await store.OutboxDrainedAsync();

        var quiet = await VerifyAsync(store);

        Assert.True(quiet.ExitCode == 0, quiet.Output);
    }

    [Fact]
    public async Task Verify_OfVeryManyOrders_NeedsNoMoreMemoryThanOfFew()
    {
        var store = await stores.NewAsync(StoreKind.Sqlite);
        Assert.Equal(0, (await VerifyAsync(store, "migrate")).ExitCode);
        foreach (var sql in SoldALot())
            await store.ExecuteAsync(sql);

        var verified = await VerifyAsync(store);

        Assert.True(verified.ExitCode == 0, verified.Output);
        Assert.Contains($"({ManyOrders} checked)", verified.Output, StringComparison.Ordinal);
    }

    private Task<ProgramResult> VerifyAsync(SiloStore store, string command = "verify") => SiloProgram.RunAsync(
        _folder.Path, [command, .. store.Settings],
            new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = $"{SmallHeapMebibytes << 20:X}" });

    private static async Task<OrderLoadPlan> StockAsync(SiloProcess silo)
    {
        var (shop, coupons) = (new ShopClient(silo.Http), new CouponClient(silo.Http));
        foreach (var customer in s_customers)
            await shop.PutCustomerAsync(customer, openingBalance: 100_000_000_000);
        await shop.PutProductAsync(HotProduct, price: 1_500, stock: 1_000_000);
        await shop.PutProductAsync(ScarceProduct, price: 700, stock: 300);
        await coupons.PutAsync(Campaign, s_customers.Length);
        foreach (var customer in s_customers)
            await coupons.IssueAsync(Campaign, customer);
        return new(s_customers, HotProduct, ScarceProduct, s_customers.Select(customer => (Campaign, customer)));
    }

    /// <summary>A store in which one customer paid very many orders of one piece for a won, each with its own id.</summary>
    private static IEnumerable<string> SoldALot()
    {
        var n = $"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ManyOrders})";
        const string into = "INSERT INTO journal (stream, seq, event_id, event_type, event_version, payload, recorded_at)";
        const string hex = "printf('%032x', i)";
        const string dashed = "printf('00000000-0000-0000-0000-%012x', i)";
        var at = "2026-01-01T00:00:00Z";
        yield return $$"""
            {{into}} VALUES
            ('balance/1', 1, randomblob(16), 'balance.opened', 1, CAST('{"username":"a","balance":{{ManyOrders}}}' AS BLOB), 1),
            ('product/7', 1, randomblob(16), 'product.defined', 1, CAST('{"name":"a","basePrice":1,"options":[{"optionId":7,"name":"a","extraPrice":0,"supplied":{{ManyOrders}}}]}' AS BLOB), 1);
            INSERT INTO product VALUES (7);
            INSERT INTO product_sales VALUES (0, 7, {{ManyOrders}}); -- recorded in 1970
            """;
        yield return $$"""
            {{n}} {{into}} SELECT 'order/' || {{hex}}, 1, randomblob(16), 'order.placed', 1, CAST('{"customerId":1,"couponId":null,"lines":[{"productId":7,"optionId":7,"quantity":1,"price":1}],"totalAmount":1,"discountAmount":0,"placedAt":"{{at}}","content":"{{new string('x', 200)}}"}' AS BLOB), 1 FROM n;
            {{n}} {{into}} SELECT 'order/' || {{hex}}, 2, randomblob(16), 'order.payment-started', 1, CAST('{"customerId":1,"attempt":1,"startedAt":"{{at}}","commandId":null}' AS BLOB), 1 FROM n;
            {{n}} {{into}} SELECT 'order/' || {{hex}}, 3, randomblob(16), 'order.payment-completed', 1, CAST('{"customerId":1,"attempt":1,"paymentId":"' || {{dashed}} || '","amount":1,"couponId":null}' AS BLOB), 1 FROM n;
            """;
        yield return $$"""
            {{n}} {{into}} SELECT 'balance/1', i + 1, randomblob(16), 'balance.debited', 1, CAST('{"amount":1,"balanceAfter":' || ({{ManyOrders}} - i) || ',"orderId":"' || {{dashed}} || '","at":"{{at}}"}' AS BLOB), 1 FROM n;
            {{n}} {{into}} SELECT 'product/7', i + 1, randomblob(16), 'product.stock-deducted', 1, CAST('{"orderId":"' || {{dashed}} || '","items":[{"optionId":7,"quantity":1}]}' AS BLOB), 1 FROM n;
            {{n}} INSERT INTO customer_order SELECT unhex({{hex}}), 1, 1767225600000, 2, 3, 1, 0, NULL FROM n;
            {{n}} INSERT INTO order_sale SELECT unhex({{hex}}), 0, 3 FROM n;
            """;
    }
}
