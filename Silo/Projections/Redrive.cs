using System.Data.Common;
using Commerce.Journaling;
using Commerce.Outbox;
using Commerce.Telemetry;

namespace Commerce.Projections;

/// <summary>
/// Tries parked events again. The journal has every event, so whatever was parked is read from there, with everything
/// that happened to its subject since: what came after it may have been taken in without it.
/// </summary>
[LogCategory("Commerce.Outbox.Redrive")]
internal sealed partial class Redrive(
    ParkedEvents parked, IJournalStore journal, ProjectionWriter writer, IEnumerable<IProjection> projections, ILogger<Redrive> logger)
{
    private const int BatchEvents = 1_000;

    private readonly IProjection[] _projections = [.. projections];

    /// <summary>Tries all again.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>How many are no longer parked, and how many still are.</returns>
    public async Task<(int Done, int Left)> RunAsync(CancellationToken cancellationToken)
    {
        var (done, left) = (0, 0);
        await foreach (var e in parked.AllAsync(cancellationToken))
        {
            if (e.Subject is { } subject && await TryAsync(e, subject, cancellationToken))
                done++;
            else
                left++;
        }
        return (done, left);
    }

    /// <summary>One that cannot be read from the journal stays, and the others are tried all the same.</summary>
    private async Task<bool> TryAsync(ParkedEvent e, string subject, CancellationToken cancellationToken)
    {
        try
        {
            return await AgainAsync(e, subject, cancellationToken);
        }
        catch (Exception wrong) when (wrong is not (DbException or TimeoutException or OperationCanceledException))
        {
            LogUnreadable(logger, wrong, e.Consumer, e.EventKey);
            return false;
        }
    }

    /// <summary>False when it fails again, and when the journal has no such event: it was not ours.</summary>
    private async Task<bool> AgainAsync(ParkedEvent e, string subject, CancellationToken cancellationToken)
    {
        // Events that could not be read are parked without a consumer of ours: they are taken to all of them.
        IProjection[] wanted = Array.FindAll(_projections, projection => projection.GetType().Name == e.Consumer) is { Length: > 0 } one
            ? one : _projections;
        var (known, again) = (false, false);
        await foreach (var batch in BatchesAsync(subject, Math.Max(0, e.Sequence - 1), cancellationToken))
        {
            known = true;
            again |= (await writer.WriteAgainAsync(wanted, batch, cancellationToken)).Any(failed => failed.Sequence == e.Sequence);
        }
        if (!known || again)
            return false;
        await parked.RemoveAsync(e, cancellationToken);
        return true;
    }

    private async IAsyncEnumerable<IReadOnlyList<IntegrationEvent>> BatchesAsync(
        string subject, long afterSeq, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batch = new List<IntegrationEvent>();
        await foreach (var e in journal.ReadAsync(subject, afterSeq, cancellationToken))
        {
            if (e.Type == AnsweredCommand.EventType)
                continue;
            batch.Add(new(e.EventId, e.Type, e.Version, e.Stream, e.Seq, e.RecordedAt, e.Payload));
            if (batch.Count < BatchEvents)
                continue;
            yield return batch;
            batch = [];
        }
        if (batch.Count > 0)
            yield return batch;
    }

    [LoggerMessage(2502, LogLevel.Error, "{EventKey} of {Consumer} cannot be read from the journal, and stays parked.")]
    private static partial void LogUnreadable(ILogger logger, Exception failure, string consumer, string eventKey);
}
