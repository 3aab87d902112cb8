using System.Diagnostics;
using System.Diagnostics.Metrics;
using Commerce.WaitingQueue;

namespace Commerce.Telemetry;

/// <summary>The instruments of a silo. Tags have few values: a feature, a command, an outcome.</summary>
public sealed class CommerceMetrics
{
    private static readonly InstrumentAdvice<double> s_storeTimes = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    };

    private static readonly InstrumentAdvice<double> s_sagaTimes = new()
    {
        HistogramBucketBoundaries = [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private readonly Meter _meter;
    private readonly Counter<long> _commands;
    private readonly Histogram<double> _sagaSeconds;
    private readonly Counter<long> _paid;
    private readonly Counter<long> _resumed;
    private readonly Histogram<int> _batchEvents;
    private readonly Histogram<double> _batchSeconds;
    private readonly Counter<long> _conflicts;
    private readonly Counter<long> _rewound;
    private readonly Counter<long> _journalRefusals;
    private readonly Counter<long> _published;
    private readonly Counter<long> _snapshots;
    private readonly Counter<long> _parked;
    private readonly Histogram<double> _activationSeconds;
    private readonly Counter<long> _holdsExpired;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meters">Where meters are made.</param>
    public CommerceMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(CommerceMeter.Name);
        _commands = _meter.CreateCounter<long>(
            "commerce.commands", "{command}", "Commands decided, by feature, command and outcome.");
        _sagaSeconds = _meter.CreateHistogram("commerce.saga.duration", "s", "Time of a saga, by its outcome.", advice: s_sagaTimes);
        _paid = _meter.CreateCounter<long>("commerce.payments.amount", "{won}", "Money of payments that succeeded, by feature.");
        _resumed = _meter.CreateCounter<long>("commerce.saga.resumed", "{saga}",
            "Sagas that were cut short and taken up again, by result.");
        _batchEvents = _meter.CreateHistogram("commerce.journal.batch.size", "{event}", "Events per journal transaction.",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000] });
        _batchSeconds = _meter.CreateHistogram("commerce.journal.batch.duration", "s", "Time of a journal transaction.",
            advice: s_storeTimes);
        _conflicts = _meter.CreateCounter<long>("commerce.journal.conflicts", "{append}", "Appends fenced off: a second activation.");
        _rewound = _meter.CreateCounter<long>(
            "commerce.journal.rewound", "{stream}", "Live streams whose acknowledged events the store had lost.");
        _journalRefusals = _meter.CreateCounter<long>("commerce.journal.refusals", "{append}",
            "Appends the journal did not take, by reason.");
        _published = _meter.CreateCounter<long>("commerce.outbox.published", "{event}", "Events handed to the transport.");
        _snapshots = _meter.CreateCounter<long>("commerce.snapshots", "{snapshot}", "Snapshots, by result.");
        _parked = _meter.CreateCounter<long>("commerce.events.parked", "{event}", "Events somebody could not take in, by consumer.");
        _activationSeconds = _meter.CreateHistogram(
            "commerce.activation.duration", "s", "Time a grain took to read its snapshot and journal, by feature.", advice: s_storeTimes);
        _holdsExpired = _meter.CreateCounter<long>(
            "commerce.seats.holds_expired", "{hold}", "Holds of seats that ended by their time, counted at the block's next hold.");
        Queues = new(_meter);
    }

    /// <summary>Counts holds of seats that ended by their time.</summary>
    /// <param name="holds">How many.</param>
    public void HoldsExpired(int holds)
    {
        if (holds > 0)
            _holdsExpired.Add(holds);
    }

    /// <summary>Those of waiting queues.</summary>
    internal QueueMetrics Queues { get; }

    /// <summary>Counts a decided command.</summary>
    /// <param name="category">The category of the grain's stream, such as <c>coupon</c>: the tag <c>feature</c>.</param>
    /// <param name="command">The command's name.</param>
    /// <param name="outcome">The outcome.</param>
    public void Command(string category, string command, IOutcome outcome)
    {
        if (_commands.Enabled)
            _commands.Add(1, new TagList { { "feature", category }, { "command", command }, { "outcome", outcome.StatusName } });
    }

    /// <summary>Records a saga that ended, or was interrupted and is resumed later.</summary>
    /// <param name="saga">The saga's name, such as <c>payment</c>.</param>
    /// <param name="outcome">How it ended; <c>Interrupted</c> when it did not.</param>
    /// <param name="duration">How long it ran.</param>
    public void Saga(string saga, string outcome, TimeSpan duration) =>
        _sagaSeconds.Record(duration.TotalSeconds, new("saga", saga), new("outcome", outcome));

    /// <summary>Counts the money of a payment that succeeded.</summary>
    /// <param name="category">The category of the grain's stream that was paid for, such as <c>order</c>: the tag <c>feature</c>.</param>
    /// <param name="won">The amount in won.</param>
    public void Paid(string category, long won) => _paid.Add(won, new KeyValuePair<string, object?>("feature", category));

    /// <summary>Counts a saga that had been cut short and was taken up again.</summary>
    /// <param name="result"><c>finished</c>, <c>failed</c>, or <c>needless</c> when there was nothing to take up.</param>
    public void SagaResumed(string result) => _resumed.Add(1, new KeyValuePair<string, object?>("result", result));

    /// <summary>Observes how many sagas are overdue: begun long ago and not ended.</summary>
    /// <param name="overdue">Reads the number.</param>
    public void ObserveOverdueSagas(Func<int> overdue) =>
        _meter.CreateObservableGauge("commerce.saga.overdue", overdue, "{saga}", "Unfinished sagas that wait to be resumed.");

    /// <summary>Records a journal transaction.</summary>
    /// <param name="events">How many events it made durable.</param>
    /// <param name="duration">How long it took.</param>
    public void JournalBatch(int events, TimeSpan duration)
    {
        _batchEvents.Record(events);
        _batchSeconds.Record(duration.TotalSeconds);
    }

    /// <summary>Counts an append whose position another writer had taken.</summary>
    public void JournalConflict() => _conflicts.Add(1);

    /// <summary>Counts a live stream whose last acknowledged event is not in the store any more.</summary>
    public void JournalRewound() => _rewound.Add(1);

    /// <summary>Counts an append that was not taken.</summary>
    /// <param name="reason">Why, in one word.</param>
    public void JournalRefused(string reason) => _journalRefusals.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>Observes how many events wait for the journal.</summary>
    /// <param name="queued">Reads the number.</param>
    public void ObserveJournalQueue(Func<int> queued) =>
        _meter.CreateObservableGauge("commerce.journal.queue", queued, "{event}", "Events waiting to become durable.");

    /// <summary>Counts events handed to the transport.</summary>
    /// <param name="events">How many.</param>
    public void Published(int events) => _published.Add(events);

    /// <summary>Observes how far this machine's clock is ahead of the database's.</summary>
    /// <param name="seconds">Reads it, in seconds, less than 0 when it is behind; nothing while it is not known.</param>
    public void ObserveClockOffset(Func<double?> seconds) => _meter.CreateObservableGauge("commerce.clock.offset",
        () => seconds() is { } ahead ? [new Measurement<double>(ahead)] : Array.Empty<Measurement<double>>(), "s",
        "How far this machine's clock is ahead of the database's.");

    /// <summary>Observes how old the oldest outbox row is.</summary>
    /// <param name="seconds">Reads the age in seconds; 0 when the outbox is empty.</param>
    public void ObserveOutboxLag(Func<double> seconds) =>
        _meter.CreateObservableGauge("commerce.outbox.lag", seconds, "s", "Age of the oldest event not handed over yet.");

    /// <summary>Observes how much waits in the outbox.</summary>
    /// <param name="rows">Reads about how many rows; a row is one batch of one aggregate.</param>
    public void ObserveOutboxBacklog(Func<long> rows) =>
        _meter.CreateObservableGauge("commerce.outbox.backlog", rows, "{row}", "Outbox rows not handed over yet, about.");

    /// <summary>Observes how far the consumers of this silo's partitions are behind.</summary>
    /// <param name="seconds">Reads for how many seconds something has not been taken in, read or not; 0 when everything is.</param>
    public void ObserveStreamLag(Func<double> seconds) =>
        _meter.CreateObservableGauge("commerce.stream.lag", seconds, "s",
            "How long something in this silo's partitions has not been taken in.");

    /// <summary>Counts an event that was parked.</summary>
    /// <param name="consumer">Who could not take it in.</param>
    public void EventParked(string consumer) => _parked.Add(1, new KeyValuePair<string, object?>("consumer", consumer));

    /// <summary>Counts a snapshot.</summary>
    /// <param name="result"><c>written</c> or <c>failed</c>.</param>
    public void Snapshot(string result) => _snapshots.Add(1, new KeyValuePair<string, object?>("result", result));

    /// <summary>Records that a grain read its state.</summary>
    /// <param name="category">The category of the grain's stream, such as <c>coupon</c>: the tag <c>feature</c>.</param>
    /// <param name="duration">How long it took.</param>
    public void Activated(string category, TimeSpan duration) =>
        _activationSeconds.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("feature", category));
}
