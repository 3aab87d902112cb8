using Commerce.Fixtures;
using Commerce.Journaling;
using Commerce.Kafka;
using Commerce.Telemetry;
using Commerce.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Commerce.Outbox;

/// <summary>Rows of the outbox that cannot be handed over, among others that can.</summary>
public sealed class OutboxRefusalTests : IAsyncLifetime, IDisposable
{
    private const int Bad = 500;
    private const int Good = 24;
    private const int Backlog = 18_000;
    private const int Busy = 30_000;

    private readonly TestStorage _storage = TestStorage.Sqlite();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly OutboxOptions _options = new() { Pause = TimeSpan.Zero, SweepInterval = TimeSpan.FromMilliseconds(20) };
    private readonly LoggedLines _lines = new();
    private EventsHarness _harness = null!;

    public async Task InitializeAsync() => _harness = await EventsHarness.StartAsync(_storage);

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    public void Dispose()
    {
        _lines.Dispose();
        _storage.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Bad)]
    public async Task Relay_RowsThatAreRefused_WaitInOrder_AndTheOthersGoOut(int bad)
    {
        string[] refused = [.. Enumerable.Range(0, bad).Select(i => $"bad-{i}")];
        await AppendAsync(ProbeProjection.Events(each: 2, refused));
        await AppendAsync(ProbeProjection.Events(each: 2, [.. Enumerable.Range(0, Good).Select(i => $"good-{i}")]));
        await using var silo = NewSilo();
        silo.Transport.Refuses = e => e.Subject.Contains("bad", StringComparison.Ordinal);
        using var lag = new Measured("commerce.outbox.lag", silo.Services);
        using var backlog = new Measured("commerce.outbox.backlog", silo.Services);
        await silo.Relay.StartAsync(CancellationToken.None);

        await UntilAsync("the good ones are out", () => Task.FromResult(silo.Transport.Accepted.Count == 2 * Good));
        await UntilAsync("what is left is told", () => Task.FromResult(backlog.Now >= 2 * bad && lag.Now > 0));
        await UntilAsync("the bad ones are left", async () => await RowsAsync() == 2 * bad);
        Assert.InRange(_lines.CountOf(2103), 1, LineAllowance.Lines);

        silo.Transport.Refuses = _ => false; // mended
        await UntilAsync("the outbox is empty", async () => await RowsAsync() == 0);
        RawTopic.AssertFirstCopiesInOrder(silo.Transport.Accepted);
        Assert.Equal(2 * (bad + Good), silo.Transport.Accepted.Count);
    }

    [Fact]
    public async Task Relay_ABusyStreamIsRefused_AndHasMoreRowsThanCanBeLookedThrough_TheOthersGoOut()
    {
        await _harness.QueryAsync<int>($"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Busy})
            INSERT INTO outbox (stream, first_seq, last_seq, recorded_at) SELECT 'probe/bad', i, i, 1 FROM n
            """);
        await _harness.QueryAsync<int>($"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Busy})
            INSERT INTO journal (stream, seq, event_id, event_type, event_version, payload, recorded_at)
            SELECT 'probe/bad', i, randomblob(16), 'probe.seen', 1, x'00', 1 FROM n
            """);
        await AppendAsync(ProbeProjection.Events(each: 2, [.. Enumerable.Range(0, Good).Select(i => $"good-{i}")]));
        await using var silo = NewSilo();
        silo.Transport.Refuses = e => e.Subject == "probe/bad";
        using var backlog = new Measured("commerce.outbox.backlog", silo.Services);
        await silo.Relay.StartAsync(CancellationToken.None);

        await UntilAsync("the good ones are out", () => Task.FromResult(silo.Transport.Accepted.Count == 2 * Good));
        await UntilAsync("what is left is told", () => Task.FromResult(backlog.Now >= Busy));
        await UntilAsync("the bad ones are left", async () => await RowsAsync() == Busy);
    }

    [Fact]
    public async Task Relay_RowsThatAreRefusedForLong_AreTriedEverMoreRarely()
    {
        await AppendAsync(ProbeProjection.Events(each: 1, "bad", "good"));
        await using var silo = NewSilo();
        var tried = new List<DateTimeOffset>();
        silo.Transport.Refuses = e =>
        {
            if (e.Subject != "probe/bad")
                return false;
            lock (tried)
                tried.Add(_clock.GetUtcNow());
            return true;
        };
        await silo.Relay.StartAsync(CancellationToken.None);

        var last = 1;
        await UntilAsync("it was tried for an hour", async () =>
        {
            last++;
            await AppendAsync([ProbeProjection.Event("good", last)]); // the others go on meanwhile
            await Eventually.HoldsAsync("the good one is out", () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(silo.Transport.Accepted.Any(e => e.Sequence == last));
            });
            _clock.Advance(TimeSpan.FromSeconds(59));
            return _clock.GetUtcNow() > DateTimeOffset.UnixEpoch.AddYears(56).AddHours(1);
        });

        lock (tried)
        {
            var times = tried.Distinct().ToList();
            Assert.InRange(times.Count(at => at > DateTimeOffset.UnixEpoch.AddYears(56).AddMinutes(30)), 3, 20);
        }
    }

    [Fact]
    public async Task Relay_RefusedRowsAreTriedAgainWithNothingElseToSend_IsNoOutage()
    {
        await AppendAsync(ProbeProjection.Events(each: 1, "bad", "worse", "good"));
        await using var silo = NewSilo();
        var tried = 0;
        silo.Transport.Refuses = e => e.Subject != "probe/good" && Interlocked.Increment(ref tried) > 0;
        await silo.Relay.StartAsync(CancellationToken.None);
        await UntilAsync("the good one is out", async () => await RowsAsync() == 2);
        var triedWithTheGoodOne = Volatile.Read(ref tried);

        await UntilAsync("the others were tried again", () => Task.FromResult(Volatile.Read(ref tried) > triedWithTheGoodOne + 10));
        Assert.Equal((0, 2), (_lines.CountOf(2101), _lines.CountOf(2103)));

        silo.Transport.Refuses = _ => false; // mended
        await UntilAsync("the outbox is empty", async () => await RowsAsync() == 0);
    }

    [Fact]
    public async Task Relay_EventsThatCannotBeRead_WaitAndTheOthersGoOut()
    {
        await AppendAsync(ProbeProjection.Events(each: 2, "unreadable", "good"));
        await _harness.QueryAsync<int>("UPDATE journal SET event_id = x'00' WHERE stream = 'probe/unreadable' AND seq = 1");
        await using var silo = NewSilo();
        await silo.Relay.StartAsync(CancellationToken.None);

        await UntilAsync("the good ones are out", async () => await RowsAsync() == 2);

        Assert.Equal(2, silo.Transport.Accepted.Count);
        Assert.All(silo.Transport.Accepted, e => Assert.Equal("probe/good", e.Subject));
    }

    [Fact]
    public async Task Relay_ABacklogOfAnOutage_DrainsWithoutAPause()
    {
        await AppendAsync(ProbeProjection.Events(each: Backlog / 600, [.. Enumerable.Range(0, 600).Select(i => $"{i}")]));
        await using var silo = NewSilo();
        _options.Pause = TimeSpan.FromMinutes(1);
        await silo.Relay.StartAsync(CancellationToken.None);

        // Time stands still: whatever waited would wait for ever.
        await Eventually.HoldsAsync("the outbox is empty", async () => await RowsAsync() == 0);

        Assert.Equal(Backlog, silo.Transport.Accepted.Count);
        Assert.InRange(silo.Transport.Attempts, 1, 2 * Backlog / _options.BatchRows);
    }

    private RelayOfASilo NewSilo() =>
        new(_harness.Database, _harness.Get<OutboxSignal>(), new HandMadeTransport(_clock, null, null), _options, _clock, _lines);

    private async Task AppendAsync(IEnumerable<IntegrationEvent> events)
    {
        await using var appender = _harness.Get<IJournalStore>().CreateAppender();
        // Never two of a subject in one transaction: each has a row of its own.
        foreach (var some in events.GroupBy(e => e.Sequence).SelectMany(turn => turn.Chunk(500)))
        {
            await appender.AppendAsync([.. some.Select(e => new JournalAppend(
                [new(e.Subject, e.Sequence, e.Id, e.Type, e.Version, e.Data, e.Time)], Publish: true))], CancellationToken.None);
        }
    }

    private async Task<long> RowsAsync() => (await _harness.QueryAsync<long>("SELECT COUNT(*) FROM outbox"))[0];

    private Task UntilAsync(string what, Func<Task<bool>> holds) => Eventually.HoldsAsync(what, async () =>
    {
        if (await holds())
            return true;
        _clock.Advance(TimeSpan.FromMilliseconds(50));
        return false;
    });
}
