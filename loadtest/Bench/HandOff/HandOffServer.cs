using Commerce.Bench.Coupons;
using Commerce.Bench.Servers;
using Commerce.Testing;
using Dapper;
using MySqlConnector;

namespace Commerce.Bench.HandOff;

/// <summary>
/// What coupons are compared with: Redis decides, Kafka carries, a consumer writes to SQL. Each part is a process of its own.
/// </summary>
internal sealed class HandOffServer : ServerProcess, ICouponServer
{
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_settleTimeout = TimeSpan.FromMinutes(4);

    private readonly BenchDatabase _database;
    private readonly KafkaProcess _kafka;
    private readonly HttpClient _http;
    private readonly MySqlDataSource _sql;
    private readonly string _consumes;
    private ConsumerProcess _consumer;

    private HandOffServer(BenchDatabase database, RedisServer redis, KafkaProcess kafka, ConsumerProcess consumer, string consumes)
        : this(Ports.Free(), database, redis, kafka, consumer, consumes)
    {
    }

    private HandOffServer(
        int port, BenchDatabase database, RedisServer redis, KafkaProcess kafka, ConsumerProcess consumer, string consumes)
        : base(port, Environment.ProcessPath!, HandOffApi.Command, $"http://127.0.0.1:{port}", redis.Address.ToString(),
            kafka.BootstrapServers)
    {
        (_database, Redis, _kafka, _consumer, _consumes) = (database, redis, kafka, consumer, consumes);
        _http = new HttpClient { BaseAddress = new Uri($"http://{Address}") };
        _sql = new MySqlDataSource(database.MySqlConnectionString!);
    }

    /// <summary>The Redis that decides.</summary>
    public RedisServer Redis { get; private set; }

    protected override TimeSpan StoresCpuTime => _database.ServerCpuTime + Redis.CpuTime + _kafka.CpuTime + _consumer.CpuTime;

    /// <summary>Starts all of it on a table of its own.</summary>
    /// <param name="database">On MySQL.</param>
    /// <param name="redisKeeps">What Redis writes to disk.</param>
    /// <param name="consumes">How the consumer works.</param>
    public static async Task<HandOffServer> StartAsync(BenchDatabase database, string[] redisKeeps, string consumes)
    {
        await using (var connection = new MySqlConnection(database.MySqlConnectionString))
            await connection.ExecuteAsync(HandOffConsumer.Schema);
        var kafka = await KafkaProcess.StartAsync();
        var consumer = await ConsumerProcess.StartAsync(kafka, database, consumes);
        var server = new HandOffServer(database, await RedisServer.StartAsync(redisKeeps), kafka, consumer, consumes);
        await server.ListensAsync();
        return server;
    }

    public async Task DefineCouponAsync(long couponId, long quantity)
    {
        using var answer = await _http.PutAsync(new Uri($"/quantities/{couponId}/{quantity}", UriKind.Relative), null);
        answer.EnsureSuccessStatusCode();
    }

    public async Task<long> IssuedAsync(long couponId)
    {
        await using var connection = await _sql.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM handed_coupon WHERE coupon_id = @couponId", new { couponId });
    }

    /// <summary>Who has a piece in SQL.</summary>
    public async Task<IEnumerable<long>> HoldersAsync(long couponId)
    {
        await using var connection = await _sql.OpenConnectionAsync();
        return await connection.QueryAsync<long>("SELECT customer_id FROM handed_coupon WHERE coupon_id = @couponId", new { couponId });
    }

    /// <summary>When each piece was written to SQL, in UTC.</summary>
    public async Task<IEnumerable<DateTime>> WrittenAtAsync(long couponId)
    {
        await using var connection = await _sql.OpenConnectionAsync();
        return await connection.QueryAsync<DateTime>("SELECT written_at FROM handed_coupon WHERE coupon_id = @couponId", new { couponId });
    }

    public async Task SettleAsync()
    {
        var (seen, since) = (-1L, DateTime.UtcNow);
        for (var started = DateTime.UtcNow; DateTime.UtcNow - started < s_settleTimeout;)
        {
            var state = await _consumer.StateAsync();
            if (state.Written != seen || !state.CaughtUp)
                (seen, since) = (state.Written, DateTime.UtcNow);
            else if (DateTime.UtcNow - since > s_quiet)
                return;
            await Task.Delay(50); // polling another process: there is nothing to await
        }
        throw new InvalidOperationException("The consumer did not catch up.");
    }

    /// <summary>Kills the consumer and starts another.</summary>
    public async Task RestartConsumerAsync()
    {
        await _consumer.KillAsync();
        await _consumer.DisposeAsync();
        _consumer = await ConsumerProcess.StartAsync(_kafka, _database, _consumes);
    }

    /// <summary>Kills Redis and starts it again on what it wrote.</summary>
    public async Task RestartRedisAsync()
    {
        var killed = Redis;
        Redis = await killed.KillAndStartAsync();
        await killed.DisposeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _http.Dispose();
        await _sql.DisposeAsync();
        await _consumer.DisposeAsync();
        await _kafka.DisposeAsync();
        await Redis.DisposeAsync();
    }
}
