using Commerce.Catalog;
using Commerce.Fixtures;
using Commerce.Orders;
using Commerce.Testing;
using Dapper;
using Xunit.Abstractions;

namespace Commerce.Projections;

public sealed class SqliteProjectionTests(ITestOutputHelper output) : ProjectionConformance(output)
{
    protected override Task<TestStorage> NewStorageAsync() => Task.FromResult(TestStorage.Sqlite());
}

[NeedsMariaDb]
[Collection(MariaDbFixture.Collection)]
public sealed class MariaDbProjectionTests(ITestOutputHelper output) : ProjectionConformance(output)
{
    [ConformanceFact]
    public async Task Rebuild_AnEventIsCommittedBehindLaterOnes_IsNotPassedOver()
    {
        var order = ProductSalesConformance.RefundedTwice();
        var paid = order[2];
        await Harness.AppendAsync(ProbeProjection.Events(each: 1_000, "a")); // as much as is read at once
        await Harness.AppendAsync(order[..2]);
        await using var late = await Harness.Database.DataSource.OpenConnectionAsync();
        await late.ExecuteAsync("START TRANSACTION");
        await late.ExecuteAsync(
            "INSERT INTO journal (stream, seq, event_id, event_type, event_version, payload, recorded_at) " +
            "VALUES (@Subject, @Sequence, @id, @Type, @Version, @Data, 1)",
            new { paid.Subject, paid.Sequence, paid.Type, paid.Version, paid.Data, id = paid.Id.ToByteArray(bigEndian: true) });
        await Harness.AppendAsync(ProbeProjection.Event("b", 1));
        Harness.Get<ProbeBoard>().Before = async events =>
        {
            if (events[0] is { Subject: "probe/a", Sequence: 1 })
                await WriteAsync([paid]); // the order is not in the table yet
            else if (events[0].Subject == "probe/b")
                await late.ExecuteAsync("COMMIT WORK"); // the order was read without it
        };

        await Harness.Get<ReadTables>().RebuildAsync(CancellationToken.None);

        var listed = Assert.Single(await Harness.Get<IOrderReads>().OfCustomerAsync(1, null, 10));
        Assert.Equal(OrderStatus.Paid, listed.Order.Status);
    }

    protected override Task<TestStorage> NewStorageAsync() => TestStorage.MariaDbAsync(MariaDbFixture.Server);
}

[CollectionDefinition(MariaDbFixture.Collection)]
public sealed class MariaDbTests : ICollectionFixture<MariaDbFixture>;
