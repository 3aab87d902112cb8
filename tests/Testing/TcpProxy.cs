using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Commerce.Testing;

/// <summary>What the proxy does to the next request that its fault was set for.</summary>
public enum ProxyFault
{
    None,

    /// <summary>Cuts the connection and forwards nothing.</summary>
    CutBeforeRequest,

    /// <summary>Forwards the first half of the request, then cuts the connection.</summary>
    CutWithinRequest,

    /// <summary>Forwards the request and keeps every answer to itself, until <see cref="TcpProxy.CutAll"/>.</summary>
    SwallowAnswer,
}

/// <summary>A TCP proxy on 127.0.0.1 that forwards bytes both ways and can lose them at a chosen moment.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Link, bool> _links = new();
    private int _target;
    private readonly Task _accepting;
    private byte[] _marker = [];
    private int _fault;
    private TaskCompletionSource _struck = new();

    public TcpProxy(int target)
    {
        Target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Where new connections lead; those that are open stay where they are.</summary>
    public int Target
    {
        get => Volatile.Read(ref _target);
        set => Volatile.Write(ref _target, value);
    }

    /// <summary>Connections that are open to a server now.</summary>
    public int OpenTo(int target) => _links.Keys.Count(link => link.Target == target);

    /// <summary>
    /// Loses what the open connections carry, both ways and without a word, as a network does that has forgotten them. New
    /// connections are sound.
    /// </summary>
    public void ForgetAll()
    {
        foreach (var link in _links.Keys)
            link.IsForgotten = true;
    }

    /// <summary>Whether new connections are cut at once.</summary>
    public bool Refuses { get; set; }

    /// <summary>Strikes once, at the next request that contains the marker.</summary>
    /// <returns>Completes when the fault has struck.</returns>
    public Task StrikeNext(ProxyFault fault, string marker)
    {
        _struck = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _marker = System.Text.Encoding.ASCII.GetBytes(marker);
        Volatile.Write(ref _fault, (int)fault);
        return _struck.Task;
    }

    public void CutAll()
    {
        foreach (var link in _links.Keys)
            link.Cut();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        CutAll();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync();
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                return;
            }
            _ = RelayAsync(client);
        }
    }

    private async Task RelayAsync(Socket client)
    {
        using var link = new Link(client);
        _links[link] = true;
        try
        {
            if (Refuses)
                return;
            link.Target = Target;
            await link.Server.ConnectAsync(IPAddress.Loopback, link.Target);
            await Task.WhenAny(RequestsAsync(link), AnswersAsync(link));
        }
        catch (SocketException)
        {
            // The server is down; the client sees its connection end.
        }
        finally
        {
            link.Cut();
            _links.TryRemove(link, out _);
        }
    }

    private async Task RequestsAsync(Link link)
    {
        var buffer = new byte[1 << 20];
        while (await ReceiveAsync(link.Client, buffer) is > 0 and var read)
        {
            if (link.IsForgotten)
                continue;
            var strikes = _marker.Length > 0 && buffer.AsSpan(0, read).IndexOf(_marker) >= 0;
            var fault = strikes ? (ProxyFault)Interlocked.Exchange(ref _fault, (int)ProxyFault.None) : ProxyFault.None;
            link.Swallows |= fault == ProxyFault.SwallowAnswer;
            var forwarded = fault switch { ProxyFault.CutBeforeRequest => 0, ProxyFault.CutWithinRequest => read / 2, _ => read };
            await link.Server.SendAsync(buffer.AsMemory(0, forwarded));
            if (fault != ProxyFault.None)
                _struck.TrySetResult();
            if (forwarded < read)
                return;
        }
    }

    private static async Task AnswersAsync(Link link)
    {
        var buffer = new byte[1 << 16];
        while (await ReceiveAsync(link.Server, buffer) is > 0 and var read)
        {
            if (!link.Swallows && !link.IsForgotten)
                await link.Client.SendAsync(buffer.AsMemory(0, read));
        }
    }

    private static async Task<int> ReceiveAsync(Socket socket, byte[] buffer)
    {
        try
        {
            return await socket.ReceiveAsync(buffer);
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }

    private sealed class Link(Socket client) : IDisposable
    {
        public Socket Client { get; } = client;

        public Socket Server { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        public bool Swallows { get; set; }

        public bool IsForgotten { get; set; }

        public int Target { get; set; }

        public void Cut()
        {
            Client.Close(timeout: 0);
            Server.Close(timeout: 0);
        }

        public void Dispose() => Cut();
    }
}
