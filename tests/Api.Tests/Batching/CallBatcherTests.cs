using System.Collections.Concurrent;

namespace Commerce.Batching;

/// <summary>Commands that go to a grain together, each with an answer of its own.</summary>
public sealed class CallBatcherTests : IDisposable
{
    private readonly ConcurrentQueue<(long Key, int[] Commands, TaskCompletionSource<string[]> Reply)> _calls = [];
    private readonly SemaphoreSlim _called = new(0);
    private readonly CallBatcher<int, string> _joined;

    public CallBatcherTests() => _joined = new((key, commands) =>
    {
        var reply = new TaskCompletionSource<string[]>();
        _calls.Enqueue((key, commands, reply));
        _called.Release();
        return reply.Task;
    });

    public void Dispose() => _called.Dispose();

    [Fact]
    public async Task Send_ACallIsUnderWay_JoinsTheNextInOrder()
    {
        var first = _joined.Send(1, 10);
        var call = await NextCallAsync();
        var others = Enumerable.Range(11, 5).Select(command => _joined.Send(1, command)).ToArray();
        Assert.Empty(_calls);

        call.Reply.SetResult(["10"]);
        var second = await NextCallAsync();
        second.Reply.SetResult([.. second.Commands.Select(command => $"{command}")]);

        Assert.Equal([10], call.Commands);
        Assert.Equal([11, 12, 13, 14, 15], second.Commands);
        Assert.Equal("10", await first);
        Assert.Equal(["11", "12", "13", "14", "15"], await Task.WhenAll(others));
    }

    [Fact]
    public async Task Send_OtherKey_DoesNotWait()
    {
        var (one, two) = (_joined.Send(1, 10), _joined.Send(17, 20)); // of the same shard
        var calls = new[] { await NextCallAsync(), await NextCallAsync() }.OrderBy(call => call.Key).ToArray();

        calls[1].Reply.SetResult(["twenty"]);
        Assert.Equal("twenty", await two);
        Assert.False(one.IsCompleted);
        calls[0].Reply.SetResult(["ten"]);
        Assert.Equal("ten", await one);
    }

    [Fact]
    public async Task Send_CallFails_FailsWhatWasInItAndNothingElse()
    {
        var first = _joined.Send(1, 10);
        var call = await NextCallAsync();
        var second = _joined.Send(1, 11);

        call.Reply.SetException(new CommerceUnavailableException("gone"));
        (await NextCallAsync()).Reply.SetResult(["11"]);

        Assert.Equal("gone", (await Assert.ThrowsAsync<CommerceUnavailableException>(() => first)).Message);
        Assert.Equal("11", await second);
    }

    [Fact]
    public async Task Send_AnswersAreMissing_TellsThatTheRestWasNotTaken()
    {
        var first = _joined.Send(1, 10);
        var call = await NextCallAsync();
        var (taken, left) = (_joined.Send(1, 11), _joined.Send(1, 12));
        call.Reply.SetResult(["10"]);
        (await NextCallAsync()).Reply.SetResult(["11"]);

        Assert.Equal("10", await first);
        Assert.Equal("11", await taken);
        await Assert.ThrowsAsync<CommerceUnavailableException>(() => left);
    }

    [Fact]
    public async Task Send_MoreThanOneCallTakes_GoesInSeveral()
    {
        var most = CallBatcher<int, string>.MaxBatch;
        var sent = new List<Task<string>> { _joined.Send(1, 0) };
        var call = await NextCallAsync();
        sent.AddRange(Enumerable.Range(1, most + 1).Select(command => _joined.Send(1, command)));

        var sizes = new List<int>();
        for (var left = sent.Count; left > 0; left -= call.Commands.Length)
        {
            if (left < sent.Count)
                call = await NextCallAsync();
            sizes.Add(call.Commands.Length);
            call.Reply.SetResult([.. call.Commands.Select(command => $"{command}")]);
        }

        Assert.Equal([1, most, 1], sizes);
        Assert.Equal(Enumerable.Range(0, most + 2).Select(command => $"{command}"), await Task.WhenAll(sent));
    }

    [Fact]
    public async Task Send_ManyAtOnce_AnswersEachItsOwn()
    {
        var joined = new CallBatcher<int, string>(async (key, commands) =>
        {
            await Task.Yield();
            return [.. commands.Select(command => $"{key}/{command}")];
        });

        var answers = await Task.WhenAll(Enumerable.Range(0, 20_000).Select(i => Task.Run(() => joined.Send(i % 7, i))));

        Assert.Equal(Enumerable.Range(0, 20_000).Select(i => $"{i % 7}/{i}"), answers);
        Assert.Equal(0, joined.Busy);
    }

    private async Task<(long Key, int[] Commands, TaskCompletionSource<string[]> Reply)> NextCallAsync()
    {
        Assert.True(await _called.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.True(_calls.TryDequeue(out var call));
        return call;
    }
}
