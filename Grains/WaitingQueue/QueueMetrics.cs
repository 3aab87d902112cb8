using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Commerce.WaitingQueue;

/// <summary>The instruments of this silo's queues. No tag names a queue: there may be one for each concert.</summary>
internal sealed class QueueMetrics
{
    private readonly ConcurrentDictionary<QueueGauge, QueueGauge> _queues = new();
    private readonly Counter<long> _admissions;
    private readonly Counter<long> _lapses;
    private readonly Histogram<double> _waitSeconds;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meter">The meter they belong to.</param>
    public QueueMetrics(Meter meter)
    {
        meter.CreateObservableGauge("commerce.queue.waiting", Waiting, "{token}",
            "Tokens that wait in this silo's queues, by phase: open, or before-opening.");
        meter.CreateObservableGauge("commerce.queue.active", () => _queues.Keys.Sum(queue => (long)queue.Active), "{token}",
            "Customers inside by this silo's queues.");
        _admissions = meter.CreateCounter<long>("commerce.queue.admissions", "{token}", "Customers let in.");
        _lapses = meter.CreateCounter<long>("commerce.queue.lapses", "{token}", "Waiting tokens that gave up their places.");
        _waitSeconds = meter.CreateHistogram("commerce.queue.wait", "s", "Time from the arrival to the admission.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1, 5, 15, 60, 300, 900, 1_800, 3_600, 7_200] });
    }

    /// <summary>Follows a queue's length from now on.</summary>
    public void Follow(QueueGauge queue) => _queues[queue] = queue;

    /// <summary>Follows it no longer.</summary>
    public void Forget(QueueGauge queue) => _queues.TryRemove(queue, out _);

    /// <summary>Counts what a queue did by itself, and records how long those waited who were let in.</summary>
    public void Stepped(QueueStep step, QueueArrivals arrivals, DateTimeOffset now)
    {
        if (step.Lapsed > 0)
            _lapses.Add(step.Lapsed);
        if (step.Admitted.Count > 0)
            _admissions.Add(step.Admitted.Count);
        foreach (var number in step.Admitted)
        {
            if (arrivals.WaitOf(number, now) is { } wait)
                _waitSeconds.Record(wait.TotalSeconds);
        }
    }

    private IEnumerable<Measurement<long>> Waiting() =>
    [
        new(WaitingWhere(isOpen: true), new KeyValuePair<string, object?>("phase", "open")),
        new(WaitingWhere(isOpen: false), new KeyValuePair<string, object?>("phase", "before-opening")),
    ];

    private long WaitingWhere(bool isOpen) => _queues.Keys.Where(queue => queue.IsOpen == isOpen).Sum(queue => (long)queue.Waiting);
}

/// <summary>How long one queue is, as its grain said last.</summary>
internal sealed class QueueGauge
{
    private volatile int _waiting;
    private volatile int _active;
    private volatile bool _isOpen;

    public int Waiting => _waiting;

    public int Active => _active;

    public bool IsOpen => _isOpen;

    public void Set(QueueState state, DateTimeOffset now)
    {
        var moment = state.Moment(now);
        (_waiting, _active) = (state.Line.Waiting, state.Slots.CountAt(moment));
        _isOpen = state.Settings is { } settings && QueueRules.IsOpen(settings, moment);
    }
}
