using Commerce.Testing;
using Dapper;
using MySqlConnector;

namespace Commerce.Journaling;

/// <summary>The conformance of a MariaDB, and what can only happen to a server.</summary>
[NeedsMariaDb]
[Collection(MariaDbFixture.Collection)]
public sealed partial class MariaDbJournalTests : JournalConformance
{
    protected override Task<TestStorage> NewStorageAsync() => TestStorage.MariaDbAsync(MariaDbFixture.Server);

    [MariaDbFact]
    public async Task Append_StreamNameTooLong_FailsAloneAmongInnocents()
    {
        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store, options => options.Lanes = 1);
        var gate = store.HoldNextAppend();
        var busy = writer.Append(new JournalSession("busy"), TestEvents.Append("busy", 1));
        await gate.Entered;
        string[] streams = ["order/1", new('x', 101), "order/쿠폰", "order/2"];
        var durable = streams.Select(stream => writer.Append(new JournalSession(stream), TestEvents.Append(stream, 1))).ToArray();
        gate.Release();

        await Task.WhenAll(busy, durable[0], durable[3]);
        Assert.IsType<CommerceUnavailableException>(await OutcomeOf(durable[1]));
        Assert.IsType<CommerceUnavailableException>(await OutcomeOf(durable[2]));
        Assert.Equal(["busy", "order/1", "order/2"], await Harness.QueryAsync<string>("SELECT stream FROM journal ORDER BY stream"));
    }

    [MariaDbFact]
    public async Task AppendAsync_Fails_LeavesNoTransactionOpen()
    {
        await using var appender = Harness.Store.CreateAppender();
        await appender.AppendAsync([TestEvents.Append("order/1", 1)], CancellationToken.None);
        await Assert.ThrowsAnyAsync<Exception>(() => appender.AppendAsync(
            [TestEvents.Append("order/2", 1, work: WorkChange.Open), TestEvents.Append("order/1", 1)], CancellationToken.None));

        // Its locks would block other writers until the pool happens to use the connection again. Asked from outside the pool.
        await using var outside = new MySqlConnection(Storage.Settings["Storage:ConnectionString"] + ";Pooling=false");
        await outside.OpenAsync();
        Assert.Equal(0, await outside.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM information_schema.innodb_trx"));
    }
}

[CollectionDefinition(MariaDbFixture.Collection)]
public sealed class MariaDbCollection : ICollectionFixture<MariaDbFixture>;
