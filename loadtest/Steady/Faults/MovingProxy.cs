using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Commerce.Steady.Faults;

/// <summary>
/// A TCP proxy on 127.0.0.1 as a database has it before it: new connections lead to the port that a file names at the moment,
/// and those that are open stay where they are.
/// </summary>
internal static class MovingProxy
{
    /// <summary>Serves until the process is ended.</summary>
    /// <param name="port">Where it listens.</param>
    /// <param name="file">The file that holds the port of 127.0.0.1 to lead to.</param>
    public static async Task ServeAsync(int port, string file)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        while (true)
            _ = RelayAsync(await listener.AcceptTcpClientAsync(), file);
    }

    private static async Task RelayAsync(TcpClient client, string file)
    {
        using var both = client;
        using var server = new TcpClient();
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, int.Parse(await File.ReadAllTextAsync(file), CultureInfo.InvariantCulture));
            (client.NoDelay, server.NoDelay) = (true, true);
            await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream()), server.GetStream().CopyToAsync(client.GetStream()));
        }
        catch (Exception ended) when (ended is SocketException or IOException)
        {
            // Whoever is at the other end sees the connection end.
        }
    }
}
