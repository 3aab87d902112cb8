using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Commerce.Bench.Load;

/// <summary>One connection of a load: sends, awaits the answer, sends again.</summary>
internal sealed class LoadConnection : IDisposable
{
    public const int Broken = 0;

    private readonly Socket _socket;
    private readonly RequestTemplate _template;
    private readonly byte[] _request;
    private readonly SocketAsyncEventArgs _receive = new();
    private readonly byte[] _buffer = new byte[4096];
    private HttpLoad _load = null!;
    private int _received;
    private long _sentAt;

    private LoadConnection(Socket socket, RequestTemplate template)
    {
        (_socket, _template, _request) = (socket, template, template.Copy());
        _receive.Completed += (_, _) => Receive(pending: true);
    }

    public static async Task<LoadConnection> OpenAsync(IPEndPoint server, RequestTemplate template)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server);
        return new LoadConnection(socket, template);
    }

    public void Start(HttpLoad load)
    {
        _load = load;
        if (TrySend())
            Receive(pending: false);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _receive.Dispose();
    }

    private bool TrySend()
    {
        if (_load.Next() is not { } id)
        {
            _load.Finished();
            return false;
        }
        _template.SetId(_request, id);
        _received = 0;
        _sentAt = Stopwatch.GetTimestamp();
        try
        {
            _socket.Send(_request);
            return true;
        }
        catch (SocketException)
        {
            Break();
            return false;
        }
    }

    // A loop, not a recursion: what is there already is received without waiting.
    private void Receive(bool pending)
    {
        while (pending || !StartReceive())
        {
            pending = false;
            if (_receive.SocketError != SocketError.Success || _receive.BytesTransferred == 0 || _received == _buffer.Length)
            {
                Break();
                return;
            }
            _received += _receive.BytesTransferred;
            var status = ResponseReader.StatusWhenComplete(_buffer.AsSpan(0, _received));
            if (status == 0)
                continue;
            _load.Answered(status, _sentAt);
            if (!TrySend())
                return;
        }
    }

    private bool StartReceive()
    {
        _receive.SetBuffer(_buffer, _received, _buffer.Length - _received);
        return _socket.ReceiveAsync(_receive);
    }

    private void Break()
    {
        _load.Answered(Broken, _sentAt);
        _load.Finished();
    }
}
