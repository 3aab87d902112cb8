using Commerce.Fixtures;
using Commerce.Journaling;
using Commerce.Testing;

namespace Commerce.Outbox;

/// <summary>What is published from memory is what would be read.</summary>
public abstract class RecentEventsConformance
{
    [ConformanceFact]
    public async Task Read_RowsThatWereJustCommitted_AreAsTheJournalHasThem_AndOnlyOnceFromMemory()
    {
        using var storage = await NewStorageAsync();
        await using var harness = await EventsHarness.StartAsync(storage);
        var (recent, store) = (harness.Get<OutboxSignal>().Recent, harness.Get<OutboxStore>());
        recent.Keep(true);
        await using var lane = harness.Get<IJournalStore>().CreateAppender();
        await lane.AppendAsync([Append("order/2", 1), Append("order/1", 1), Append("order/1", 2)], CancellationToken.None);
        await lane.AppendAsync([Append("order/1", 3), Append("product/1", 1)], CancellationToken.None);
        await ChangeAsync(harness, "UPDATE journal SET event_type = 'read'"); // should anything read it, it is seen

        var fromMemory = await ReadAsync(store);
        var fromJournal = await ReadAsync(store);

        Assert.Equal(["order/1 1", "order/1 2", "order/1 3", "order/2 1", "product/1 1"],
            fromMemory.Select(e => $"{e.Subject} {e.Sequence}"));
        Assert.DoesNotContain(fromMemory, e => e.Type == "read");
        Assert.All(fromJournal, e => Assert.Equal("read", e.Type));
        Assert.Equal(fromJournal.Select(Content), fromMemory.Select(e => Content(e with { Type = "read" })));
    }

    [ConformanceFact]
    public async Task Read_SiloThatDoesNotRelay_OrHasAnotherConnection_ReadsTheJournal()
    {
        using var storage = await NewStorageAsync();
        await using var harness = await EventsHarness.StartAsync(storage);
        var (recent, store) = (harness.Get<OutboxSignal>().Recent, harness.Get<OutboxStore>());
        await using var lane = harness.Get<IJournalStore>().CreateAppender();
        await lane.AppendAsync([Append("not/relaying", 1)], CancellationToken.None);
        recent.Keep(true);
        await lane.AppendAsync([Append("relaying/no-more", 1)], CancellationToken.None);
        recent.Keep(false);
        recent.Keep(true);
        await lane.AppendAsync([Append("failure/after-it", 1)], CancellationToken.None);
        await Assert.ThrowsAnyAsync<Exception>(() => lane.AppendAsync([Append("failure/after-it", 1)], CancellationToken.None));
        await ChangeAsync(harness, "UPDATE journal SET event_type = 'read'");

        var events = await ReadAsync(store);

        Assert.Equal(3, events.Count);
        Assert.All(events, e => Assert.Equal("read", e.Type));
    }

    [ConformanceFact]
    public async Task Read_RowOfOtherEventsAtTheSamePlace_ReadsTheJournal()
    {
        using var storage = await NewStorageAsync();
        await using var harness = await EventsHarness.StartAsync(storage);
        var (recent, store) = (harness.Get<OutboxSignal>().Recent, harness.Get<OutboxStore>());
        recent.Keep(true);
        await using var lane = harness.Get<IJournalStore>().CreateAppender();
        await lane.AppendAsync([Append("other/moment", 1), Append("other/events", 1)], CancellationToken.None);
        await lane.AppendAsync([Append("other/events", 2)], CancellationToken.None);
        // As another silo's rows would be, in a store that had lost this one's.
        await ChangeAsync(harness, "UPDATE outbox SET recorded_at = recorded_at + 1 WHERE stream = 'other/moment'");
        await ChangeAsync(harness, "DELETE FROM outbox WHERE stream = 'other/events' AND first_seq = 2");
        await ChangeAsync(harness, "UPDATE outbox SET last_seq = 2 WHERE stream = 'other/events'");
        await ChangeAsync(harness, "UPDATE journal SET event_type = 'read'");

        var events = await ReadAsync(store);

        Assert.Equal(3, events.Count);
        Assert.All(events, e => Assert.Equal("read", e.Type));
    }

    protected abstract Task<TestStorage> NewStorageAsync();

    private static async Task<IReadOnlyList<IntegrationEvent>> ReadAsync(OutboxStore store) =>
        (await store.ReadAsync(100, 100, _ => false, CancellationToken.None)).Events;

    private static (Guid, string, int, string, long, DateTimeOffset, string) Content(IntegrationEvent e) =>
        (e.Id, e.Type, e.Version, e.Subject, e.Sequence, e.Time, Convert.ToHexString(e.Data));

    // Decided between two milliseconds; the journal keeps whole ones.
    private static JournalAppend Append(string stream, long seq) => new([new(stream, seq, Guid.CreateVersion7(), "test.happened", 1,
        "{\"a\":1}"u8.ToArray(), DateTimeOffset.UnixEpoch.AddMilliseconds(1_700_000_000_000.5 + seq))], Publish: true);

    private static Task ChangeAsync(EventsHarness harness, string sql) => harness.QueryAsync<int>(sql);
}

public sealed class SqliteRecentEventsTests : RecentEventsConformance
{
    protected override Task<TestStorage> NewStorageAsync() => Task.FromResult(TestStorage.Sqlite());
}

[NeedsMariaDb]
[Collection(MariaDbFixture.Collection)]
public sealed class MariaDbRecentEventsTests : RecentEventsConformance
{
    protected override Task<TestStorage> NewStorageAsync() => TestStorage.MariaDbAsync(MariaDbFixture.Server);
}
