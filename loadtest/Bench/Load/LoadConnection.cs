using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Commerce.Bench.Load;

/// <summary>One connection of a load: sends what its conversation says, awaits the answer, sends again.</summary>
internal sealed class LoadConnection : IDisposable
{
    public const int Broken = 0;

    private readonly Socket _socket;
    private readonly IConversation _conversation;
    private readonly SocketAsyncEventArgs _receive = new();
    private readonly byte[] _buffer = new byte[4096];
    private HttpLoad _load = null!;
    private int _received;
    private long _begunAt;

    private LoadConnection(Socket socket, IConversation conversation)
    {
        (_socket, _conversation) = (socket, conversation);
        _receive.Completed += (_, _) => Receive(pending: true);
    }

    public static async Task<LoadConnection> OpenAsync(IPEndPoint server, IConversation conversation)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server);
        return new LoadConnection(socket, conversation);
    }

    public void Start(HttpLoad load)
    {
        _load = load;
        if (TryBegin())
            Receive(pending: false);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _receive.Dispose();
    }

    private bool TryBegin()
    {
        if (!_load.TryBegin(_conversation, out var request))
        {
            _load.Finished();
            return false;
        }
        _begunAt = Stopwatch.GetTimestamp();
        return TrySend(request.Span);
    }

    private bool TrySend(ReadOnlySpan<byte> request)
    {
        _received = 0;
        try
        {
            _socket.Send(request);
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
            var answer = _buffer.AsSpan(0, _received);
            var status = ResponseReader.StatusWhenComplete(answer);
            if (status == 0)
                continue;
            var next = _conversation.Next(status, answer);
            _load.Answered(status, next.IsEmpty ? _begunAt : null);
            if (!(next.IsEmpty ? TryBegin() : TrySend(next.Span)))
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
        _load.Answered(Broken, _begunAt);
        _load.Finished();
    }
}
