using System.Diagnostics.Metrics;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Coupons;

public sealed class FollowedCouponsTests(CountingFixture fixture) : IClassFixture<CountingFixture>
{
    [Fact]
    public async Task Metrics_TellWhatIsFollowed_AndThatItIsLeftWhenNobodyAsks()
    {
        using var measured = new Measured(fixture.Host.Services.GetRequiredService<IMeterFactory>());
        var (first, second) = (new CountedCampaign(fixture.Host), new CountedCampaign(fixture.Host));
        await first.SellOutAsync();
        await Eventually.HoldsAsync("one campaign and two holders", async () =>
        {
            await first.FollowedAsync();
            return (measured.Read("commerce.coupons.followed"), measured.Read("commerce.coupons.holders")) == (1, 2);
        });
        await first.IssueAsync(3);
        fixture.Host.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.InRange(measured.Read("commerce.coupons.lease_age"), 2, 10);
        Assert.Equal(0, measured.Read("commerce.coupons.followed"));

        fixture.Host.Clock.Advance(FollowedCoupon.KeepFor);
        Assert.Equal(0, measured.Read("commerce.coupons.lease_age"));
        await second.PutAsync(paused: true);
        await second.FollowedAsync();

        Assert.Equal(0, measured.Read("commerce.coupons.holders"));
        Assert.True(measured.Read("commerce.coupons.answered", "SoldOut") > 0);
    }

    private sealed class Measured : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly Dictionary<(string Name, string? Tag), double> _values = [];

        public Measured(IMeterFactory meters)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == meters && instrument.Name.StartsWith("commerce.coupons.", StringComparison.Ordinal))
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Set(instrument, value));
            _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Set(instrument, value));
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, (string)tags[0].Value!));
            _listener.Start();
        }

        public double Read(string name, string? tag = null)
        {
            _listener.RecordObservableInstruments();
            lock (_values)
                return _values.GetValueOrDefault((name, tag));
        }

        public void Dispose() => _listener.Dispose();

        private void Set(Instrument instrument, double value)
        {
            lock (_values)
                _values[(instrument.Name, null)] = value;
        }

        private void Add(Instrument instrument, long value, string tag)
        {
            lock (_values)
                _values[(instrument.Name, tag)] = _values.GetValueOrDefault((instrument.Name, tag)) + value;
        }
    }
}
