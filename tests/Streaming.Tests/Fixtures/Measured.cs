using System.Diagnostics.Metrics;
using Commerce.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Fixtures;

/// <summary>What one instrument of one silo says.</summary>
internal sealed class Measured : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private double _sum;
    private double _latest;

    public Measured(string instrument, IServiceProvider silo)
    {
        var scope = silo.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (published, listener) =>
        {
            if (published.Meter.Name == CommerceMeter.Name && published.Meter.Scope == scope && published.Name == instrument)
                listener.EnableMeasurementEvents(published);
        };
        _listener.SetMeasurementEventCallback<int>((_, value, _, _) => Take(value));
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Take(value));
        _listener.SetMeasurementEventCallback<double>((_, value, _, _) => Take(value));
        _listener.Start();
    }

    /// <summary>Of a counter: how much was counted.</summary>
    public double Sum
    {
        get
        {
            lock (_lock)
                return _sum;
        }
    }

    /// <summary>Of a gauge: what it says now.</summary>
    public double Now
    {
        get
        {
            _listener.RecordObservableInstruments();
            lock (_lock)
                return _latest;
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Take(double value)
    {
        lock (_lock)
        {
            _sum += value;
            _latest = value;
        }
    }
}
