using Microsoft.Extensions.Logging;

namespace Commerce.Journaling;

/// <summary>How a lane finds out what became of each append of a batch.</summary>
internal sealed partial class JournalLane
{
    private const int AttemptsPerBatch = 3;

    /// <summary>Settles every append of the batch: durable, fenced off, or failed because the store is gone.</summary>
    private async Task CommitAsync(List<Pending> batch)
    {
        for (var attempt = 1; ; attempt++)
        {
            DropLost(batch);
            if (batch.Count == 0)
                return;
            if (_unreachable)
            {
                // The store became unreachable in the other half of this batch: trying this half would only keep its callers waiting.
                FailUnknown(batch, null);
                return;
            }
            try
            {
                await CheckSessionsAsync(batch);
                if (batch.Count == 0)
                    return;
                var started = _clock.GetTimestamp();
                await _appender.AppendAsync(batch.ConvertAll(p => p.Append), CancellationToken.None);
                _metrics.JournalBatch(batch.Sum(p => p.Append.Events.Count), _clock.GetElapsedTime(started));
                batch.ForEach(Succeed);
                return;
            }
            catch (Exception failure)
            {
                var count = batch.Count;
                // First find out whether the store is the cause: then no append is tried again, and one line is logged.
                if (!await TrySettleAsync(batch, failure) || (batch.Count > 0 && !await TakesWritesAsync(batch, failure)))
                    return;
                LogAppendFailed(_logger, failure, _number, count, attempt);
                if (attempt < AttemptsPerBatch)
                    continue;
                if (batch.Count > 0)
                    await IsolateAsync(batch, failure);
                return;
            }
        }
    }

    /// <summary>
    /// Rereads the positions in doubt: our event there means durable, another one means that a second activation was
    /// first, none means that the append can be tried again. False when the store cannot even be read.
    /// </summary>
    private async Task<bool> TrySettleAsync(List<Pending> batch, Exception failure)
    {
        IReadOnlyDictionary<(string, long), Guid> found;
        try
        {
            found = await _appender.FindAsync(batch.ConvertAll(p => p.Append), CancellationToken.None);
        }
        catch (Exception unreadable)
        {
            GiveUp(batch, failure, unreadable);
            return false;
        }

        batch.RemoveAll(p =>
        {
            var first = p.Append.Events[0];
            if (!found.TryGetValue((first.Stream, first.Seq), out var id))
                return false;
            if (id == first.EventId)
            {
                Succeed(p);
                return true;
            }
            LogConflict(_logger, first.Stream, first.Seq);
            _metrics.JournalConflict();
            Fail(p, new JournalConflictException($"{first.Stream} at {first.Seq} belongs to another writer."));
            return true;
        });
        return true;
    }

    /// <summary>A store that answers and still takes no writes, such as a replica, is as good as unreachable: no append is to
    /// blame.</summary>
    private async Task<bool> TakesWritesAsync(List<Pending> batch, Exception failure)
    {
        try
        {
            await _appender.PingAsync(CancellationToken.None);
            return true;
        }
        catch (Exception unwritable)
        {
            GiveUp(batch, failure, unwritable);
            return false;
        }
    }

    private void GiveUp(List<Pending> batch, Exception failure, Exception reason)
    {
        LogUnreachable(_logger, reason, _number);
        _unreachable = true;
        FailUnknown(batch, failure);
        FailQueued(failure);
    }

    /// <summary>A batch that fails again and again though the store takes writes: one append in it must be the reason. Finds it by
    /// halves.</summary>
    private async Task IsolateAsync(List<Pending> batch, Exception failure)
    {
        if (batch.Count == 1)
        {
            FailUnknown(batch, failure);
            return;
        }
        var half = batch.Count / 2;
        await CommitAsync(batch.GetRange(0, half));
        await CommitAsync(batch.GetRange(half, batch.Count - half));
    }

    private void FailQueued(Exception? cause)
    {
        while (_queue.Reader.TryRead(out var pending))
            Fail(pending, new CommerceUnavailableException(JournalRefusal.Unreachable.Message, cause));
    }

    private void FailUnknown(List<Pending> batch, Exception? cause)
    {
        foreach (var pending in batch)
            Fail(pending, new CommerceUnavailableException("It is not known whether the command took effect.", cause));
    }

    private void Succeed(Pending pending)
    {
        Interlocked.Add(ref _queued, -pending.Append.Events.Count);
        pending.Session.RestOn(pending.Append.Events[^1].Seq, pending.Append.Events[^1].EventId);
        pending.SetResult();
    }

    private void Fail(Pending pending, Exception failure)
    {
        Interlocked.Add(ref _queued, -pending.Append.Events.Count);
        pending.Session.Fail(failure);
        pending.SetException(failure);
    }

    [LoggerMessage(1001, LogLevel.Warning,
        "Journal lane {Lane}: appending {Count} appends failed at attempt {Attempt}; rereading what is there.")]
    private static partial void LogAppendFailed(ILogger logger, Exception failure, int lane, int count, int attempt);

    [LoggerMessage(1002, LogLevel.Error, "Journal lane {Lane}: the store cannot be reached; commands are refused until it can.")]
    private static partial void LogUnreachable(ILogger logger, Exception failure, int lane);

    [LoggerMessage(1004, LogLevel.Warning, "{Stream} at {Seq} belongs to another writer: a second activation was fenced off.")]
    private static partial void LogConflict(ILogger logger, string stream, long seq);
}
