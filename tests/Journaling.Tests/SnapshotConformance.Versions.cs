using Commerce.Testing;
using Orleans.Storage;

namespace Commerce.Journaling;

/// <summary>The queries that Orleans' grain storage is given, one by one.</summary>
public abstract partial class SnapshotConformance
{
    private const string Part = "part";

    [ConformanceFact]
    public async Task WriteStateAsync_StaleVersion_IsAConflict()
    {
        var current = await WrittenAsync(1);
        var stale = await ReadAsync();
        await WriteAsync(current, 2);

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(stale, 3));
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(New(), 4)); // believes that there is none yet

        var read = await ReadAsync();
        Assert.Equal([2], read.State!.Bytes);
        Assert.Equal(("2", true), (read.ETag, read.RecordExists));
        await WriteAsync(read, 5);
        Assert.Equal([5], (await ReadAsync()).State!.Bytes);
    }

    [ConformanceFact]
    public async Task WriteStateAsync_LargestVersion_StartsAgainAtOne()
    {
        await WrittenAsync(1);
        await host.QueryAsync<int>("UPDATE grain_snapshot SET version = 2147483647 WHERE grain_key = @key; SELECT 1",
            new { key = _grain.Key.ToString() });
        var state = await ReadAsync();
        var stale = await ReadAsync();
        Assert.Equal("2147483647", state.ETag);

        await WriteAsync(state, 2);
        Assert.Equal("1", state.ETag);
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(stale, 3));
        await WriteAsync(state, 4);

        var read = await ReadAsync();
        Assert.Equal([4], read.State!.Bytes);
        Assert.Equal("2", read.ETag);
    }

    [ConformanceFact]
    public async Task ClearStateAsync_Written_LeavesAVersionButNoState()
    {
        var state = await WrittenAsync(1);
        var stale = await ReadAsync();

        await host.Storage.ClearStateAsync(Part, _grain, state);

        var read = await ReadAsync();
        Assert.Equal((false, "2"), (read.RecordExists, read.ETag));
        await Assert.ThrowsAsync<InconsistentStateException>(() => host.Storage.ClearStateAsync(Part, _grain, stale));
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(stale, 2));
        await WriteAsync(read, 3);
        Assert.Equal([3], (await ReadAsync()).State!.Bytes);
    }

    [ConformanceFact]
    public async Task ClearStateAsync_StorageThatDeletes_LeavesNoRow()
    {
        var state = await WrittenAsync(1);
        var stale = await ReadAsync();
        await WriteAsync(state, 2);

        await Assert.ThrowsAsync<InconsistentStateException>(() => host.DeletingStorage.ClearStateAsync(Part, _grain, stale));
        Assert.Equal([2], (await ReadAsync()).State!.Bytes);
        await host.DeletingStorage.ClearStateAsync(Part, _grain, state);

        var read = await ReadAsync();
        Assert.Equal((false, (string?)null), (read.RecordExists, read.ETag));
        Assert.Empty(await host.QueryAsync<int>("SELECT version FROM grain_snapshot WHERE grain_key = @key",
            new { key = _grain.Key.ToString() }));
    }

    [ConformanceFact]
    public async Task ReadStateAsync_KeysThatLookAlike_AreApart()
    {
        // The storage would read two of these as the same number, were they keys of their own and not parts of a name.
        string[] keys = ["coupon-code/ABC", "coupon-code/abc", "coupon-code/0abc", "coupon/2748"];
        var grains = keys.Select(key => GrainId.Create("snapshot", $"{key}{_grain.Key}")).ToArray();
        for (var i = 0; i < grains.Length; i++)
            await new SnapshotStore(host.Storage, grains[i]).SaveAsync(i + 1, 1, [(0, []), (1, [(byte)i])]);

        for (var i = 0; i < grains.Length; i++)
            AssertSnapshot(await new SnapshotStore(host.Storage, grains[i]).LoadAsync(), i + 1, [], [(byte)i]);
    }

    private static GrainState<SnapshotPart> New() => new() { State = new SnapshotPart() };

    private async Task<GrainState<SnapshotPart>> WrittenAsync(byte content)
    {
        var state = New();
        await WriteAsync(state, content);
        return state;
    }

    private async Task<GrainState<SnapshotPart>> ReadAsync()
    {
        var state = New();
        await host.Storage.ReadStateAsync(Part, _grain, state);
        return state;
    }

    private Task WriteAsync(GrainState<SnapshotPart> state, byte content)
    {
        state.State = new SnapshotPart { Bytes = [content] };
        return host.Storage.WriteStateAsync(Part, _grain, state);
    }
}
