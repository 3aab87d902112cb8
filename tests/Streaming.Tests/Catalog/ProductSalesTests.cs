using Commerce.Projections;
using Commerce.Testing;
using Dapper;

namespace Commerce.Catalog;

public sealed class SqliteProductSalesTests : ProductSalesConformance
{
    protected override Task<TestStorage> NewStorageAsync() => Task.FromResult(TestStorage.Sqlite());

    [Fact]
    public async Task WriteAsync_NewOrders_NeedsNoUpdateOfTheirRows()
    {
        await Harness.QueryAsync<int>(
            "CREATE TRIGGER no_update BEFORE UPDATE ON order_sale BEGIN SELECT RAISE(ABORT, 'no update'); END");

        await WriteAsync([.. RefundedTwice()[..3], .. RefundedTwice()]);

        Assert.Empty(await Harness.Get<ParkedEvents>().ReadAsync(CancellationToken.None));
        Assert.Equal(Sold + Left, await SoldAsync());
    }
}

[NeedsMariaDb]
[Collection(MariaDbFixture.Collection)]
public sealed class MariaDbProductSalesTests : ProductSalesConformance
{
    [ConformanceFact]
    public async Task Rebuild_ASaleIsCountedWhileOneTableIsEmptied_CountsItOnce()
    {
        foreach (var held in new[] { "order_sale", "product_sales" })
        {
            await Harness.QueryAsync<int>("DELETE FROM journal");
            await Harness.QueryAsync<int>("DELETE FROM product_sales");
            await Harness.QueryAsync<int>("DELETE FROM order_sale");
            // Wrong rows before all others in both tables: whoever empties one comes to its own first, and waits there.
            await Harness.QueryAsync<int>(
                "INSERT INTO order_sale (order_id, day, last_seq) VALUES (x'00000000000000000000000000000000', 1, 1)");
            await Harness.QueryAsync<int>("INSERT INTO product_sales (day, product_id, quantity) VALUES (1, 1, 5)");
            var order = RefundedTwice();
            await Harness.AppendAsync(order);
            var hold = await Harness.Database.DataSource.OpenConnectionAsync();
            await hold.ExecuteAsync($"BEGIN; UPDATE {held} SET day = 2");
            var rebuilding = Harness.Get<ReadTables>().RebuildAsync(CancellationToken.None);
            await Eventually.HoldsAsync("the rebuild to wait", async () => await WaitingAsync() == 1);

            var counting = DeliverAsync(order);
            await Eventually.HoldsAsync("the sale to be counted, or to wait",
                async () => counting.IsCompleted || await WaitingAsync() == 2);
            await hold.ExecuteAsync("ROLLBACK WORK");
            await hold.DisposeAsync();
            await rebuilding;
            await counting;

            Assert.Equal(Left, await SoldAsync());
        }
    }

    protected override Task<TestStorage> NewStorageAsync() => TestStorage.MariaDbAsync(MariaDbFixture.Server);

    // Not innodb_trx: who reads it more often than ten times a second is told the same for ever.
    private async Task<int> WaitingAsync() => (await Harness.QueryAsync<(string Name, int Value)>(
        "SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'")).Single().Value;
}
