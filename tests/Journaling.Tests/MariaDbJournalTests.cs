using Commerce.Cluster;
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
    public async Task Append_WhatAColumnCannotHold_FailsAloneAmongInnocents()
    {
        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store, options => options.Lanes = 1);
        var gate = store.HoldNextAppend();
        var busy = writer.Append(new JournalSession("busy"), TestEvents.Append("busy", 1));
        await gate.Entered;
        Task Append(string stream, Func<JournalEvent, JournalEvent> change) => writer.Append(
            new JournalSession(stream), new JournalAppend([change(TestEvents.Event(stream, 1))], Publish: false));
        var innocents = Append("order/1", e => e);
        Task[] poisons = [Append("order/2", e => e with { Type = new('x', 65) }), Append("order/3", e => e with { Version = 40_000 })];
        innocents = Task.WhenAll(innocents, Append("order/4", e => e));
        gate.Release();

        await Task.WhenAll(busy, innocents);
        Assert.All(await Task.WhenAll(poisons.Select(OutcomeOf)), outcome => Assert.IsType<CommerceUnavailableException>(outcome));
        Assert.Equal(["busy", "order/1", "order/4"], await Harness.QueryAsync<string>("SELECT stream FROM journal ORDER BY stream"));
    }

    [MariaDbFact]
    public async Task AppendAsync_ConnectionIsNotTheOneThatWasLookedOn_WritesNothing()
    {
        await using var appender = Harness.Store.CreateAppender();
        JournalAppend[] batch = [TestEvents.Append("order/1", 1)];
        await appender.ConnectAsync(CancellationToken.None);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            appender.FindAsync(batch, new CancellationToken(canceled: true))); // the connection goes with it

        await Assert.ThrowsAsync<IOException>(() => appender.AppendAsync(batch, CancellationToken.None));

        Assert.Empty(await Harness.ReadAsync("order/1"));
        await appender.ConnectAsync(CancellationToken.None);
        await appender.AppendAsync(batch, CancellationToken.None);
        Assert.Single(await Harness.ReadAsync("order/1"));
    }

    [MariaDbFact]
    public async Task ClockOffset_OfAClockThatIsAhead_IsByHowMuch()
    {
        var clock = new SettableClock(DateTimeOffset.UtcNow.AddHours(1));
        using var offset = new ClockOffset(Harness.Database, clock, Harness.Metrics);

        TimeSpan? ahead = null;
        await Eventually.HoldsAsync("an answer that was quick enough",
            async () => (ahead = await offset.MeasureAsync(CancellationToken.None)) is not null);

        Assert.InRange(ahead!.Value, TimeSpan.FromMinutes(55), TimeSpan.FromMinutes(60.1)); // its time stands still
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
        Assert.Equal(0, await outside.ExecuteScalarAsync<int>(
            "SELECT COUNT(*) FROM information_schema.innodb_trx t JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id " +
            "WHERE p.db = DATABASE()"));
    }
}

[CollectionDefinition(MariaDbFixture.Collection)]
public sealed class MariaDbCollection : ICollectionFixture<MariaDbFixture>;
