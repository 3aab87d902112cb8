using System.Threading.Channels;
using Commerce.Telemetry;
using Microsoft.Extensions.Logging;

namespace Commerce.Journaling;

/// <summary>One lane of the writer: a bounded queue, and a loop that commits whatever waits in it as one transaction.</summary>
internal sealed partial class JournalLane : IAsyncDisposable
{
    private const int AttemptsPerBatch = 3;

    private readonly Channel<Pending> _queue =
        Channel.CreateUnbounded<Pending>(new UnboundedChannelOptions { SingleReader = true });

    private readonly int _number;
    private readonly IJournalAppender _appender;
    private readonly JournalOptions _options;
    private readonly TimeProvider _clock;
    private readonly CommerceMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Task _loop;

    private int _queued;
    private long _batchStarted; // timestamp of the transaction under way, 0 when there is none
    private volatile bool _unreachable;

    public JournalLane(
        int number, IJournalAppender appender, JournalOptions options, TimeProvider clock, CommerceMetrics metrics, ILogger logger)
    {
        (_number, _appender, _options, _clock, _metrics, _logger) = (number, appender, options, clock, metrics, logger);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Events handed over and not yet settled.</summary>
    public int Queued => Volatile.Read(ref _queued);

    /// <summary>Why this lane takes nothing right now, or <see langword="null"/>.</summary>
    public string? Refusal
    {
        get
        {
            if (_unreachable)
                return "The journal cannot be reached.";
            var started = Volatile.Read(ref _batchStarted);
            return started != 0 && _clock.GetElapsedTime(started) > _options.StallAfter ? "The journal does not answer." : null;
        }
    }

    public Task Append(JournalSession session, JournalAppend append)
    {
        var refusal = session.Failure is null ? Refusal : "The activation lost its place in the journal.";
        if (refusal is null && Interlocked.Add(ref _queued, append.Events.Count) > _options.QueueCapacity)
        {
            Interlocked.Add(ref _queued, -append.Events.Count);
            refusal = "The journal's queue is full.";
        }
        if (refusal is not null)
            throw new CommerceUnavailableException(refusal);

        var pending = new Pending(session, append);
        if (!_queue.Writer.TryWrite(pending))
        {
            Interlocked.Add(ref _queued, -append.Events.Count);
            throw new CommerceUnavailableException("The journal is closing.");
        }
        return pending.Durable;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
        await _appender.DisposeAsync();
    }

    private async Task RunAsync()
    {
        var batch = new List<Pending>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            TakeBatch(batch);
            Volatile.Write(ref _batchStarted, _clock.GetTimestamp());
            await CommitAsync(batch);
            Volatile.Write(ref _batchStarted, 0);
            batch.Clear();
            if (_unreachable)
                await RecoverAsync();
        }
    }

    private void TakeBatch(List<Pending> batch)
    {
        var events = 0;
        while (_queue.Reader.TryPeek(out var next)
               && (batch.Count == 0 || events + next.Append.Events.Count <= _options.MaxBatchEvents)
               && _queue.Reader.TryRead(out next))
        {
            batch.Add(next);
            events += next.Append.Events.Count;
        }
    }

    /// <summary>Settles every append of the batch: durable, fenced off, or failed because the store is gone.</summary>
    private async Task CommitAsync(List<Pending> batch)
    {
        for (var attempt = 1; ; attempt++)
        {
            DropEndedSessions(batch);
            if (batch.Count == 0)
                return;
            try
            {
                var started = _clock.GetTimestamp();
                await _appender.AppendAsync(batch.ConvertAll(p => p.Append), CancellationToken.None);
                _metrics.JournalBatch(batch.Sum(p => p.Append.Events.Count), _clock.GetElapsedTime(started));
                batch.ForEach(Succeed);
                return;
            }
            catch (Exception failure)
            {
                LogAppendFailed(_logger, failure, _number, batch.Count, attempt);
                if (!await TrySettleAsync(batch, failure))
                    return;
                if (attempt < AttemptsPerBatch)
                    continue;
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
            LogUnreachable(_logger, unreadable, _number);
            _unreachable = true;
            FailUnknown(batch, failure);
            FailQueued(failure);
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

    /// <summary>A batch that fails again and again though the store answers: one append in it must be the reason. Finds it by halves.</summary>
    private async Task IsolateAsync(List<Pending> batch, Exception failure)
    {
        if (batch.Count == 0)
            return;
        if (batch.Count == 1)
        {
            FailUnknown(batch, failure);
            return;
        }
        var half = batch.Count / 2;
        await CommitAsync(batch.GetRange(0, half));
        await CommitAsync(batch.GetRange(half, batch.Count - half));
    }

    private async Task RecoverAsync()
    {
        // The second condition ends the wait at shutdown: a closed and emptied queue needs no store.
        while (_unreachable && !_queue.Reader.Completion.IsCompleted)
        {
            FailQueued(null);
            try
            {
                await Task.Delay(_options.ProbeInterval, _clock);
                await _appender.PingAsync(CancellationToken.None);
                _unreachable = false;
                LogRecovered(_logger, _number);
            }
            catch (Exception)
            {
                // Still gone. The outage was logged when it began; its end will be.
            }
        }
    }

    private void DropEndedSessions(List<Pending> batch) => batch.RemoveAll(p =>
    {
        if (p.Session.Failure is not { } failure)
            return false;
        Fail(p, failure);
        return true;
    });

    private void FailQueued(Exception? cause)
    {
        while (_queue.Reader.TryRead(out var pending))
            Fail(pending, new CommerceUnavailableException("The journal cannot be reached.", cause));
    }

    private void FailUnknown(List<Pending> batch, Exception cause)
    {
        foreach (var pending in batch)
            Fail(pending, new CommerceUnavailableException("It is not known whether the command took effect.", cause));
    }

    private void Succeed(Pending pending)
    {
        Interlocked.Add(ref _queued, -pending.Append.Events.Count);
        pending.SetResult();
    }

    private void Fail(Pending pending, Exception failure)
    {
        Interlocked.Add(ref _queued, -pending.Append.Events.Count);
        pending.Session.Fail(failure);
        pending.SetException(failure);
    }

    private sealed class Pending(JournalSession session, JournalAppend append)
        : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public JournalSession Session { get; } = session;

        public JournalAppend Append { get; } = append;

        public Task Durable => Task;
    }

    [LoggerMessage(1001, LogLevel.Warning, "Journal lane {Lane}: appending {Count} appends failed at attempt {Attempt}; rereading what is there.")]
    private static partial void LogAppendFailed(ILogger logger, Exception failure, int lane, int count, int attempt);

    [LoggerMessage(1002, LogLevel.Error, "Journal lane {Lane}: the store cannot be reached; commands are refused until it can.")]
    private static partial void LogUnreachable(ILogger logger, Exception failure, int lane);

    [LoggerMessage(1003, LogLevel.Information, "Journal lane {Lane}: the store can be reached again.")]
    private static partial void LogRecovered(ILogger logger, int lane);

    [LoggerMessage(1004, LogLevel.Warning, "{Stream} at {Seq} belongs to another writer: a second activation was fenced off.")]
    private static partial void LogConflict(ILogger logger, string stream, long seq);
}
