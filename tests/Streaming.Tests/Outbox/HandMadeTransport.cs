using System.Data.Common;
using Commerce.Storage;

namespace Commerce.Outbox;

/// <summary>A transport that can fail, and hang in the middle of a batch.</summary>
internal sealed class HandMadeTransport(TimeProvider clock, List<IntegrationEvent>? log, int? hangAfter) : IEventTransport
{
    private readonly TaskCompletionSource _hung = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<IReadOnlyList<IntegrationEvent>> _batches = [];
    private int _attempts;

    public volatile bool Failing;

    /// <summary>Events of which one makes it refuse a batch.</summary>
    public Func<IntegrationEvent, bool> Refuses { get; set; } = _ => false;

    public string? Trouble { get; set; }

    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>Completes when it hangs.</summary>
    public Task Hung => _hung.Task;

    public DateTimeOffset? GivenUpAt { get; private set; }

    public IReadOnlyList<IReadOnlyList<IntegrationEvent>> Batches
    {
        get
        {
            lock (_batches)
                return [.. _batches];
        }
    }

    public IReadOnlyList<IntegrationEvent> Accepted => [.. Batches.SelectMany(batch => batch)];

    public async Task PublishAsync(IReadOnlyList<IntegrationEvent> events, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _attempts);
        if (Failing)
            throw new IOException("The brokers are away.");
        if (events.FirstOrDefault(Refuses) is { } refused)
            throw new InvalidOperationException($"{refused.Subject} is refused.");
        Log(events.Take(hangAfter ?? events.Count));
        if (hangAfter is not null)
        {
            _hung.TrySetResult();
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
            finally
            {
                GivenUpAt = clock.GetUtcNow();
            }
        }
        lock (_batches)
            _batches.Add(events);
    }

    private void Log(IEnumerable<IntegrationEvent> events)
    {
        if (log is null)
            return;
        lock (log)
            log.AddRange(events);
    }
}

/// <summary>A database whose first read of the outbox waits for a word.</summary>
internal sealed class SlowReads(ISqlDatabase inner) : ISqlDatabase
{
    private readonly TaskCompletionSource _reading = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when somebody waits to read.</summary>
    public Task Reading => _reading.Task;

    public SqlDialect Dialect => inner.Dialect;

    public DbDataSource DataSource => new Source(inner.DataSource, this);

    public void Go() => _go.SetResult();

    public Task<TResult> WriteAsync<TResult>(Func<DbConnection, DbTransaction, Task<TResult>> change,
        CancellationToken cancellationToken) =>
        inner.WriteAsync(change, cancellationToken);

    private sealed class Source(DbDataSource inner, SlowReads owner) : DbDataSource
    {
        public override string ConnectionString => inner.ConnectionString;

        protected override DbConnection CreateDbConnection() => inner.CreateConnection();

        protected override async ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default)
        {
            owner._reading.TrySetResult();
            await owner._go.Task;
            return await inner.OpenConnectionAsync(cancellationToken);
        }
    }
}

/// <summary>A database that can be read, and written to when it is told so.</summary>
internal sealed class ReadOnly(ISqlDatabase inner) : ISqlDatabase
{
    public bool TakesWrites { get; set; }

    public SqlDialect Dialect => inner.Dialect;

    public DbDataSource DataSource => inner.DataSource;

    public Task<TResult> WriteAsync<TResult>(Func<DbConnection, DbTransaction, Task<TResult>> change,
        CancellationToken cancellationToken) =>
        TakesWrites ? inner.WriteAsync(change, cancellationToken) : throw new TimeoutException("The database takes no writes.");
}
