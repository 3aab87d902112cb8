using System.Net;
using System.Net.Sockets;

namespace Commerce.Cluster;

/// <summary>Who listens where, as a connection tells.</summary>
internal static class Listener
{
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Whether connections are taken at an address, within a second.</summary>
    /// <param name="endpoint">The address.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<bool> IsAtAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(s_connectTimeout);
        try
        {
            await socket.ConnectAsync(endpoint, timeout.Token);
            return true;
        }
        catch (Exception refused) when (refused is SocketException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
