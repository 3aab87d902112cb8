using System.Threading.Channels;
using Commerce.Telemetry;
using Microsoft.Extensions.Logging;

namespace Commerce.Journaling;

/// <summary>One lane of the writer: a bounded queue, and a loop that commits whatever waits in it as one transaction.</summary>
internal sealed partial class JournalLane : IAsyncDisposable
{
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
        var refusal = session.Failure is null ? Refusal : JournalRefusal.Lost;
        if (refusal is null && Interlocked.Add(ref _queued, append.Events.Count) > _options.QueueCapacity)
        {
            Interlocked.Add(ref _queued, -append.Events.Count);
            refusal = JournalRefusal.Full;
        }
        if (refusal is not null)
        {
            _metrics.JournalRefused(refusal.Reason);
            throw new CommerceUnavailableException(refusal.Message);
        }

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

    private sealed class Pending(JournalSession session, JournalAppend append)
        : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public JournalSession Session { get; } = session;

        public JournalAppend Append { get; } = append;

        public Task Durable => Task;
    }

    [LoggerMessage(1003, LogLevel.Information, "Journal lane {Lane}: the store can be reached again.")]
    private static partial void LogRecovered(ILogger logger, int lane);
}
