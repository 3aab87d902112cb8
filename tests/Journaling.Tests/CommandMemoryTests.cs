namespace Commerce.Journaling;

public sealed class CommandMemoryTests
{
    private static readonly DateTimeOffset s_start = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);
    private static readonly TimeSpan s_keep = TimeSpan.FromMinutes(10);

    [Fact]
    public void TryGet_Remembered_GivesItsReceipt()
    {
        var memory = new CommandMemory(new(10, s_keep));
        var id = Remember(memory, s_start, 7);

        Assert.True(memory.TryGet(id, s_start, s_start, out var receipt));
        Assert.Equal(7UL, receipt.ContentHash);
        Assert.Equal([7], receipt.Outcome);
        Assert.False(memory.TryGet(Guid.NewGuid(), s_start, s_start, out _));
        Assert.False(memory.TryGet(id, s_start.AddMilliseconds(1), s_start, out _)); // recorded before what counts
    }

    [Fact]
    public void Remember_MoreThanTheCapacity_ForgetsTheOldest()
    {
        var cache = new CommandCache(capacity: 3, s_keep);
        var memory = new CommandMemory(cache);
        var ids = Enumerable.Range(0, 5).Select(i => Remember(memory, s_start.AddSeconds(i), (byte)i)).ToArray();

        Assert.Equal(3, cache.Count);
        Assert.Equal([false, false, true, true, true], ids.Select(id => Knows(memory, id, s_start.AddSeconds(5))));
        Assert.True(memory.MayHaveForgotten(s_start.AddSeconds(1)));
        Assert.False(memory.MayHaveForgotten(s_start.AddSeconds(1).AddMilliseconds(1)));
        Assert.True(memory.HasForgottenAfter(1));
        Assert.False(memory.HasForgottenAfter(2));
    }

    [Fact]
    public void Remember_InTheMemoriesOfManyGrains_IsBoundedForAllOfThem()
    {
        var cache = new CommandCache(capacity: 50_000, s_keep);
        var memories = Enumerable.Range(0, 100).Select(_ => new CommandMemory(cache)).ToArray();
        var quiet = new CommandMemory(cache);
        var first = Remember(quiet, s_start, 1);

        for (var i = 0; i < 200_000; i++)
            Remember(memories[i % memories.Length], s_start.AddMilliseconds(i), 1);

        Assert.InRange(cache.Count, 45_000, 50_000);
        var now = s_start.AddMilliseconds(200_000);
        Assert.False(Knows(quiet, first, now)); // others took its place, and it knows that it does not know any more
        Assert.True(quiet.MayHaveForgotten(s_start));
        Assert.False(quiet.MayHaveForgotten(s_start.AddMilliseconds(1)));
        Assert.All(memories, memory => Assert.False(memory.MayHaveForgotten(now)));
    }

    [Fact]
    public void Remember_OneIdOfTwoGrains_IsTwoCommands()
    {
        var cache = new CommandCache(capacity: 10, s_keep);
        var (one, other) = (new CommandMemory(cache), new CommandMemory(cache));
        var id = Remember(one, s_start, 1);

        Assert.False(Knows(other, id, s_start));
        Remember(other, s_start, 2, id);
        Assert.True(one.TryGet(id, s_start, s_start, out var receipt));
        Assert.Equal(1UL, receipt.ContentHash);
    }

    [Fact]
    public void TryGet_OlderThanItIsKept_IsForgotten()
    {
        var memory = new CommandMemory(new(10, s_keep));
        var (old, young) = (Remember(memory, s_start, 1), Remember(memory, s_start.AddMinutes(1), 2));

        Assert.True(Knows(memory, old, s_start + s_keep));
        Assert.False(memory.MayHaveForgotten(s_start));
        Assert.False(Knows(memory, old, s_start + s_keep + TimeSpan.FromMilliseconds(1)));
        Assert.True(memory.MayHaveForgotten(s_start));
        Assert.True(Knows(memory, young, s_start + s_keep));
    }

    [Fact]
    public void Remember_ReplayedWhenItIsTooOld_TakesNobodysPlace()
    {
        var cache = new CommandCache(capacity: 2, s_keep);
        var (busy, replayed) = (new CommandMemory(cache), new CommandMemory(cache));
        var now = s_start + s_keep + TimeSpan.FromMinutes(1);
        var id = Remember(busy, now, 1);
        for (var i = 0; i < 10; i++)
            replayed.Remember(Guid.NewGuid(), new CommandReceipt(1, [1]), s_start, now);

        Assert.True(Knows(busy, id, now));
        Assert.True(replayed.MayHaveForgotten(s_start));
        Assert.True(replayed.HasForgottenAfter(9));
    }

    [Fact]
    public void Remember_AgainAfterItWasForgotten_IsRememberedFromThenOn()
    {
        // As a replay does it: nobody asks in between.
        var memory = new CommandMemory(new(10, s_keep));
        var again = s_start + s_keep + TimeSpan.FromMinutes(1);
        var id = Remember(memory, s_start, 1);
        Remember(memory, again, 2, id);

        Assert.True(memory.TryGet(id, s_start, again + s_keep, out var receipt));
        Assert.Equal(2UL, receipt.ContentHash);
    }

    [Fact]
    public void Load_Saved_KnowsThatItRemembersNothing()
    {
        var memory = new CommandMemory(new(10, s_keep));
        var ids = Enumerable.Range(0, 4).Select(i => Remember(memory, s_start.AddSeconds(i), (byte)i)).ToArray();

        Assert.True(memory.IsDirty);
        var saved = memory.Save();
        Assert.False(memory.IsDirty);
        var loaded = new CommandMemory(new(10, s_keep));
        loaded.Load(saved, s_start.AddSeconds(4));

        Assert.False(loaded.IsDirty);
        Assert.Equal(saved, loaded.Save());
        Assert.All(ids, id => Assert.False(Knows(loaded, id, s_start.AddSeconds(4))));
        Assert.True(loaded.MayHaveForgotten(s_start.AddSeconds(3)));
        Assert.False(loaded.MayHaveForgotten(s_start.AddSeconds(3).AddMilliseconds(1)));
    }

    [Fact]
    public void Clear_Remembered_IsAsIfItHadNeverBeen()
    {
        var memory = new CommandMemory(new(1, s_keep));
        var ids = new[] { Remember(memory, s_start, 1), Remember(memory, s_start, 2) };

        memory.Clear();

        Assert.All(ids, id => Assert.False(Knows(memory, id, s_start)));
        Assert.False(memory.MayHaveForgotten(s_start));
        Assert.False(memory.HasForgottenAfter(0));
    }

    [Fact]
    public void Load_UnknownFormat_Throws() =>
        Assert.Throws<InvalidDataException>(() => new CommandMemory(new(3, s_keep)).Load([99, 0, 0, 0, 0], s_start));

    private static bool Knows(CommandMemory memory, Guid id, DateTimeOffset now) =>
        memory.TryGet(id, DateTimeOffset.MinValue, now, out _);

    private static Guid Remember(CommandMemory memory, DateTimeOffset at, byte content, Guid? id = null)
    {
        var command = id ?? Guid.NewGuid();
        memory.Remember(command, new CommandReceipt(content, [content]), at, at);
        return command;
    }
}
