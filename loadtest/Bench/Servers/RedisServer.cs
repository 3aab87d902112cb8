using System.Globalization;
using Commerce.Testing;
using StackExchange.Redis;

namespace Commerce.Bench.Servers;

/// <summary>A private Redis with no persistence.</summary>
internal sealed class RedisServer : ServerProcess
{
    private RedisServer(int port)
        : base(port, "redis-server", "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "",
        "--appendonly", "no")
    {
    }

    public static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(directory => File.Exists(Path.Combine(directory, "redis-server")));

    public static async Task<RedisServer> StartAsync()
    {
        var server = new RedisServer(Ports.Free());
        await server.ReadyAsync(async () =>
        {
            try
            {
                await using var redis = await ConnectionMultiplexer.ConnectAsync(server.Address.ToString());
                return true;
            }
            catch (RedisConnectionException)
            {
                return false;
            }
        });
        return server;
    }
}
