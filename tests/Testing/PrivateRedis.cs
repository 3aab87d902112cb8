using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Commerce.Testing;

/// <summary>A private Redis on 127.0.0.1 with a port and a password of its own, which keeps nothing.</summary>
public sealed class PrivateRedis : IAsyncDisposable
{
    public const string SkipReason = "needs redis-server on the PATH (Debian: redis-server)";

    /// <summary>Its password.</summary>
    public const string Password = "redis-secret";

    private const string Program = "redis-server";

    private readonly int _port = Ports.Free();
    private readonly TempFolder _folder = new();
    private readonly TestCertificate? _certificate;
    private Process? _server;

    private PrivateRedis(TestCertificate? certificate) => _certificate = certificate;

    public static bool IsInstalled { get; } = ServerProgram.Find(Program) is not null;

    /// <summary>How it is reached.</summary>
    public string ConnectionString =>
        string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port},password={Password}{(_certificate is null ? "" : ",ssl=true")}");

    /// <summary>Makes a server and starts it.</summary>
    /// <param name="certificate">What it shows over TLS; without one it speaks none.</param>
    public static async Task<PrivateRedis> StartNewAsync(TestCertificate? certificate = null)
    {
        var server = new PrivateRedis(certificate);
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts the server, and waits until it takes connections.</summary>
    public async Task StartAsync()
    {
        var settings = Path.Combine(_folder.Path, "redis.conf");
        await File.WriteAllTextAsync(settings, string.Create(CultureInfo.InvariantCulture,
            $"bind 127.0.0.1\n{Port()}\nrequirepass {Password}\nsave \"\"\nappendonly no\ndir {_folder.Path}\nlogfile " +
            $"{_folder.Path}/log\n"));
        _server = Process.Start(new ProcessStartInfo(ServerProgram.Find(Program)!, [settings]))!;
        await Eventually.HoldsAsync("Redis to take connections", async () =>
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync("127.0.0.1", _port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
    }

    private string Port() => _certificate is { } tls
        ? string.Create(CultureInfo.InvariantCulture,
            $"port 0\ntls-port {_port}\ntls-cert-file {tls.Certificate}\ntls-key-file {tls.Key}\ntls-auth-clients no")
        : string.Create(CultureInfo.InvariantCulture, $"port {_port}");

    /// <summary>Stops the server.</summary>
    public async Task StopAsync()
    {
        if (_server is not { } server)
            return;
        if (!server.HasExited)
            server.Kill();
        await server.WaitForExitAsync();
        server.Dispose();
        _server = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }
}
