using System.Diagnostics.Metrics;

namespace Commerce.Telemetry;

/// <summary>The instruments of a process that serves HTTP. Codes are few: each is written in the source once.</summary>
internal sealed class ApiMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _refusals;

    public ApiMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(CommerceMeter.Name);
        _refusals = _meter.CreateCounter<long>("commerce.http.refusals", "{request}", "Requests answered with a problem, by its code.");
    }

    /// <summary>Counts a request that was answered with a problem.</summary>
    public void Refused(string code) => _refusals.Add(1, new KeyValuePair<string, object?>("code", code));

    /// <summary>Says what is open in this process that should not be where others can reach it.</summary>
    /// <param name="what">The names of what is open.</param>
    public void ObserveOpen(IReadOnlyList<string> what) => _meter.CreateObservableGauge("commerce.open",
        () => what.Select(open => new Measurement<int>(1, new KeyValuePair<string, object?>("what", open))), null,
        "1 for each thing that is open to everybody in this process.");

    /// <summary>Observes whether this process is ready.</summary>
    public void ObserveReadiness(Func<bool> ready) =>
        _meter.CreateObservableGauge("commerce.ready", () => ready() ? 1 : 0, null, "1 while this process is ready for requests, else 0.");
}
