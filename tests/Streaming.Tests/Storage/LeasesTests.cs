using Commerce.Fixtures;
using Commerce.Outbox;
using Commerce.Testing;
using Dapper;
using Microsoft.Extensions.Time.Testing;

namespace Commerce.Storage;

/// <summary>Leases between silos whose clocks agree in nothing but how fast they go.</summary>
public sealed class LeasesTests : IAsyncLifetime, IDisposable
{
    private const string Name = "task";

    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(6);

    private readonly TestStorage _storage = TestStorage.Sqlite();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private EventsHarness _harness = null!;

    public async Task InitializeAsync() => _harness = await EventsHarness.StartAsync(_storage);

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    public void Dispose() => _storage.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(24 * 365 * 100)]
    [InlineData(-1)]
    public async Task TryOwn_ARowThatNobodyRenews_IsTakenWithinTheLeaseTime_WhateverItSays(int hoursAhead)
    {
        await WriteAsync("INSERT INTO lease (name, owner, expires_at) VALUES ('task', 'unknown', @At)",
            _time.GetUtcNow().AddHours(hoursAhead));
        var silo = NewSilo();
        Assert.False(await OwnsAsync(silo)); // seen for the first time

        _time.Advance(s_time + TimeSpan.FromMilliseconds(1));

        Assert.True(await OwnsAsync(silo));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task TryOwn_ARowThatIsRenewed_IsNeverTaken_WhateverTheClocksSay(int hoursAhead)
    {
        var (owner, other) = (NewSilo(), NewSilo(hoursAhead));
        Assert.True(await OwnsAsync(owner));
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(s_time / 2);
            Assert.False(await OwnsAsync(other));
            Assert.True(await OwnsAsync(owner));
        }
    }

    [Fact]
    public async Task TryOwn_RenewedByAClockThatStandsStill_ShowsToTheOthers()
    {
        var (owner, other) = (new Leases(_harness.Database, new FakeTimeProvider(_time.GetUtcNow())), NewSilo());
        for (var i = 0; i < 5; i++)
        {
            Assert.True(await OwnsAsync(owner));
            Assert.False(await OwnsAsync(other));
            _time.Advance(s_time);
        }
    }

    [Fact]
    public async Task TryOwn_TwoSeeTheSameRowRest_OneTakesIt()
    {
        await WriteAsync("INSERT INTO lease (name, owner, expires_at) VALUES ('task', 'gone', @At)", _time.GetUtcNow());
        var silos = Enumerable.Range(0, 8).Select(_ => NewSilo()).ToList();
        foreach (var silo in silos)
            Assert.False(await OwnsAsync(silo));
        _time.Advance(s_time * 2);

        var owns = await Task.WhenAll(silos.Select(silo => Task.Run(() => OwnsAsync(silo))));

        Assert.Single(owns, true);
    }

    [Fact]
    public async Task Release_LetsAnotherTakeItAtOnce()
    {
        var (first, second) = (NewSilo(), NewSilo(hoursAhead: -1));
        Assert.True(await OwnsAsync(first));
        await first.ReleaseAsync(Name, CancellationToken.None);

        Assert.True(await OwnsAsync(second));
        Assert.False(await OwnsAsync(first));
    }

    [Fact]
    public async Task Relay_LeaseOfAClockThatWasAnHourAhead_RelaysWithinTheLeaseTime()
    {
        await WriteAsync("INSERT INTO lease (name, owner, expires_at) VALUES ('outbox-relay', 'unknown', @At)",
            _time.GetUtcNow().AddHours(1));
        await _harness.AppendAsync(ProbeProjection.Events(each: 5, "a"));
        var options = new OutboxOptions();
        var started = _time.GetUtcNow();
        await using var silo = new RelayOfASilo(_harness.Database, _harness.Get<OutboxSignal>(), new HandMadeTransport(_time, null, null),
            options, _time);
        await silo.Relay.StartAsync(CancellationToken.None);

        await Eventually.HoldsAsync("it relays", () =>
        {
            if (silo.Transport.Accepted.Count == 5)
                return Task.FromResult(true);
            _time.Advance(TimeSpan.FromMilliseconds(100));
            return Task.FromResult(false);
        });

        Assert.True(_time.GetUtcNow() - started < TimeSpan.FromMinutes(1), "It waited for the row's time.");
    }

    [Fact]
    public async Task Relay_ItsClockIsSetBack_StillRenewsItsLease()
    {
        var clock = new ShiftedClock(_time);
        await using var owner = new RelayOfASilo(
            _harness.Database, _harness.Get<OutboxSignal>(), new HandMadeTransport(_time, null, null),
                new OutboxOptions { SweepInterval = TimeSpan.FromMilliseconds(20) }, clock);
        await owner.Relay.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync("it owns", async () => (await LeasesAsync()).Count == 1);
        var before = (await LeasesAsync())[0];

        clock.Shift = TimeSpan.FromHours(-1);

        await Eventually.HoldsAsync("it renews", async () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(200));
            Assert.True(_time.GetUtcNow() < DateTimeOffset.UnixEpoch.AddYears(56).AddMinutes(30), "It trusted a clock that was set back.");
            return (await LeasesAsync())[0] != before;
        });
    }

    private Task<List<long>> LeasesAsync() => _harness.QueryAsync<long>("SELECT expires_at FROM lease");

    private Leases NewSilo(int hoursAhead = 0) =>
        new(_harness.Database, new ShiftedClock(_time) { Shift = TimeSpan.FromHours(hoursAhead) });

    private static Task<bool> OwnsAsync(Leases silo) => silo.TryOwnAsync(Name, s_time, CancellationToken.None);

    private Task WriteAsync(string sql, DateTimeOffset at) => _harness.Database.WriteAsync(
        (connection, transaction) =>
            connection.ExecuteAsync(sql, new { At = at.ToUnixTimeMilliseconds() }, transaction), CancellationToken.None);

    /// <summary>A clock that goes as fast as another, and shows another time.</summary>
    private sealed class ShiftedClock(TimeProvider inner) : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Shift;

        public override long GetTimestamp() => inner.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            inner.CreateTimer(callback, state, dueTime, period);
    }
}
