using System.Diagnostics.Metrics;
using Commerce.Telemetry;

namespace Commerce.Live;

/// <summary>
/// Listens to this process's instruments while somebody watches. Instruments without a listener cost their owners next to nothing; with
/// this one a measurement is a look-up and an addition.
/// </summary>
internal sealed class LiveMeters : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<(string Meter, string Instrument), LiveSeries> _series;

    /// <summary>Begins to listen.</summary>
    /// <param name="meters">Whose instruments: those of this host, and of no other in the process.</param>
    public LiveMeters(IMeterFactory meters)
    {
        _series = new()
        {
            [("Microsoft.AspNetCore.Hosting", "http.server.request.duration")] = Requests,
            [("Microsoft.Orleans", "orleans-app-requests-latency")] = Calls,
            [(CommerceMeter.Name, "commerce.http.refusals")] = Refusals,
            [(CommerceMeter.Name, "commerce.coupons.answered")] = Answered,
            [(CommerceMeter.Name, "commerce.commands")] = Commands,
            [(CommerceMeter.Name, "commerce.payments.amount")] = Paid,
            [(CommerceMeter.Name, "commerce.journal.batch.size")] = BatchEvents,
            [(CommerceMeter.Name, "commerce.journal.batch.duration")] = BatchSeconds,
            [(CommerceMeter.Name, "commerce.journal.queue")] = JournalQueue,
            [(CommerceMeter.Name, "commerce.outbox.lag")] = OutboxLag,
            [(CommerceMeter.Name, "commerce.outbox.backlog")] = OutboxBacklog,
            [(CommerceMeter.Name, "commerce.queue.waiting")] = Waiting,
            [(CommerceMeter.Name, "commerce.queue.active")] = Active,
            [(CommerceMeter.Name, "commerce.queue.admissions")] = Admissions,
        };
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!ReferenceEquals(instrument.Meter.Scope, meters)
                || !_series.TryGetValue((instrument.Meter.Name, instrument.Name), out var series))
                return;
            HasGrains |= series == Commands;
            listener.EnableMeasurementEvents(instrument, series);
        };
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, series) => ((LiveSeries)series!).Take(value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, series) => ((LiveSeries)series!).Take(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, series) => ((LiveSeries)series!).Take(value, tags));
        _listener.Start();
    }

    /// <summary>Whether grains are in this process: otherwise only the HTTP figures are its own.</summary>
    public bool HasGrains { get; private set; }

    /// <summary>Requests by how long they took, in seconds, to the microsecond.</summary>
    public Distribution Requests { get; } = new(1e-6);

    /// <summary>Calls of grains that this process made and had answered, in milliseconds.</summary>
    public Distribution Calls { get; } = new(1);

    /// <summary>Requests answered with a problem, by code.</summary>
    public LiveCounts Refusals { get; } = new("code");

    /// <summary>Requests for a piece that were answered without their campaign, by outcome.</summary>
    public LiveCounts Answered { get; } = new("outcome");

    /// <summary>Commands decided, by feature, command and outcome.</summary>
    public LiveCounts Commands { get; } = new("feature", "command", "outcome");

    /// <summary>Won of payments that succeeded.</summary>
    public LiveCounts Paid { get; } = new("feature");

    /// <summary>Journal transactions by how many events they have.</summary>
    public Distribution BatchEvents { get; } = new(1);

    /// <summary>Journal transactions by how long they took, in seconds, to the microsecond.</summary>
    public Distribution BatchSeconds { get; } = new(1e-6);

    /// <summary>Events that wait for the journal.</summary>
    public LiveGauge JournalQueue { get; } = new();

    /// <summary>Age of the oldest event that was not handed over, in seconds.</summary>
    public LiveGauge OutboxLag { get; } = new();

    /// <summary>Rows that were not handed over.</summary>
    public LiveGauge OutboxBacklog { get; } = new();

    /// <summary>Tokens that wait.</summary>
    public LiveGauge Waiting { get; } = new();

    /// <summary>Customers inside.</summary>
    public LiveGauge Active { get; } = new();

    /// <summary>Customers let in.</summary>
    public LiveCounts Admissions { get; } = new();

    /// <summary>Asks the gauges.</summary>
    public void Observe() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();
}
