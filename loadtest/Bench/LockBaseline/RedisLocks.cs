using System.Collections.Concurrent;
using System.Diagnostics;
using StackExchange.Redis;

namespace Commerce.Bench.LockBaseline;

/// <summary>
/// Locks in Redis as the well-known clients make them: SET NX PX with a token, released by a script that deletes only its own
/// token and tells those who wait. Each release wakes one waiter of this process, so that nobody polls a held lock.
/// </summary>
internal sealed class RedisLocks
{
    private const string Prefix = "lock:";

    private const string ReleaseScript = """
        if redis.call('GET', KEYS[1]) == ARGV[1] then
          redis.call('DEL', KEYS[1])
          redis.call('PUBLISH', KEYS[1], '')
        end
        """;

    // The waiting and leasing times of the system that is compared with.
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(100); // should a message be lost

    private readonly IDatabase _redis;
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = [];

    private RedisLocks(IDatabase redis) => _redis = redis;

    public static async Task<RedisLocks> ConnectAsync(IConnectionMultiplexer redis)
    {
        var locks = new RedisLocks(redis.GetDatabase());
        await redis.GetSubscriber().SubscribeAsync(RedisChannel.Pattern($"{Prefix}*"), (channel, _) => locks.Wake(channel.ToString()));
        return locks;
    }

    /// <summary>Takes locks one after the other; whoever takes several must name them in the same order.</summary>
    /// <returns>What releases them, or <see langword="null"/> when one could not be had in time.</returns>
    public async Task<IAsyncDisposable?> AcquireAsync(IEnumerable<string> names)
    {
        var held = new Held(_redis, Guid.NewGuid().ToString("N"));
        foreach (var name in names)
        {
            if (!await AcquireAsync(held, Prefix + name))
            {
                await held.DisposeAsync();
                return null;
            }
        }
        return held;
    }

    private async Task<bool> AcquireAsync(Held held, string key)
    {
        if (await held.TryTakeAsync(key, s_lease))
            return true;
        var turn = _turns.GetOrAdd(key, _ => new SemaphoreSlim(0));
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < s_wait;)
        {
            await turn.WaitAsync(s_retry);
            if (await held.TryTakeAsync(key, s_lease))
                return true;
        }
        return false;
    }

    // A release that nobody waits for yet is kept for the next who does: it may have seen the lock held a moment ago.
    private void Wake(string key)
    {
        if (_turns.TryGetValue(key, out var turn) && turn.CurrentCount == 0)
            turn.Release();
    }

    private sealed class Held(IDatabase redis, string token) : IAsyncDisposable
    {
        private readonly Stack<string> _keys = [];

        public async Task<bool> TryTakeAsync(string key, TimeSpan lease)
        {
            if (!await redis.StringSetAsync(key, token, lease, When.NotExists))
                return false;
            _keys.Push(key);
            return true;
        }

        public ValueTask DisposeAsync() =>
            new(Task.WhenAll(_keys.Select(key => redis.ScriptEvaluateAsync(ReleaseScript, [key], [token]))));
    }
}
