namespace Commerce.Journaling;

/// <summary>A store whose appenders can be held, and fail before or after they did what they were asked for.</summary>
internal sealed class FaultyStore(IJournalStore inner) : IJournalStore
{
    private int _reconnects;

    public delegate Task Step(IReadOnlyList<JournalAppend> batch);

    public Step BeforeAppend { get; set; } = _ => Task.CompletedTask;

    public Step AfterAppend { get; set; } = _ => Task.CompletedTask;

    public Step BeforeFind { get; set; } = _ => Task.CompletedTask;

    /// <summary>How often positions were looked for because a connection was new.</summary>
    public int Checks { get; private set; }

    /// <summary>Makes the appenders' connections count as new ones.</summary>
    public void Reconnect() => _reconnects++;

    public Func<Task> BeforePing { get; set; } = () => Task.CompletedTask;

    /// <summary>The batches that were attempted; read when the writer rests.</summary>
    public List<IReadOnlyList<JournalAppend>> Attempts { get; } = [];

    /// <summary>Fails a step as a lost connection does, this many times.</summary>
    public static Step Cut(int times = 1) => _ =>
        Interlocked.Decrement(ref times) >= 0 ? throw new IOException("The connection was cut.") : Task.CompletedTask;

    /// <summary>Holds the next append until it is released, so that what comes meanwhile is one batch.</summary>
    public Gate HoldNextAppend()
    {
        var gate = new Gate();
        var before = BeforeAppend;
        BeforeAppend = async batch =>
        {
            BeforeAppend = before;
            await gate.PassAsync();
            await before(batch);
        };
        return gate;
    }

    public IJournalAppender CreateAppender() => new Appender(this, inner.CreateAppender());

    public IAsyncEnumerable<JournalEvent> ReadAsync(string stream, long afterSeq, long lastSeq, CancellationToken cancellationToken) =>
        inner.ReadAsync(stream, afterSeq, lastSeq, cancellationToken);

    public Task<StoredReceipt?[]> FindReceiptsAsync(IReadOnlyList<CommandLookup> commands, CancellationToken cancellationToken) =>
        inner.FindReceiptsAsync(commands, cancellationToken);

    public IAsyncEnumerable<Guid> ReadCommandIdsAsync(string stream, int atMost, CancellationToken cancellationToken) =>
        inner.ReadCommandIdsAsync(stream, atMost, cancellationToken);

    public Task<Guid?> FindIdAsync(JournalPosition position, CancellationToken cancellationToken) =>
        inner.FindIdAsync(position, cancellationToken);

    public sealed class Gate
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Entered => _entered.Task;

        public void Release() => _released.TrySetResult();

        public Task PassAsync()
        {
            _entered.TrySetResult();
            return _released.Task;
        }
    }

    private sealed class Appender(FaultyStore store, IJournalAppender inner) : IJournalAppender
    {
        public async ValueTask<long> ConnectAsync(CancellationToken cancellationToken) =>
            await inner.ConnectAsync(cancellationToken) + store._reconnects;

        public Task<IReadOnlyDictionary<(string Stream, long Seq), Guid>> FindAsync(
            IReadOnlyList<JournalPosition> positions, CancellationToken cancellationToken)
        {
            store.Checks++;
            return inner.FindAsync(positions, cancellationToken);
        }

        public async Task AppendAsync(IReadOnlyList<JournalAppend> batch, CancellationToken cancellationToken)
        {
            lock (store.Attempts)
                store.Attempts.Add(batch);
            await store.BeforeAppend(batch);
            await inner.AppendAsync(batch, cancellationToken);
            await store.AfterAppend(batch);
        }

        public async Task<IReadOnlyDictionary<(string Stream, long Seq), Guid>> FindAsync(
            IReadOnlyList<JournalAppend> batch, CancellationToken cancellationToken)
        {
            await store.BeforeFind(batch);
            return await inner.FindAsync(batch, cancellationToken);
        }

        public async Task PingAsync(CancellationToken cancellationToken)
        {
            await store.BeforePing();
            await inner.PingAsync(cancellationToken);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
