using Commerce.Fixtures;
using Commerce.Outbox;
using Commerce.Testing;

namespace Commerce.Projections;

public sealed class RedriveTests : IAsyncLifetime
{
    private readonly TestStorage _storage = TestStorage.Sqlite();
    private EventsHarness _harness = null!;

    private ProbeBoard Board => _harness.Get<ProbeBoard>();

    public async Task InitializeAsync() => _harness = await EventsHarness.StartAsync(_storage);

    public async Task DisposeAsync()
    {
        await _harness.DisposeAsync();
        _storage.Dispose();
    }

    [Fact]
    public async Task RunAsync_WhatCanBeTakenInNow_IsTakenInFromThereOn_AndNoLongerParked()
    {
        var events = ProbeProjection.Events(each: 5, "a", "b");
        await _harness.AppendAsync(events);
        Board.Before = batch =>
            batch.Any(e => e.Subject == "probe/a" && e.Sequence == 3) ? throw new InvalidOperationException("a bug") : Task.CompletedTask;
        await _harness.Get<ProjectionWriter>().WriteAsync([_harness.Get<ProbeProjection>()], events, CancellationToken.None);
        Assert.Equal([1, 2, 4, 5], Board.Sequences("probe/a"));
        Board.Before = null; // the bug is mended
        var before = Board.Taken.Count;

        Assert.Equal((1, 0), await _harness.Get<Redrive>().RunAsync(CancellationToken.None));

        Assert.Equal(["probe/a#3", "probe/a#4", "probe/a#5"], Board.Taken.Skip(before).Select(e => $"{e.Subject}#{e.Sequence}"));
        Assert.Empty(await ParkedAsync());
    }

    [Fact]
    public async Task RunAsync_WhatFailsAgain_StaysParked()
    {
        IntegrationEvent[] events = [ProbeProjection.Event("a", 1, ProbeBoard.Poison), ProbeProjection.Event("a", 2)];
        await _harness.AppendAsync(events);
        await _harness.Get<ProjectionWriter>().WriteAsync([_harness.Get<ProbeProjection>()], events, CancellationToken.None);

        Assert.Equal((0, 1), await _harness.Get<Redrive>().RunAsync(CancellationToken.None));

        Assert.Single(await ParkedAsync());
    }

    [Fact]
    public async Task RunAsync_AMessageThatCouldNotBeRead_BringsItsWholeSubject()
    {
        await _harness.AppendAsync(ProbeProjection.Events(each: 3, "a"));
        await _harness.Get<ParkedEvents>()
            .ParkAsync(new("kafka", "topic/0@7", "probe/a", 0, null, [1], "unreadable"), CancellationToken.None);

        Assert.Equal((1, 0), await _harness.Get<Redrive>().RunAsync(CancellationToken.None));

        Assert.Equal([1, 2, 3], Board.Sequences("probe/a"));
        Assert.Empty(await ParkedAsync());
    }

    [Fact]
    public async Task RunAsync_WhatWasNeverOurs_StaysParked()
    {
        await _harness.Get<ParkedEvents>().ParkAsync(new("kafka", "topic/0@7", null, 0, null, [1], "unreadable"), CancellationToken.None);
        await _harness.Get<ParkedEvents>()
            .ParkAsync(new("kafka", "topic/0@8", "probe/unknown", 0, null, [1], "unreadable"), CancellationToken.None);

        Assert.Equal((0, 2), await _harness.Get<Redrive>().RunAsync(CancellationToken.None));

        Assert.Equal(2, (await ParkedAsync()).Count);
    }

    [Fact]
    public async Task RunAsync_OneThatTheJournalCannotTell_StaysParked_AndTheOthersAreTakenIn()
    {
        var events = ProbeProjection.Events(each: 2, "a", "b");
        await _harness.AppendAsync(events);
        foreach (var e in events.Where(e => e.Sequence == 1))
            await _harness.Get<ParkedEvents>()
                .ParkAsync(new(nameof(ProbeProjection), $"{e.Subject}#1", e.Subject, 1, e.Type, e.Data, "a bug"), CancellationToken.None);
        await _harness.QueryAsync<int>("UPDATE journal SET event_id = x'00' WHERE stream = 'probe/a'");

        Assert.Equal((1, 1), await _harness.Get<Redrive>().RunAsync(CancellationToken.None));

        Assert.Equal([1, 2], Board.Sequences("probe/b"));
        Assert.Equal("probe/a", Assert.Single(await ParkedAsync()).Subject);
    }

    private Task<IReadOnlyList<ParkedEvent>> ParkedAsync() => _harness.Get<ParkedEvents>().ReadAsync(CancellationToken.None);
}
