using System.Diagnostics;

namespace Commerce.Batching;

/// <summary>
/// Puts commands for one grain into few calls: while a call to it is under way, whatever arrives waits and goes with the
/// next. There is no timer, so a single command goes at once. A message costs a hot grain more than its decision, and a
/// transaction more than its rows.
/// </summary>
/// <typeparam name="TCommand">The command.</typeparam>
/// <typeparam name="TReply">Its answer.</typeparam>
/// <param name="send">
/// Sends commands to the grain with a key. Answers in the same order; fewer answers than commands mean that the rest was not
/// taken, and had no effect.
/// </param>
/// <remarks>Requests in flight are bounded, and each waits for one command at a time: that bounds what waits here.</remarks>
internal sealed class CallBatcher<TCommand, TReply>(Func<long, TCommand[], Task<TReply[]>> send)
{
    /// <summary>The most commands in one call.</summary>
    public const int MaxBatch = CommandBounds.MaxTogether;

    private const int ShardCount = 16;

    private readonly Shard[] _shards = [.. Enumerable.Range(0, ShardCount).Select(_ => new Shard())];

    /// <summary>Grains with a call under way.</summary>
    public int Busy => _shards.Sum(shard =>
    {
        lock (shard)
        {
            return shard.Count;
        }
    });

    /// <summary>Sends a command, alone or with others.</summary>
    /// <param name="key">The grain's key; not negative.</param>
    /// <param name="command">The command.</param>
    /// <exception cref="CommerceUnavailableException">The command was not taken, and had no effect.</exception>
    public Task<TReply> Send(long key, TCommand command)
    {
        var waiting = new Waiting(command);
        var shard = _shards[key % ShardCount];
        lock (shard)
        {
            if (shard.TryGetValue(key, out var line))
            {
                line.Add(waiting);
                return waiting.Task;
            }
            shard[key] = [waiting];
        }
        // Further calls belong to other requests: nothing of this one's context goes along but what SendAsync picks.
        using (ExecutionContext.SuppressFlow())
            _ = SendAsync(shard, key);
        return waiting.Task;
    }

    private async Task SendAsync(Shard shard, long key)
    {
        while (true)
        {
            await Task.Yield(); // behind the requests that are being read: they come along
            if (shard.Take(key) is not { } joined)
                return;
            Activity.Current = joined[0].Activity; // a call can be part of one trace only
            try
            {
                Answer(joined, await send(key, [.. joined.Select(waiting => waiting.Command)]));
            }
            catch (Exception failure)
            {
                joined.ForEach(waiting => waiting.SetException(failure));
            }
        }
    }

    private static void Answer(List<Waiting> joined, TReply[] replies)
    {
        for (var i = 0; i < joined.Count; i++)
        {
            if (i < replies.Length)
                joined[i].SetResult(replies[i]);
            else
                joined[i].SetException(new CommerceUnavailableException("The command was not taken; it had no effect."));
        }
    }

    /// <summary>Who waits, by grain. A grain is in it while a call to it is under way.</summary>
    private sealed class Shard : Dictionary<long, List<Waiting>>
    {
        public List<Waiting>? Take(long key)
        {
            lock (this)
            {
                var line = this[key];
                if (line.Count == 0)
                {
                    Remove(key);
                    return null;
                }
                this[key] = line.Count > MaxBatch ? line[MaxBatch..] : [];
                return line.Count > MaxBatch ? line[..MaxBatch] : line;
            }
        }
    }

    private sealed class Waiting(TCommand command) : TaskCompletionSource<TReply>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public TCommand Command { get; } = command;

        public Activity? Activity { get; } = Activity.Current;
    }
}
