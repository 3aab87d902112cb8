using Commerce.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Commerce.Journaling;

/// <summary>
/// The silo's one way to durability: appends of all its grains, committed in groups. A stream belongs to a lane by its
/// hash, so its order is kept; while one batch of a lane is in flight, everything that arrives joins the next.
/// </summary>
public sealed partial class JournalWriter : IJournalWriter, IAsyncDisposable
{
    private readonly JournalLane[] _lanes;

    /// <summary>Starts the writer's lanes.</summary>
    /// <param name="store">Where events become durable.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="clock">The clock of stalls and probes.</param>
    /// <param name="metrics">Batch sizes, latencies, queue lengths.</param>
    /// <param name="logger">Outages, conflicts and recoveries.</param>
    public JournalWriter(
        IJournalStore store,
        IOptions<JournalOptions> options,
        TimeProvider clock,
        CommerceMetrics metrics,
        ILogger<JournalWriter> logger)
        : this(store, options, clock, metrics, logger, TaskScheduler.Default)
    {
        metrics.ObserveJournalQueue(() => _lanes.Sum(lane => lane.Queued));
    }

    /// <summary>Starts the writer's lanes on a scheduler of the caller's: a simulation decides by it what runs when.</summary>
    internal JournalWriter(
        IJournalStore store,
        IOptions<JournalOptions> options,
        TimeProvider clock,
        CommerceMetrics metrics,
        ILogger logger,
        TaskScheduler scheduler)
    {
        (_store, _metrics, _logger) = (store, metrics, logger);
        _lanes = new JournalLane[options.Value.Lanes];
        for (var i = 0; i < _lanes.Length; i++)
            _lanes[i] = new JournalLane(i, store.CreateAppender(), options.Value, clock, metrics, logger, scheduler);
    }

    /// <summary>Whether no lane is refusing commands because the store cannot be reached or does not answer.</summary>
    public bool IsAvailable => Array.TrueForAll(_lanes, lane => lane.Refusal is null);

    /// <inheritdoc/>
    public Task Append(JournalSession session, JournalAppend append) => LaneOf(append.Stream).Append(session, append);

    /// <inheritdoc/>
    public void Flush()
    {
        foreach (var lane in _lanes)
            lane.Flush();
    }

    /// <summary>Stops taking appends, finishes what was taken, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes)
            await lane.DisposeAsync();
    }

    /// <summary>The lane of a stream, from 0.</summary>
    // string.GetHashCode differs between processes; a stable hash keeps a stream's lane the same in every log and metric.
    internal int LaneNumberOf(string stream)
    {
        var hash = 2166136261u; // FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/
        foreach (var c in stream)
            hash = (hash ^ c) * 16777619u;
        return (int)(hash % (uint)_lanes.Length);
    }

    private JournalLane LaneOf(string stream) => _lanes[LaneNumberOf(stream)];
}
