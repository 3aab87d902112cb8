using Commerce.Projections;
using Commerce.Testing;

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
    protected override Task<TestStorage> NewStorageAsync() => TestStorage.MariaDbAsync(MariaDbFixture.Server);
}
