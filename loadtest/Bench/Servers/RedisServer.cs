using System.Globalization;
using Commerce.Testing;
using StackExchange.Redis;

namespace Commerce.Bench.Servers;

/// <summary>A private Redis, with a folder of its own for what it keeps.</summary>
internal sealed class RedisServer : ServerProcess
{
    /// <summary>Nothing is written to disk.</summary>
    public static readonly string[] Nothing = ["--save", "", "--appendonly", "no"];

    /// <summary>As Redis comes: a snapshot after a while, and no log.</summary>
    public static readonly string[] AsItComes = [];

    /// <summary>A log of every change, flushed to disk every second.</summary>
    public static readonly string[] Log = ["--save", "", "--appendonly", "yes", "--appendfsync", "everysec"];

    private readonly string _folder;
    private readonly string[] _keeps;
    private bool _goesOn;

    private RedisServer(int port, string folder, string[] keeps)
        : base(port, "redis-server",
            ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", folder, .. keeps]) =>
        (_folder, _keeps) = (folder, keeps);

    public static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(directory => File.Exists(Path.Combine(directory, "redis-server")));

    /// <summary>Starts an empty one.</summary>
    /// <param name="keeps">What it writes to disk: <see cref="Nothing"/> unless given.</param>
    public static Task<RedisServer> StartAsync(string[]? keeps = null)
    {
        var folder = Directory.CreateTempSubdirectory("commerce-bench-redis-").FullName;
        return StartAsync(new RedisServer(Ports.Free(), folder, keeps ?? Nothing));
    }

    /// <summary>Kills it, and starts another at its address on what it wrote.</summary>
    public async Task<RedisServer> KillAndStartAsync()
    {
        _goesOn = true;
        await KillAsync();
        return await StartAsync(new RedisServer(Address.Port, _folder, _keeps));
    }

    /// <summary>Its version, such as <c>7.0.15</c>.</summary>
    public async Task<string> VersionAsync()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(Address.ToString());
        return redis.GetServer(Address).Version.ToString();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (!_goesOn)
            Directory.Delete(_folder, recursive: true);
    }

    private static async Task<RedisServer> StartAsync(RedisServer server)
    {
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
