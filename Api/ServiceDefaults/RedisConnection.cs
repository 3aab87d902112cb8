using StackExchange.Redis;

namespace Commerce.ServiceDefaults;

/// <summary>This process's one connection to Redis. Once made, it is restored by itself whenever it is lost.</summary>
/// <param name="clustering">Where Redis is.</param>
/// <param name="wait">How long the first connection is tried for; zero is one attempt.</param>
/// <param name="clock">What the wait is measured by.</param>
public sealed class RedisConnection(ClusteringOptions clustering, TimeSpan wait, TimeProvider clock) : IAsyncDisposable
{
    // Short: a failed attempt is repeated soon, and how long a start waits is measured apart from it.
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_retryInterval = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _making = new(1);
    private ConnectionMultiplexer? _connection;

    /// <summary>The connection, made at the first call that succeeds.</summary>
    /// <exception cref="StartupException">It could not be made in time.</exception>
    public async Task<IConnectionMultiplexer> GetAsync()
    {
        await _making.WaitAsync();
        try
        {
            return _connection ??= await ConnectAsync();
        }
        finally
        {
            _making.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
            await connection.DisposeAsync();
        _making.Dispose();
    }

    private async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var options = clustering.Redis();
        options.AbortOnConnectFail = true; // a connection that was never there is given up, and tried anew here
        options.ConnectTimeout = (int)s_connectTimeout.TotalMilliseconds;
        options.ConnectRetry = 1;
        options.ReconnectRetryPolicy = new LinearRetry((int)s_retryInterval.TotalMilliseconds);
        var started = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await ConnectionMultiplexer.ConnectAsync(options);
            }
            catch (RedisConnectionException failure)
            {
                // Its message tells hosts and ports, and of authentication only that it failed.
                if (clock.GetElapsedTime(started) >= wait)
                    throw new StartupException(
                        $"Clustering: Redis cannot be used: {failure.Message} Check Clustering:ConnectionString and the server.", failure);
                await Task.Delay(s_retryInterval, clock);
            }
        }
    }
}
