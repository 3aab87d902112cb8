using System.Diagnostics;
using System.Net;

namespace Commerce.Bench.Load;

/// <summary>
/// A lean load generator: raw sockets, keep-alive, one request in flight per connection, requests prebuilt. On a machine
/// that it shares with the server, what the generator costs is taken from the server's figures.
/// </summary>
internal sealed class HttpLoad
{
    private readonly Lock _lock = new();
    private readonly LatencyHistogram _latencies = new();
    private readonly Dictionary<int, long> _statuses = [];
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan _duration;
    private readonly long _measureFrom;
    private readonly long _end;
    private int _running;
    private long _flows;

    private HttpLoad(TimeSpan warmUp, TimeSpan duration, int connections)
    {
        (_duration, _running) = (duration, connections);
        _measureFrom = Stopwatch.GetTimestamp() + (long)(warmUp.TotalSeconds * Stopwatch.Frequency);
        _end = _measureFrom + (long)(duration.TotalSeconds * Stopwatch.Frequency);
    }

    /// <summary>
    /// One thread does all the sending and receiving, without handing over to the thread pool. Must come before the
    /// process opens its first socket.
    /// </summary>
    public static void UseOneThread()
    {
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1");
    }

    /// <summary>The environment of servers that are started here: <see cref="UseOneThread"/> is not for them.</summary>
    public static void RestoreThreads(IDictionary<string, string?> environment)
    {
        environment.Remove("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS");
        environment.Remove("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT");
    }

    /// <summary>
    /// Keeps a flow under way on each connection for a while. A flow's latency runs from its first request to its last answer.
    /// </summary>
    /// <param name="server">Where to.</param>
    /// <param name="conversation">What a connection says; called once for each.</param>
    /// <param name="connections">How many at once.</param>
    /// <param name="warmUp">How long before measuring starts.</param>
    /// <param name="duration">How long is measured; flows begun in time are finished.</param>
    public static async Task<LoadResult> RunAsync(
        IPEndPoint server, Func<IConversation> conversation, int connections, TimeSpan warmUp, TimeSpan duration)
    {
        var open = new List<LoadConnection>(connections);
        try
        {
            for (var i = 0; i < connections; i++)
                open.Add(await LoadConnection.OpenAsync(server, conversation()));
            var load = new HttpLoad(warmUp, duration, connections);
            foreach (var connection in open)
                connection.Start(load);
            await load._done.Task;
            return new LoadResult(load._duration, load._latencies, load._statuses, load._flows);
        }
        finally
        {
            open.ForEach(connection => connection.Dispose());
        }
    }

    /// <summary>The first request of a connection's next flow, or <see langword="false"/> when the time is over.</summary>
    public bool TryBegin(IConversation conversation, out ReadOnlyMemory<byte> request)
    {
        lock (_lock)
        {
            var goesOn = Stopwatch.GetTimestamp() < _end;
            request = goesOn ? conversation.Begin() : default;
            return goesOn;
        }
    }

    /// <summary>Counts an answer.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="begunAt">When the flow that it ends began; <see langword="null"/> when the flow goes on.</param>
    public void Answered(int status, long? begunAt)
    {
        var now = Stopwatch.GetTimestamp();
        lock (_lock)
        {
            _statuses[status] = _statuses.GetValueOrDefault(status) + 1;
            if (begunAt is not { } begun)
                return;
            _flows++;
            if (now >= _measureFrom && now < _end)
                _latencies.Record(Stopwatch.GetElapsedTime(begun, now));
        }
    }

    public void Finished()
    {
        if (Interlocked.Decrement(ref _running) == 0)
            _done.SetResult();
    }
}
