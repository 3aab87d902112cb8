using Commerce.Fixtures;
using Commerce.Kafka;
using Commerce.Storage;
using Commerce.Telemetry;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Commerce.Outbox;

/// <summary>Relays of several silos on one outbox, with a clock and a transport in the tests' hands.</summary>
public sealed class OutboxRelayTests : IAsyncLifetime, IDisposable
{
    private const int RoundFailed = 2101; // the id in the log

    private readonly TestStorage _storage = TestStorage.Sqlite();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly OutboxOptions _options = new() { Pause = TimeSpan.Zero, SweepInterval = TimeSpan.FromMilliseconds(20) };
    private EventsHarness _harness = null!;

    public async Task InitializeAsync() => _harness = await EventsHarness.StartAsync(_storage);

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    public void Dispose() => _storage.Dispose();

    [Fact]
    public async Task Relay_EventsOfManySubjects_GoOutInOrder_AndTheOutboxIsEmpty()
    {
        await _harness.AppendAsync(ProbeProjection.Events(each: 40, "a", "b", "c"));
        _options.BatchEvents = 7;
        await using var silo = await StartAsync();

        await UntilAsync("the outbox is empty", async () => await RowsAsync() == 0);

        Assert.Equal(120, silo.Transport.Accepted.Count);
        RawTopic.AssertFirstCopiesInOrder(silo.Transport.Accepted);
        Assert.All(silo.Transport.Batches, batch => Assert.InRange(batch.Count, 1, 7));
    }

    [Fact]
    public async Task Relay_TransportFails_KeepsEverything_SaysHowMuchWaits_AndDrainsWhenItIsBack()
    {
        await _harness.AppendAsync(ProbeProjection.Events(each: 10, "a", "b"));
        await using var silo = await StartAsync(failing: true);
        using var lag = new Measured("commerce.outbox.lag", silo.Services);
        using var backlog = new Measured("commerce.outbox.backlog", silo.Services);

        await UntilAsync("it was tried often", () => Task.FromResult(silo.Transport.Attempts >= 5), advance: true);
        Assert.Equal(20, await RowsAsync());
        Assert.Equal(20, backlog.Now);
        Assert.True(lag.Now > TimeSpan.FromDays(365).TotalSeconds); // the events are of 2023

        silo.Transport.Failing = false;
        await UntilAsync("the outbox is empty", async () => await RowsAsync() == 0, advance: true);
        await UntilAsync("nothing waits", () => Task.FromResult(lag.Now == 0 && backlog.Now == 0), advance: true);
        Assert.Equal(20, silo.Transport.Accepted.Count);
        RawTopic.AssertFirstCopiesInOrder(silo.Transport.Accepted);
    }

    [Fact]
    public async Task Relay_TransportFailsForLong_TriesLessAndLessOften()
    {
        await _harness.AppendAsync(ProbeProjection.Event("a", 1));
        _options.MaxBackoff = TimeSpan.FromSeconds(1);
        await using var silo = await StartAsync(failing: true);
        var times = new List<DateTimeOffset>();
        while (times.Count < 9)
        {
            var attempts = silo.Transport.Attempts;
            await UntilAsync("the next attempt", () => Task.FromResult(silo.Transport.Attempts > attempts), advance: true);
            times.Add(_clock.GetUtcNow());
        }

        var pauses = times.Zip(times.Skip(1), (earlier, later) => later - earlier).ToList();
        Assert.True(pauses[^1] > 5 * pauses[0], string.Join(", ", pauses));
        Assert.All(pauses, pause => Assert.True(pause <= TimeSpan.FromSeconds(1.1), string.Join(", ", pauses)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Relay_DoesNotGetToTheOutbox_SaysHowMuchWaits(bool ownsIt)
    {
        await _harness.AppendAsync(ProbeProjection.Events(each: 10, "a", "b"));
        await _harness.QueryAsync<int>("ALTER TABLE journal RENAME TO away"); // the events cannot be read
        var database = new ReadOnly(_harness.Database) { TakesWrites = ownsIt };
        await using var silo = await StartAsync(database: database);
        using var lag = new Measured("commerce.outbox.lag", silo.Services);
        using var backlog = new Measured("commerce.outbox.backlog", silo.Services);

        await UntilAsync("it is told", () => Task.FromResult(backlog.Now == 20), advance: true);
        Assert.True(lag.Now > TimeSpan.FromDays(365).TotalSeconds); // the events are of 2023

        await _harness.QueryAsync<int>("ALTER TABLE away RENAME TO journal");
        database.TakesWrites = true;
        await UntilAsync("nothing waits", () => Task.FromResult(lag.Now == 0 && backlog.Now == 0), advance: true);
        Assert.Equal(20, silo.Transport.Accepted.Count);
    }

    [Fact]
    public async Task Relay_OneOwns_TheOtherOneWaits_AndReportsNothing()
    {
        await using var owner = await StartAsync();
        await UntilAsync("one owns the outbox", async () => await OwnerAsync() == owner.Leases.Owner);
        await using var other = await StartAsync();
        using var lag = new Measured("commerce.outbox.lag", other.Services);

        await _harness.AppendAsync(ProbeProjection.Events(each: 5, "a"));
        await UntilAsync("the outbox is empty", async () => await RowsAsync() == 0, advance: true);

        Assert.Equal(5, owner.Transport.Accepted.Count);
        Assert.Equal(0, other.Transport.Attempts);
        Assert.Equal(0, lag.Now);
    }

    [Fact]
    public async Task Relay_OwnerStops_AnotherTakesOverAtOnce()
    {
        var first = await StartAsync();
        await UntilAsync("it owns the outbox", async () => await OwnerAsync() == first.Leases.Owner);
        await first.DisposeAsync();
        await _harness.AppendAsync(ProbeProjection.Events(each: 5, "a"));

        await using var second = await StartAsync();

        await UntilAsync("the outbox is empty", async () => await RowsAsync() == 0); // and time stands still
        Assert.Equal(5, second.Transport.Accepted.Count);
    }

    [Fact]
    public async Task Relay_OwnerHangsInTheMiddle_GivesUpBeforeAnotherMayOwn_AndFirstCopiesStayInOrder()
    {
        await _harness.AppendAsync(ProbeProjection.Events(each: 6, "a"));
        var log = new List<IntegrationEvent>();
        await using var hung = await StartAsync(log: log, hangAfter: 3);
        await hung.Transport.Hung; // three of six are out
        var owned = _clock.GetUtcNow();
        await using var other = await StartAsync(log: log);

        await UntilAsync("the attempt is given up", () => Task.FromResult(hung.Transport.GivenUpAt is not null), advance: true);
        Assert.True(hung.Transport.GivenUpAt < owned + _options.LeaseTime, "The lease ran out while events were still under way.");
        await hung.Relay.StopAsync(new CancellationToken(canceled: true)); // gone without a word: the lease has to run out
        await UntilAsync("the other drained it", async () => await RowsAsync() == 0, advance: true);

        RawTopic.AssertFirstCopiesInOrder(log);
        Assert.Equal([1, 2, 3, 4, 5, 6], log.Select(e => e.Sequence).Distinct());
        Assert.Equal(3, log.Count - log.DistinctBy(e => e.Id).Count()); // what was out already is repeated, no more
    }

    [Fact]
    public async Task Relay_LeaseLostWhileItRead_LeavesTheBatchToTheOwner()
    {
        await _harness.AppendAsync(ProbeProjection.Events(each: 5, "a"));
        var database = new SlowReads(_harness.Database);
        await using var slow = await StartAsync(database: database);
        await database.Reading;
        _clock.Advance(_options.LeaseTime + TimeSpan.FromSeconds(1));
        await using var other = await StartAsync();
        await UntilAsync("the other owns the outbox", async () => await OwnerAsync() == other.Leases.Owner);

        database.Go();

        await UntilAsync("the outbox is empty", async () => await RowsAsync() == 0);
        Assert.Equal(0, slow.Transport.Attempts);
    }

    [Fact]
    public async Task Relay_AWriteOfThisSilo_WakesIt()
    {
        _options.SweepInterval = _options.MaxBackoff = TimeSpan.FromMinutes(10);
        await _harness.AppendAsync(ProbeProjection.Event("a", 1));
        await using var silo = await StartAsync();
        await UntilAsync("the outbox is empty", async () => await RowsAsync() == 0);

        await _harness.AppendAsync(ProbeProjection.Event("a", 2));

        await UntilAsync("the outbox is empty again", async () => await RowsAsync() == 0);
    }

    [Fact]
    public async Task Relay_TransportDoesNotEnd_SaysWhatItKnowsOfTheReason()
    {
        await _harness.AppendAsync(ProbeProjection.Event("a", 1));
        using var lines = new LoggedLines();
        await using var silo = await StartAsync(hangAfter: 0, lines: lines);
        silo.Transport.Trouble = "SSL handshake failed";

        await UntilAsync("it is told", () => Task.FromResult(lines.CountOf(RoundFailed) > 0), advance: true);

        Assert.Contains("(SSL handshake failed)", Assert.Single(lines.FailuresOf(RoundFailed)), StringComparison.Ordinal);
    }

    private async Task<RelayOfASilo> StartAsync(
        bool failing = false, List<IntegrationEvent>? log = null, int? hangAfter = null, ISqlDatabase? database = null,
        LoggedLines? lines = null)
    {
        var silo = new RelayOfASilo(
            database ?? _harness.Database, _harness.Get<OutboxSignal>(),
                new HandMadeTransport(_clock, log, hangAfter) { Failing = failing }, _options, _clock, lines);
        await silo.Relay.StartAsync(CancellationToken.None);
        return silo;
    }

    private async Task<long> RowsAsync() => (await _harness.QueryAsync<long>("SELECT COUNT(*) FROM outbox"))[0];

    private async Task<string?> OwnerAsync() =>
        (await _harness.QueryAsync<string>("SELECT owner FROM lease WHERE expires_at > 0")).SingleOrDefault();

    private Task UntilAsync(string what, Func<Task<bool>> holds, bool advance = false) => Eventually.HoldsAsync(what, async () =>
    {
        if (await holds())
            return true;
        if (advance)
            _clock.Advance(TimeSpan.FromMilliseconds(50));
        return false;
    });
}

/// <summary>A silo's relay, without the silo.</summary>
internal sealed class RelayOfASilo : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public RelayOfASilo(
        ISqlDatabase database, OutboxSignal signal, HandMadeTransport transport, OutboxOptions options, TimeProvider clock,
        LoggedLines? lines = null)
    {
        Leases = new(database, clock);
        Transport = transport;
        Relay = new(new(database, signal), Leases, signal, transport, Options.Create(options), clock,
            new CommerceMetrics(_services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()),
            lines?.LoggerOf<OutboxRelay>() ?? NullLogger<OutboxRelay>.Instance);
    }

    public IServiceProvider Services => _services;

    public Leases Leases { get; }

    public OutboxRelay Relay { get; }

    public HandMadeTransport Transport { get; }

    public async ValueTask DisposeAsync()
    {
        await Relay.StopAsync(CancellationToken.None);
        Relay.Dispose();
        await _services.DisposeAsync();
    }
}
