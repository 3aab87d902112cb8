using System.Globalization;
using System.Text;
using System.Text.Json;
using Commerce.Kafka;
using Confluent.Kafka;
using MySqlConnector;

namespace Commerce.Bench.HandOff;

/// <summary>
/// The consumer of the hand-off: takes what is there, up to a batch, and writes it. A row for a piece that is there already is left out.
/// </summary>
/// <param name="consumer">Subscribed.</param>
/// <param name="database">Where the rows go.</param>
/// <param name="commitsFirst">Whether offsets are committed before the rows are written: what is read is then never read again.</param>
/// <param name="rows">The most that a statement writes.</param>
internal sealed class HandOffConsumer(IConsumer<Ignore, byte[]> consumer, MySqlDataSource database, bool commitsFirst, int rows)
{
    /// <summary>The command under which this program is that consumer.</summary>
    public const string Command = "hand-off-consumer";

    /// <summary>A last argument of <see cref="ServeAsync"/>: offsets are committed first, then row is written by row.</summary>
    public const string CommitsFirst = "commits-first";

    /// <summary>Row is written by row, then offsets are committed.</summary>
    public const string CommitsAfter = "commits-after";

    /// <summary>All rows are written with one statement, then offsets are committed.</summary>
    public const string WritesMany = "writes-many";

    /// <summary>Its table.</summary>
    public const string Schema = """
        CREATE TABLE handed_coupon (id BIGINT AUTO_INCREMENT PRIMARY KEY, coupon_id BIGINT NOT NULL, customer_id BIGINT NOT NULL,
          issue_number BIGINT NOT NULL, written_at DATETIME(6) NOT NULL, UNIQUE KEY handed_coupon_holder (coupon_id, customer_id)) ENGINE=InnoDB;
        """;

    private const int BatchSize = 500; // Kafka's own default of max.poll.records
    private const int SessionMilliseconds = 5_000; // how long a dead consumer keeps its partitions; the mock lets groups wait for 3 s
    private const int FetchMilliseconds = 10; // the mock answers an empty fetch only when this is over, whatever has come meanwhile

    private readonly List<ConsumeResult<Ignore, byte[]>> _batch = new(BatchSize);
    private readonly HashSet<TopicPartition> _atEnd = [];
    private long _written;
    private volatile bool _caughtUp;

    /// <summary>Consumes until told to stop.</summary>
    /// <param name="args">The address at which it tells how far it is, Kafka's, how SQL is reached, and how it works.</param>
    public static async Task<int> ServeAsync(string[] args)
    {
        await using var database = new MySqlDataSource(args[2]);
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig
        {
            BootstrapServers = args[1],
            GroupId = "coupon",
            EnableAutoCommit = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnablePartitionEof = true,
            FetchWaitMaxMs = FetchMilliseconds,
            SessionTimeoutMs = SessionMilliseconds,
            HeartbeatIntervalMs = SessionMilliseconds / 10,
        }).Build();
        consumer.Subscribe(MockKafka.Topic);
        var handOff = new HandOffConsumer(consumer, database, args[3] == CommitsFirst, args[3] == WritesMany ? BatchSize : 1);
        await using var app = HandOffHost.Build(args[0]);
        app.MapGet("/", () => Results.Json(new ConsumerState(handOff._caughtUp, Interlocked.Read(ref handOff._written)),
            HandOffJson.Default.ConsumerState));
        await app.StartAsync();
        var stopping = app.Lifetime.ApplicationStopping;
        await Task.Factory.StartNew(() => handOff.Run(stopping), stopping, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        consumer.Close();
        return 0;
    }

    private void Run(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            Fill();
            if (_batch.Count == 0)
                continue;
            if (commitsFirst)
                Commit();
            foreach (var chunk in _batch.Chunk(rows))
                Write(chunk);
            if (!commitsFirst)
                Commit();
        }
    }

    /// <summary>Waits for a message, then takes those that are there already.</summary>
    private void Fill()
    {
        _batch.Clear();
        var wait = TimeSpan.FromMilliseconds(100);
        while (_batch.Count < BatchSize && consumer.Consume(wait) is { } next)
        {
            if (next.IsPartitionEOF)
            {
                _atEnd.Add(next.TopicPartition);
            }
            else
            {
                _caughtUp = false;
                _atEnd.Remove(next.TopicPartition);
                _batch.Add(next);
                wait = TimeSpan.Zero;
            }
        }
        _caughtUp = _batch.Count == 0 && consumer.Assignment.Count is > 0 and var all && _atEnd.Count == all;
    }

    private void Commit() => consumer.Commit(_batch.GroupBy(message => message.TopicPartition)
        .Select(part => new TopicPartitionOffset(part.Key, part.Max(message => message.Offset.Value) + 1)));

    private void Write(ConsumeResult<Ignore, byte[]>[] chunk)
    {
        var sql = new StringBuilder("INSERT IGNORE INTO handed_coupon (coupon_id, customer_id, issue_number, written_at) VALUES ");
        foreach (var message in chunk)
        {
            var piece = JsonSerializer.Deserialize(message.Message.Value, HandOffJson.Default.IssuedPiece)!;
            sql.Append(CultureInfo.InvariantCulture, $"({piece.CouponId},{piece.CustomerId},{piece.IssueNumber},UTC_TIMESTAMP(6)),");
        }
        sql.Length--;
        using var connection = database.OpenConnection();
        using var insert = new MySqlCommand(sql.ToString(), connection);
        insert.ExecuteNonQuery();
        Interlocked.Add(ref _written, chunk.Length);
    }
}
