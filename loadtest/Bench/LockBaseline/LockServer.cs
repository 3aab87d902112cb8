using Commerce.Bench.Concerts;
using Commerce.Bench.Reporting;
using Commerce.Bench.Servers;
using Commerce.Testing;
using Dapper;
using MySqlConnector;

namespace Commerce.Bench.LockBaseline;

/// <summary>
/// What orders are compared with: the usual way. An HTTP server takes a lock in Redis per product and per customer, and
/// changes stock, balance, order and payment in one SQL transaction while it holds them. Same bodies, same database
/// server, as durable.
/// </summary>
internal sealed class LockServer : ServerProcess, ISeatServer
{
    /// <summary>The command under which this program is that HTTP server.</summary>
    public const string Command = "lock-baseline";

    private readonly RedisServer _redis;
    private readonly BenchDatabase _database;
    private readonly MySqlDataSource _shop;

    private LockServer(int port, RedisServer redis, BenchDatabase database, string connectionString)
        : base(port, Environment.ProcessPath!, Command, $"http://127.0.0.1:{port}", redis.Address.ToString(), connectionString) =>
        (_redis, _database, _shop) = (redis, database, new MySqlDataSource(connectionString));

    protected override TimeSpan StoresCpuTime => _database.ServerCpuTime + _redis.CpuTime;

    /// <summary>Starts it on tables of its own beside the silo's.</summary>
    /// <returns><see langword="null"/>, and a line that says why, where it cannot run.</returns>
    public static async Task<LockServer?> StartAsync(BenchDatabase database, Report report)
    {
        if (database.MySqlConnectionString is not { } connectionString || !RedisServer.IsInstalled)
        {
            report.Line($"  no lock-based baseline: {(RedisServer.IsInstalled ? "it needs MySQL" : "redis-server is not on the PATH")}");
            return null;
        }
        await using (var connection = new MySqlConnection(connectionString))
            await connection.ExecuteAsync(LockedShop.Schema + LockedSeats.Schema);
        var server = new LockServer(Ports.Free(), await RedisServer.StartAsync(), database, connectionString);
        await server.ListensAsync();
        return server;
    }

    public Task DefineCustomerAsync(long customerId, long openingBalance) =>
        ExecuteAsync("INSERT INTO locked_balance VALUES (@customerId, @openingBalance)", new { customerId, openingBalance });

    public Task DefineProductAsync(long productId, long optionId, long price, long stock) =>
        ExecuteAsync("INSERT INTO locked_option VALUES (@optionId, @productId, @price, @stock)", new { optionId, productId, price, stock });

    public Task<long> BalanceAsync(long customerId) =>
        ReadAsync("SELECT amount FROM locked_balance WHERE customer_id = @customerId", new { customerId });

    public Task<long> StockAsync(long productId, long optionId) =>
        ReadAsync("SELECT stock FROM locked_option WHERE option_id = @optionId AND product_id = @productId", new { productId, optionId });

    public Task DefineScheduleAsync(long scheduleId, long price, int seats) =>
        ExecuteAsync("INSERT INTO locked_schedule VALUES (@scheduleId, @price, @seats)", new { scheduleId, price, seats });

    public Task<long> SoldAsync(long scheduleId) =>
        ReadAsync("SELECT COUNT(*) FROM locked_reservation WHERE schedule_id = @scheduleId AND status = 'PAID'", new { scheduleId });

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _shop.DisposeAsync();
        await _redis.DisposeAsync();
    }

    private async Task ExecuteAsync(string sql, object parameters)
    {
        await using var connection = await _shop.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, parameters);
    }

    private async Task<long> ReadAsync(string sql, object parameters)
    {
        await using var connection = await _shop.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long>(sql, parameters);
    }
}
