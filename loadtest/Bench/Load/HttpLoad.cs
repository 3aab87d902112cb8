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
    private readonly Func<long> _nextId;
    private readonly LatencyHistogram _latencies = new();
    private readonly Dictionary<int, long> _statuses = [];
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan _duration;
    private readonly long _measureFrom;
    private readonly long _end;
    private int _running;

    private HttpLoad(Func<long> nextId, TimeSpan warmUp, TimeSpan duration, int connections)
    {
        (_nextId, _duration, _running) = (nextId, duration, connections);
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

    /// <summary>Keeps this many requests in flight for a while; each connection sends its next when it has its answer.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="request">What.</param>
    /// <param name="nextId">The customer id of the next request.</param>
    /// <param name="connections">How many at once.</param>
    /// <param name="warmUp">How long before measuring starts.</param>
    /// <param name="duration">How long is measured.</param>
    public static async Task<LoadResult> RunAsync(
        IPEndPoint server, RequestTemplate request, Func<long> nextId, int connections, TimeSpan warmUp, TimeSpan duration)
    {
        var open = new List<LoadConnection>(connections);
        try
        {
            for (var i = 0; i < connections; i++)
                open.Add(await LoadConnection.OpenAsync(server, request));
            var load = new HttpLoad(nextId, warmUp, duration, connections);
            foreach (var connection in open)
                connection.Start(load);
            await load._done.Task;
            return new LoadResult(load._duration, load._latencies, load._statuses);
        }
        finally
        {
            open.ForEach(connection => connection.Dispose());
        }
    }

    /// <summary>The next request's customer id, or <see langword="null"/> when the time is over.</summary>
    public long? Next()
    {
        lock (_lock)
            return Stopwatch.GetTimestamp() < _end ? _nextId() : null;
    }

    public void Answered(int status, long sentAt)
    {
        var now = Stopwatch.GetTimestamp();
        lock (_lock)
        {
            _statuses[status] = _statuses.GetValueOrDefault(status) + 1;
            if (now >= _measureFrom && now < _end)
                _latencies.Record(Stopwatch.GetElapsedTime(sentAt, now));
        }
    }

    public void Finished()
    {
        if (Interlocked.Decrement(ref _running) == 0)
            _done.SetResult();
    }
}
