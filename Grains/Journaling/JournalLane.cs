using System.Threading.Channels;
using Commerce.Telemetry;
using Microsoft.Extensions.Logging;

namespace Commerce.Journaling;

/// <summary>
/// One lane of the writer: a bounded queue, and a loop that commits whatever is in it as one transaction, once somebody waits.
/// </summary>
internal sealed partial class JournalLane : IAsyncDisposable
{
    // A deferred append that nobody waits for is committed with those that follow it, or after so long by itself.
    private static readonly TimeSpan s_longestDeferral = TimeSpan.FromMilliseconds(20);

    // One token is enough: all that is in the queue when it is taken is committed.
    private readonly Channel<bool> _flushes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly Channel<Pending> _queue =
        Channel.CreateUnbounded<Pending>(new UnboundedChannelOptions { SingleReader = true });

    private readonly int _number;
    private readonly IJournalAppender _appender;
    private readonly JournalOptions _options;
    private readonly TimeProvider _clock;
    private readonly CommerceMetrics _metrics;
    private readonly ILogger _logger;
    private readonly ITimer _deferral;
    private readonly Task _loop;

    private int _queued;
    private int _deferring; // 1 while the timer runs
    private long _batchStarted; // timestamp of the transaction under way, 0 when there is none
    private volatile bool _unreachable;

    public JournalLane(
        int number, IJournalAppender appender, JournalOptions options, TimeProvider clock, CommerceMetrics metrics, ILogger logger,
        TaskScheduler scheduler)
    {
        (_number, _appender, _options, _clock, _metrics, _logger) = (number, appender, options, clock, metrics, logger);
        _deferral = clock.CreateTimer(_ => EndDeferral(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _loop = Task.Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler).Unwrap();
    }

    /// <summary>Events handed over and not yet settled.</summary>
    public int Queued => Volatile.Read(ref _queued);

    /// <summary>Why this lane takes nothing right now, or <see langword="null"/>.</summary>
    public JournalRefusal? Refusal
    {
        get
        {
            if (_unreachable)
                return JournalRefusal.Unreachable;
            var started = Volatile.Read(ref _batchStarted);
            return started != 0 && _clock.GetElapsedTime(started) > _options.StallAfter ? JournalRefusal.Stalled : null;
        }
    }

    public Task Append(JournalSession session, JournalAppend append)
    {
        if (IsLost(append))
        {
            // The session ends at once, so that nothing more is decided on what was lost.
            session.Fail(new CommerceUnavailableException(JournalRefusal.Lost.Message) { IsUndone = true });
        }
        var refusal = session.Failure is null ? Refusal : JournalRefusal.Lost;
        if (refusal is null && !TryTakeRoom(append.Events.Count))
            refusal = JournalRefusal.Full;
        if (refusal is not null)
        {
            _metrics.JournalRefused(refusal.Reason);
            throw new CommerceUnavailableException(refusal.Message) { IsUndone = refusal == JournalRefusal.Lost };
        }

        var pending = new Pending(this, session, append);
        if (!_queue.Writer.TryWrite(pending))
        {
            Interlocked.Add(ref _queued, -append.Events.Count);
            throw new CommerceUnavailableException("The journal is closing.");
        }
        if (!append.IsDeferred)
            Flush();
        else if (Interlocked.Exchange(ref _deferring, 1) == 0)
            _deferral.Change(s_longestDeferral, Timeout.InfiniteTimeSpan);
        return pending.Durable;
    }

    /// <summary>Takes room in the queue. What is larger than the queue has it when the queue is empty: it never had it otherwise.</summary>
    private bool TryTakeRoom(int events)
    {
        var queued = Interlocked.Add(ref _queued, events);
        if (queued <= _options.QueueCapacity || queued == events)
            return true;
        Interlocked.Add(ref _queued, -events);
        return false;
    }

    /// <summary>Begins to commit what is in the queue, with the transaction that follows the one under way.</summary>
    public void Flush()
    {
        if (Queued > 0)
            _flushes.Writer.TryWrite(true);
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        _flushes.Writer.TryComplete();
        await _loop;
        await _deferral.DisposeAsync();
        await _appender.DisposeAsync();
    }

    private void EndDeferral()
    {
        Volatile.Write(ref _deferring, 0);
        Flush();
    }

    private async Task RunAsync()
    {
        while (await _flushes.Reader.WaitToReadAsync())
        {
            _flushes.Reader.TryRead(out _); // before the queue is looked at: what comes later has a token of its own
            await CommitQueueAsync();
        }
        await CommitQueueAsync(); // what nobody waited for when the lane was closed
    }

    private async Task CommitQueueAsync()
    {
        var batch = new List<Pending>();
        bool more;
        do
        {
            Volatile.Write(ref _batchStarted, _clock.GetTimestamp());
            more = await TakeBatchAsync(batch);
            await CommitAsync(batch);
            Volatile.Write(ref _batchStarted, 0);
            batch.Clear();
            if (_unreachable)
                await RecoverAsync();
        }
        while (more);
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
                await ConnectAsync();
                _unreachable = false;
                LogRecovered(_logger, _number);
            }
            catch (Exception)
            {
                // Still gone. The outage was logged when it began; its end will be.
            }
        }
    }

    // The task knows its lane: an append that rests on it is behind it there, or has to wait for it here.
    private sealed class Pending(JournalLane lane, JournalSession session, JournalAppend append)
        : TaskCompletionSource(lane, TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public JournalSession Session { get; } = session;

        public JournalAppend Append { get; } = append;

        public Task Durable => Task;
    }

    [LoggerMessage(1003, LogLevel.Information, "Journal lane {Lane}: the store can be reached again.")]
    private static partial void LogRecovered(ILogger logger, int lane);
}
