using System.Diagnostics;

namespace Commerce.Live;

/// <summary>Makes snapshots of what the meters counted: each with what happened since the one before.</summary>
/// <param name="meters">The meters; they count from now on.</param>
/// <param name="subjects">What is watched.</param>
/// <param name="silos">The cluster.</param>
/// <param name="rush">The latest rush.</param>
/// <param name="clock">Says what time it is.</param>
internal sealed class LiveReadings(LiveMeters meters, LiveSubjects subjects, LiveSilos silos, Rush rush, TimeProvider clock)
{
    private const double Milliseconds = 1_000;

    private readonly DateTimeOffset _since = clock.GetUtcNow();
    private long _readAt = Stopwatch.GetTimestamp();
    private long _sequence;
    private Distribution.Reading? _requests;
    private Distribution.Reading? _batches;

    /// <summary>Makes the next one.</summary>
    /// <param name="viewers">How many watch.</param>
    public LiveSnapshot Next(int viewers)
    {
        meters.Observe();
        var (now, requests, batches) = (Stopwatch.GetTimestamp(), meters.Requests.Read(), meters.BatchSeconds.Read());
        var snapshot = new LiveSnapshot(
            ++_sequence, clock.GetUtcNow(), _since, Math.Round(Stopwatch.GetElapsedTime(_readAt, now).TotalSeconds, 3), viewers,
            Http(requests, requests.Since(_requests)), meters.Calls.Read().Count,
            meters.HasGrains ? Sale() : null,
            meters.HasGrains ? Queue() : null,
            meters.HasGrains ? Journal(batches, batches.Since(_batches)) : null,
            silos.Silos, silos.Grains, subjects.Campaigns, subjects.Products, subjects.Schedules, subjects.Absent,
            rush.IsOffered, rush.Report);
        (_readAt, _requests, _batches) = (now, requests, batches);
        return snapshot;
    }

    private LiveHttp Http(Distribution.Reading all, Distribution.Reading latest) => new(
        all.Count, InMilliseconds(latest, 0.5), InMilliseconds(latest, 0.95), InMilliseconds(latest, 0.99),
        meters.Refusals.All.OrderBy(refusal => refusal.Kind.First, StringComparer.Ordinal)
            .ToDictionary(refusal => refusal.Kind.First, refusal => refusal.Sum));

    private LiveSale Sale() => new(
        Decided("coupon", "issue", "Issued"), Decided("order", "place", "Placed"),
        Decided("order", "pay", "Paid") + Decided("reservation", "pay", "Paid"), meters.Paid.Total);

    private LiveQueue Queue() =>
        new((long)(meters.Waiting.Read() ?? 0), (long)(meters.Active.Read() ?? 0), meters.Admissions.Total);

    private LiveJournal Journal(Distribution.Reading all, Distribution.Reading latest) => new(
        all.Count, (long)meters.BatchEvents.Read().Total, InMilliseconds(latest, 0.5), InMilliseconds(latest, 0.95),
        (long)(meters.JournalQueue.Read() ?? 0), Math.Round(meters.OutboxLag.Read() ?? 0, 3), (long)(meters.OutboxBacklog.Read() ?? 0));

    private long Decided(string feature, string command, string outcome) => meters.Commands.Sum((feature, command, outcome));

    private static double? InMilliseconds(Distribution.Reading reading, double share) =>
        reading.Percentile(share) is { } seconds ? Math.Round(seconds * Milliseconds, 2) : null;
}
