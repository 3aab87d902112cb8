using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Commerce.Journaling;
using Commerce.Orders;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce;

/// <summary>Holds transactions of a cluster's silos before they reach the store, and tells what was in each that did.</summary>
internal sealed class AppendGate : IGate
{
    private readonly ConcurrentQueue<IReadOnlyList<JournalAppend>> _committed = [];
    private volatile Hold? _hold;
    private volatile Meeting? _meeting;

    /// <summary>What became durable, by transaction.</summary>
    public IReadOnlyList<IReadOnlyList<JournalAppend>> Committed => [.. _committed];

    /// <summary>Streams that were read.</summary>
    public ConcurrentQueue<string> Read { get; } = [];

    /// <summary>Commands that were looked up, those of one question together.</summary>
    public ConcurrentQueue<IReadOnlyList<CommandLookup>> LookedUp { get; } = [];

    /// <summary>Streams of which all commands were read.</summary>
    public ConcurrentQueue<string> Listed { get; } = [];

    /// <summary>When such a reading goes on.</summary>
    public Task Listing { get; set; } = Task.CompletedTask;

    /// <summary>Holds the next transaction with an append to such a stream.</summary>
    /// <param name="stream">Whether it is one.</param>
    /// <returns>Completes when one is held; fails after <see cref="Eventually.Deadline"/>.</returns>
    public Task HoldAsync(Predicate<string> stream)
    {
        var hold = new Hold(stream, NewSource(), NewSource());
        _hold = hold;
        return hold.Arrived.Task.WaitAsync(Eventually.Deadline);
    }

    /// <summary>Lets it go.</summary>
    public void Open()
    {
        var hold = _hold!;
        _hold = null;
        hold.Opened.SetResult();
    }

    public void LetGo()
    {
        var (hold, meeting) = (_hold, _meeting);
        (_hold, _meeting) = (null, null);
        hold?.Opened.TrySetResult();
        meeting?.Met.TrySetResult();
    }

    /// <summary>Holds transactions with appends to these streams until there is one of each, then lets all of them go.</summary>
    /// <param name="streams">The streams; never two of them in one silo, whose second transaction waits for the first.</param>
    /// <returns>
    /// Completes when they have met: none of them waited for another to become durable. Fails after <see cref="Eventually.Deadline"/>,
    /// and says who was missing.
    /// </returns>
    public Task MeetAsync(params string[] streams)
    {
        var meeting = new Meeting([.. streams], NewSource());
        _meeting = meeting;
        return meeting.WaitAsync();
    }

    public void AddTo(IServiceCollection services)
    {
        var store = services.Last(service => service.ServiceType == typeof(IJournalStore)).ImplementationFactory!;
        services.AddSingleton<IJournalStore>(provider => new Store(this, (IJournalStore)store(provider)));
        services.AddSingleton<TimeProvider>(new PatientClock());
    }

    private async Task PassAsync(IReadOnlyList<JournalAppend> batch)
    {
        if (_hold is { } hold && batch.Any(append => hold.Stream(append.Stream)))
        {
            hold.Arrived.TrySetResult();
            await hold.Opened.Task;
        }
        if (_meeting is { } meeting)
            await meeting.AttendAsync(batch);
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A payment waits, however slow the machine is, until its products have said whether they have enough.</summary>
    private sealed class PatientClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == OrderGrain.Patience ? TimeSpan.FromMinutes(1) : dueTime, period);
    }

    private sealed record Hold(Predicate<string> Stream, TaskCompletionSource Arrived, TaskCompletionSource Opened);

    private sealed record Meeting(HashSet<string> Missing, TaskCompletionSource Met)
    {
        public Task AttendAsync(IReadOnlyList<JournalAppend> batch)
        {
            lock (Missing)
            {
                var come = batch.Count(append => Missing.Remove(append.Stream));
                if (Missing.Count == 0)
                    Met.TrySetResult();
                return come == 0 ? Task.CompletedTask : Met.Task;
            }
        }

        public async Task WaitAsync()
        {
            try
            {
                await Met.Task.WaitAsync(Eventually.Deadline);
            }
            catch (TimeoutException failure)
            {
                lock (Missing)
                    throw new TimeoutException($"Not on their way: {string.Join(", ", Missing)}.", failure);
            }
        }
    }

    private sealed class Store(AppendGate gate, IJournalStore inner) : IJournalStore
    {
        public IJournalAppender CreateAppender() => new Appender(gate, inner.CreateAppender());

        public IAsyncEnumerable<JournalEvent> ReadAsync(string stream, long afterSeq, long lastSeq, CancellationToken cancellationToken)
        {
            gate.Read.Enqueue(stream);
            return inner.ReadAsync(stream, afterSeq, lastSeq, cancellationToken);
        }

        public Task<StoredReceipt?[]> FindReceiptsAsync(
            IReadOnlyList<CommandLookup> commands, CancellationToken cancellationToken)
        {
            gate.LookedUp.Enqueue(commands);
            return inner.FindReceiptsAsync(commands, cancellationToken);
        }

        public async IAsyncEnumerable<Guid> ReadCommandIdsAsync(
            string stream, int atMost, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            gate.Listed.Enqueue(stream);
            await gate.Listing;
            await foreach (var id in inner.ReadCommandIdsAsync(stream, atMost, cancellationToken))
                yield return id;
        }

        public Task<Guid?> FindIdAsync(JournalPosition position, CancellationToken cancellationToken) =>
            inner.FindIdAsync(position, cancellationToken);
    }

    private sealed class Appender(AppendGate gate, IJournalAppender inner) : IJournalAppender
    {
        public ValueTask<long> ConnectAsync(CancellationToken cancellationToken) => inner.ConnectAsync(cancellationToken);

        public async Task AppendAsync(IReadOnlyList<JournalAppend> batch, CancellationToken cancellationToken)
        {
            await gate.PassAsync(batch);
            await inner.AppendAsync(batch, cancellationToken);
            gate._committed.Enqueue(batch);
        }

        public Task<IReadOnlyDictionary<(string Stream, long Seq), Guid>> FindAsync(
            IReadOnlyList<JournalPosition> positions, CancellationToken cancellationToken) => inner.FindAsync(positions, cancellationToken);

        public Task PingAsync(CancellationToken cancellationToken) => inner.PingAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
