using Commerce.Storage;
using Commerce.Testing;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Commerce.Journaling;

/// <summary>The index of commands: written with the event, read by key, pruned by age.</summary>
public abstract partial class JournalConformance
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000);

    [ConformanceFact]
    public async Task FindReceiptsAsync_CommandsOfManyStreams_TellsTheReceiptsThatThereAre()
    {
        var (command, unanswered) = (Guid.NewGuid(), Guid.NewGuid());
        JournalEvent[] events =
        [
            TestEvents.Event("order/1", 1, command), TestEvents.Event("order/1", 2, command, receipt: [1, 2, 3]),
            TestEvents.Event("order/1", 3, unanswered),
        ];
        JournalEvent[] others = [TestEvents.Event("order/2", 1), TestEvents.Event("order/2", 2, command, receipt: [4])];
        await CommitAsync(new JournalAppend(events, Publish: false), new JournalAppend(others, Publish: false));

        var found = await FindAsync(("order/1", command), ("order/1", unanswered), ("order/2", command), ("order/3", command),
            ("order/1", Guid.NewGuid()));

        Assert.Equal(["010203", null, "04", null, null], found.Select(receipt => receipt is null ? null : Hex(receipt.Receipt)));
        Assert.Equal((events[1].RecordedAt, others[1].RecordedAt), (found[0]!.RecordedAt, found[2]!.RecordedAt));
    }

    [ConformanceFact]
    public async Task FindReceiptsAsync_CommandDecidedAnew_TellsTheLatest()
    {
        var command = Guid.NewGuid();
        await CommitAsync(new JournalAppend([TestEvents.Event("order/1", 1, command, receipt: [1])], Publish: false));
        await CommitAsync(new JournalAppend([TestEvents.Event("order/1", 2, command, receipt: [2])], Publish: false));

        Assert.Equal("02", Hex(Assert.Single(await FindAsync(("order/1", command)))!.Receipt));
    }

    [ConformanceFact]
    public async Task ReadCommandIdsAsync_OneStream_TellsItsCommandsAndNoOthers()
    {
        var ids = await RecordAsync("balance/1", 5, s_now);
        await RecordAsync("balance/10", 3, s_now);

        Assert.Equal(ids.Order(), (await IdsAsync("balance/1", atMost: 6)).Order());
        Assert.Subset(ids.ToHashSet(), (await IdsAsync("balance/1", atMost: 4)).ToHashSet());
        Assert.Equal((4, 0), ((await IdsAsync("balance/1", atMost: 4)).Count, (await IdsAsync("balance/2", atMost: 6)).Count));

        async Task<List<Guid>> IdsAsync(string stream, int atMost) =>
            await Harness.Store.ReadCommandIdsAsync(stream, atMost, CancellationToken.None).ToListAsync();
    }

    [ConformanceFact]
    public async Task AppendAsync_Fails_LeavesNothingInTheIndex()
    {
        var command = Guid.NewGuid();
        await CommitAsync(TestEvents.Append("order/1", 1));

        await Assert.ThrowsAnyAsync<Exception>(() => CommitAsync(
            new JournalAppend([TestEvents.Event("order/2", 1, command, receipt: [1])], Publish: false), TestEvents.Append("order/1", 1)));

        Assert.Null(Assert.Single(await FindAsync(("order/2", command))));
        Assert.Equal(0, await IndexedAsync());
    }

    [ConformanceFact]
    public async Task AppendAsync_WithoutReceipts_WritesNothingInTheIndex()
    {
        await CommitAsync(TestEvents.Append("order/1", 1, count: 10, publish: true));

        Assert.Equal(0, await IndexedAsync());
    }

    [ConformanceFact]
    public async Task PruneAsync_OlderThanTheyAreKept_TakesThemOutInManyTransactions()
    {
        var clock = new SettableClock(s_now);
        var pruner = Pruner(clock);
        var week = s_now - TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1); // as long as no silo's clock can ask for them any more
        var old = await RecordAsync("balance/1", CommandIndexPruner.BatchRows * 2 + 10, week - TimeSpan.FromSeconds(1));
        var young = await RecordAsync("balance/2", 10, week + TimeSpan.FromSeconds(1));

        Assert.Equal(old.Count, await pruner.PruneAsync(CancellationToken.None));

        Assert.Equal(young.Count, await IndexedAsync());
        Assert.All(await FindAsync([.. young.Select(id => ("balance/2", id))]), Assert.NotNull);
        Assert.All(await FindAsync([.. old.Take(50).Select(id => ("balance/1", id))]), Assert.Null);
        Assert.Equal(old.Count, (await Harness.ReadAsync("balance/1")).Count); // what happened stays

        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(young.Count, await pruner.PruneAsync(CancellationToken.None));
    }

    [ConformanceFact]
    public async Task PruneAsync_PaymentUnfinished_KeepsWhatIsAsOldAsIt()
    {
        var clock = new SettableClock(s_now);
        var pruner = Pruner(clock);
        var began = s_now - TimeSpan.FromDays(30);
        await CommitAsync(new JournalAppend(
            [TestEvents.Event("order/1", 1) with { RecordedAt = began }], Publish: false, WorkChange.Open));
        var before = await RecordAsync("product/1", 10, began - TimeSpan.FromHours(1));
        var step = await RecordAsync("balance/1", 1, began + TimeSpan.FromSeconds(1));

        Assert.Equal(before.Count, await pruner.PruneAsync(CancellationToken.None));
        Assert.NotNull(Assert.Single(await FindAsync(("balance/1", step[0]))));

        await CommitAsync(new JournalAppend([TestEvents.Event("order/1", 2)], Publish: false, WorkChange.Close));
        Assert.Equal(1, await pruner.PruneAsync(CancellationToken.None));
    }

    [ConformanceFact]
    public async Task PruneAsync_AnotherSiloDoesIt_DoesNothing()
    {
        await RecordAsync("balance/1", 3, s_now - TimeSpan.FromDays(8));
        var clock = new SettableClock(s_now);
        var (first, second) = (Pruner(clock), Pruner(clock));
        Assert.Equal(3, await first.PruneAsync(CancellationToken.None));
        await RecordAsync("balance/2", 3, s_now - TimeSpan.FromDays(8));

        Assert.Equal(0, await second.PruneAsync(CancellationToken.None));
        Assert.Equal(3, await first.PruneAsync(CancellationToken.None));
    }

    [ConformanceFact]
    public async Task Migrate_StoreOfTheReleaseBefore_KnowsItsCommandsOfTheLastDays()
    {
        // As that release left it, and its silos go on while the schema is migrated.
        var now = DateTimeOffset.UtcNow;
        var (young, old) = (await RecordAsync("balance/1", 3, now.AddDays(-1)), await RecordAsync("balance/2", 3, now.AddDays(-8)));
        await ExecuteAsync("DROP TABLE command_index");
        await ExecuteAsync("DROP TABLE command_index_start");
        await ExecuteAsync("DELETE FROM schema_version WHERE version = 19");
        await Harness.Services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
        var late = await RecordAsync("balance/3", 1, now);
        await ExecuteAsync("DELETE FROM command_index WHERE stream = 'balance/3'");
        await using var silo = await JournalHarness.StartAsync(Storage, migrate: false);

        Assert.All(await FindAsync([.. young.Select(id => ("balance/1", id))]), Assert.NotNull);
        Assert.All(await FindAsync([.. old.Select(id => ("balance/2", id))]), Assert.Null);
        // Only of a step that such a silo can have done is the whole stream read.
        var answers = await silo.Store.FindReceiptsAsync(
        [
            new("balance/3", late[0], NotBefore: now), new("balance/3", late[0], NotBefore: null),
            new("balance/3", late[0], NotBefore: now.AddDays(2)), new("balance/2", old[0], NotBefore: now.AddDays(-8)),
        ], CancellationToken.None);
        Assert.Equal([true, false, false, true], answers.Select(answer => answer is not null));
    }

    private CommandIndexPruner Pruner(TimeProvider clock) => new(Harness.Database, new Leases(Harness.Database, clock),
        Options.Create(new IdempotencyOptions()), clock, NullLogger<CommandIndexPruner>.Instance);

    /// <summary>Records so many commands, all in the same moment.</summary>
    private async Task<List<Guid>> RecordAsync(string stream, int commands, DateTimeOffset at)
    {
        var ids = Enumerable.Range(0, commands).Select(_ => Guid.NewGuid()).ToList();
        // Whole milliseconds apart, for one moment is taken out as a whole.
        foreach (var some in ids.Select((id, i) => TestEvents.Event(stream, i + 1, id, receipt: [1]) with
        { RecordedAt = DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds()).AddMilliseconds(-i % 1_000) }).Chunk(500))
        {
            await CommitAsync(new JournalAppend(some, Publish: false));
        }
        return ids;
    }

    private async Task<IReadOnlyList<StoredReceipt?>> FindAsync(params (string Stream, Guid Id)[] commands) =>
        await Harness.Store.FindReceiptsAsync([.. commands.Select(c => new CommandLookup(c.Stream, c.Id, null))], CancellationToken.None);

    private async Task<long> IndexedAsync() => (await Harness.QueryAsync<long>("SELECT COUNT(*) FROM command_index"))[0];

    private Task<int> ExecuteAsync(string sql) => Harness.Database.WriteAsync(
        (connection, transaction) => connection.ExecuteAsync(sql, null, transaction), CancellationToken.None);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
