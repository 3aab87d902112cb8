namespace Commerce.Journaling;

public sealed class CommandMemoryTests
{
    private static readonly DateTimeOffset s_start = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);
    private static readonly TimeSpan s_keep = TimeSpan.FromMinutes(10);

    [Fact]
    public void TryGet_Remembered_GivesItsReceipt()
    {
        var memory = new CommandMemory(10, s_keep);
        var id = Remember(memory, s_start, 7);

        Assert.True(memory.TryGet(id, s_start, out var receipt));
        Assert.Equal(7UL, receipt.ContentHash);
        Assert.Equal([7], receipt.Outcome);
        Assert.False(memory.TryGet(Guid.NewGuid(), s_start, out _));
    }

    [Fact]
    public void Remember_MoreThanTheCapacity_ForgetsTheOldest()
    {
        var memory = new CommandMemory(capacity: 3, s_keep);
        var ids = Enumerable.Range(0, 5).Select(i => Remember(memory, s_start.AddSeconds(i), (byte)i)).ToArray();

        Assert.Equal(3, memory.Count);
        Assert.Equal([false, false, true, true, true], ids.Select(id => memory.TryGet(id, s_start.AddSeconds(5), out _)));
        Assert.True(memory.MayHaveForgotten(s_start.AddSeconds(1)));
        Assert.False(memory.MayHaveForgotten(s_start.AddSeconds(1).AddMilliseconds(1)));
    }

    [Fact]
    public void TryGet_OlderThanItIsKept_IsForgotten()
    {
        var memory = new CommandMemory(10, s_keep);
        var (old, young) = (Remember(memory, s_start, 1), Remember(memory, s_start.AddMinutes(1), 2));

        Assert.True(memory.TryGet(old, s_start + s_keep, out _));
        Assert.False(memory.MayHaveForgotten(s_start));
        Assert.False(memory.TryGet(old, s_start + s_keep + TimeSpan.FromMilliseconds(1), out _));
        Assert.True(memory.MayHaveForgotten(s_start));
        Assert.True(memory.TryGet(young, s_start + s_keep, out _));
        Assert.Equal(1, memory.Count);
    }

    [Fact]
    public void Remember_AgainAfterItWasForgotten_IsRememberedFromThenOn()
    {
        // As a replay does it: nobody asks in between.
        var memory = new CommandMemory(10, s_keep);
        var again = s_start + s_keep + TimeSpan.FromMinutes(1);
        var id = Remember(memory, s_start, 1);
        Remember(memory, again, 2, id);

        Assert.True(memory.TryGet(id, again + s_keep, out var receipt));
        Assert.Equal(2UL, receipt.ContentHash);
    }

    [Fact]
    public void Load_Saved_RemembersTheSameInTheSameOrder()
    {
        var memory = new CommandMemory(capacity: 3, s_keep);
        var ids = Enumerable.Range(0, 4).Select(i => Remember(memory, s_start.AddSeconds(i), (byte)i)).ToArray();

        Assert.True(memory.IsDirty);
        var saved = memory.Save();
        Assert.False(memory.IsDirty);
        var loaded = new CommandMemory(capacity: 3, s_keep);
        loaded.Load(saved);

        Assert.False(loaded.IsDirty);
        Assert.Equal(saved, loaded.Save());
        Assert.True(loaded.MayHaveForgotten(s_start));
        for (var i = 1; i < 4; i++)
        {
            Assert.True(loaded.TryGet(ids[i], s_start.AddSeconds(4), out var receipt));
            Assert.Equal((ulong)i, receipt.ContentHash);
            Assert.Equal([(byte)i], receipt.Outcome);
        }
        Remember(loaded, s_start.AddSeconds(5), 5);
        Assert.False(loaded.TryGet(ids[1], s_start.AddSeconds(5), out _)); // still the oldest
    }

    [Fact]
    public void Load_UnknownFormat_Throws() =>
        Assert.Throws<InvalidDataException>(() => new CommandMemory(3, s_keep).Load([99, 0, 0, 0, 0]));

    private static Guid Remember(CommandMemory memory, DateTimeOffset at, byte content, Guid? id = null)
    {
        var command = id ?? Guid.NewGuid();
        memory.Remember(command, new CommandReceipt(content, [content]), at);
        return command;
    }
}
