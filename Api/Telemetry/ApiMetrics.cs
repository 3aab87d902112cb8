using System.Diagnostics.Metrics;

namespace Commerce.Telemetry;

/// <summary>The instruments of a process that serves HTTP. Codes are few: each is written in the source once.</summary>
internal sealed class ApiMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _answered;

    public ApiMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(CommerceMeter.Name);
        _refusals = _meter.CreateCounter<long>("commerce.http.refusals", "{request}", "Requests answered with a problem, by its code.");
        _answered = _meter.CreateCounter<long>("commerce.coupons.answered", "{request}",
            "Requests for a piece that this process answered without the campaign, by outcome.");
    }

    /// <summary>Counts a request for a piece that was answered without the campaign.</summary>
    public void Answered(string outcome) => _answered.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>Observes the campaigns that are followed.</summary>
    /// <param name="answeredFor">How many are answered for at this moment.</param>
    /// <param name="holders">How many holders are kept.</param>
    /// <param name="age">Seconds since the lease was confirmed that was confirmed the longest ago.</param>
    public void ObserveFollowedCoupons(Func<int> answeredFor, Func<int> holders, Func<double> age)
    {
        _meter.CreateObservableGauge("commerce.coupons.followed", answeredFor, "{campaign}", "Campaigns that this process answers for.");
        _meter.CreateObservableGauge("commerce.coupons.holders", holders, "{customer}", "Holders that this process keeps.");
        _meter.CreateObservableGauge("commerce.coupons.lease_age", age, "s",
            "Time since the last lease of a followed campaign that is asked for was confirmed: of the one that it was longest ago.");
    }

    /// <summary>Counts a request that was answered with a problem.</summary>
    public void Refused(string code) => _refusals.Add(1, new KeyValuePair<string, object?>("code", code));

    /// <summary>Says what is open in this process that should not be where others can reach it.</summary>
    /// <param name="what">The names of what is open.</param>
    public void ObserveOpen(IReadOnlyList<string> what) => _meter.CreateObservableGauge("commerce.open",
        () => what.Select(open => new Measurement<int>(1, new KeyValuePair<string, object?>("what", open))), null,
        "1 for each thing that is open to everybody in this process.");

    /// <summary>Observes how long the certificate lasts that this process shows to others of its cluster.</summary>
    /// <param name="seconds">Seconds until it ends, less than 0 when it has; nothing while none is shown.</param>
    public void ObserveCertificate(Func<double?> seconds) => _meter.CreateObservableGauge("commerce.tls.expires_in",
        () => seconds() is { } left ? [new Measurement<double>(left)] : Array.Empty<Measurement<double>>(), "s",
        "Time until the certificate ends that this process shows to silos and front-ends.");

    /// <summary>Observes whether this process is ready.</summary>
    public void ObserveReadiness(Func<bool> ready) =>
        _meter.CreateObservableGauge("commerce.ready", () => ready() ? 1 : 0, null, "1 while this process is ready for requests, else 0.");
}
