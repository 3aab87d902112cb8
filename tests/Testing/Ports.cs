using System.Net;
using System.Net.Sockets;

namespace Commerce.Testing;

/// <summary>Ports on 127.0.0.1.</summary>
public static class Ports
{
    // Below the range that the system takes the ports of outgoing connections from: a client that calls a server which is
    // down would else take the server's port now and then, even connect to itself, and the server could not come back.
    private const int First = 20_000;
    private const int Last = 32_000;

    private static readonly HashSet<int> s_given = [];

    /// <summary>A port that nobody listened on a moment ago and that this process did not get before.</summary>
    public static int Free()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last);
            lock (s_given)
            {
                if (s_given.Add(port) && CanListen(port))
                    return port;
            }
        }
    }

    private static bool CanListen(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
