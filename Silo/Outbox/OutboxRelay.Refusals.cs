using System.Data.Common;

namespace Commerce.Outbox;

/// <content>
/// Events that are refused though the transport works: too large for it, or unreadable. Their subject waits, in order, in
/// the outbox; all others go on. It is no outage as long as events of other subjects are taken.
/// </content>
internal sealed partial class OutboxRelay
{
    // A batch that is refused as a whole: so many of its subjects are tried alone, in so many batches, before it counts as an outage.
    private const int Samples = 4;
    private const int SampledBatches = 20;

    private static bool IsRefusal(Exception failure) => failure is not (OperationCanceledException or TimeoutException or DbException);

    private async Task<OutboxBatch> ReadAsync(Func<string, bool> isHeld, CancellationToken cancellationToken)
    {
        var batch = await store.ReadAsync(options.Value.BatchRows, options.Value.BatchEvents, isHeld, cancellationToken);
        foreach (var (stream, reason) in batch.Unreadable)
            Hold(stream, reason);
        return batch;
    }

    /// <summary>Hands over what can be, and holds the subjects that cannot.</summary>
    /// <returns>False when nothing can be handed over.</returns>
    private async Task<bool> GoOnWithoutAsync(OutboxBatch refused, CancellationToken cancellationToken)
    {
        var suspects = new List<Part>();
        for (var (batch, i) = (refused, 0); batch.Rows.Count > 0 && i < SampledBatches; i++)
        {
            var parts = PartsOf(batch);
            suspects.AddRange(parts);
            if (await SampleAsync(parts, cancellationToken) is { } taken)
            {
                suspects.Remove(taken);
                await SeparateAsync(suspects, cancellationToken);
                return true;
            }
            // A later event of a suspect must not pass an earlier one.
            var streams = suspects.Select(part => part.Stream).ToHashSet();
            batch = await ReadAsync(stream => streams.Contains(stream) || _held.Holds(stream), cancellationToken);
        }
        return false;
    }

    /// <summary>Looks for a subject that is taken, from the latest on; each attempt tries other ones.</summary>
    private async Task<Part?> SampleAsync(IReadOnlyList<Part> parts, CancellationToken cancellationToken)
    {
        var stride = Math.Max(1, parts.Count / Samples);
        for (var i = 0; i < Math.Min(Samples, parts.Count); i++)
        {
            var part = parts[parts.Count - 1 - (i * stride + _failures) % parts.Count];
            if (await TryAsync([part], cancellationToken) is null)
                return part;
        }
        return null;
    }

    /// <summary>Hands over by halves, down to the subjects that are refused.</summary>
    private async Task SeparateAsync(IReadOnlyList<Part> parts, CancellationToken cancellationToken)
    {
        if (parts.Count == 0 || await TryAsync(parts, cancellationToken) is not { } refusal)
            return;
        if (parts is [var alone])
        {
            Hold(alone.Stream, refusal);
            return;
        }
        foreach (var half in parts.Chunk((parts.Count + 1) / 2))
            await SeparateAsync(half, cancellationToken);
    }

    /// <returns>Why it was refused, or <see langword="null"/> when it was taken.</returns>
    /// <exception cref="InvalidOperationException">Another relay owns the outbox by now.</exception>
    private async Task<Exception?> TryAsync(IReadOnlyList<Part> parts, CancellationToken cancellationToken)
    {
        if (!await OwnAsync(cancellationToken))
            throw new InvalidOperationException("Another silo relays the outbox by now.");
        try
        {
            await HandOverAsync([.. parts.SelectMany(part => part.Rows)], [.. parts.SelectMany(part => part.Events)], cancellationToken);
            return null;
        }
        catch (Exception refusal) when (IsRefusal(refusal))
        {
            return refusal;
        }
    }

    private void Hold(string stream, Exception reason)
    {
        if (!_held.Hold(stream))
            return;
        var (log, isLast) = _lines.Take();
        if (log)
            LogHeld(logger, reason, stream);
        if (isLast)
            LogMoreHeld(logger);
    }

    private static List<Part> PartsOf(OutboxBatch batch)
    {
        var events = batch.Events.ToLookup(e => e.Subject);
        return [.. batch.Rows.GroupBy(row => row.Stream).Select(rows => new Part(rows.Key, [.. rows], [.. events[rows.Key]]))];
    }

    /// <summary>What a batch has of one subject.</summary>
    private sealed record Part(string Stream, IReadOnlyList<OutboxRow> Rows, IReadOnlyList<IntegrationEvent> Events);

    [LoggerMessage(2103, LogLevel.Error,
        "{Stream}: its events are refused, and wait in the outbox; all others go on. They are tried again.")]
    private static partial void LogHeld(ILogger logger, Exception reason, string stream);

    [LoggerMessage(2104, LogLevel.Error, "Further streams that are refused are not logged for a minute; the table outbox has their rows.")]
    private static partial void LogMoreHeld(ILogger logger);
}
