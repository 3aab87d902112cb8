using Commerce.Testing;
using Orleans.Storage;

namespace Commerce.Journaling;

/// <summary>What snapshots must do through Orleans' grain storage and the scripts of every dialect.</summary>
public abstract partial class SnapshotConformance(SnapshotHost host)
{
    private readonly GrainId _grain = GrainId.Create("snapshot", $"test/{Guid.NewGuid():N}");

    [ConformanceFact]
    public async Task LoadAsync_NeverSaved_IsNull() => Assert.Null(await new SnapshotStore(host.Storage, _grain).LoadAsync());

    [ConformanceFact]
    public async Task LoadAsync_Saved_ComesBackAsItWas()
    {
        var large = new byte[1 << 20]; // more than the 64 KiB of a BLOB
        new Random(1).NextBytes(large);

        await new SnapshotStore(host.Storage, _grain).SaveAsync(42, 2, [(0, [1, 2]), (1, large), (2, [3])]);
        await new SnapshotStore(host.Storage, GrainId.Create("snapshot", "test/other")).SaveAsync(7, 1, [(0, [8]), (1, [9])]);

        AssertSnapshot(await new SnapshotStore(host.Storage, _grain).LoadAsync(), 42, [1, 2], large, [3]);
    }

    [ConformanceFact]
    public async Task SaveAsync_APartChanged_GoesToItsOtherPlaceAndTheRestStays()
    {
        var storage = new FaultyStorage(host.Storage);
        var store = new SnapshotStore(storage, _grain);
        await store.SaveAsync(1, 2, [(0, [0]), (1, [1]), (2, [2])]);
        await store.SaveAsync(2, 2, [(2, [22])]);
        await store.SaveAsync(3, 3, [(2, [222]), (3, [3])]);

        Assert.Equal(
            ["snapshot.0.a", "snapshot.1.a", "snapshot.2.a", "snapshot", "snapshot.2.b", "snapshot", "snapshot.2.a", "snapshot.3.a",
                "snapshot"],
            storage.Written);
        AssertSnapshot(await new SnapshotStore(host.Storage, _grain).LoadAsync(), 3, [0], [1], [222], [3]);
    }

    [ConformanceFact]
    public async Task SaveAsync_InterruptedBeforeTheHead_LeavesTheFormerSnapshot()
    {
        var storage = new FaultyStorage(host.Storage);
        var store = new SnapshotStore(storage, _grain);
        await store.SaveAsync(1, 1, [(0, [0]), (1, [1])]);

        storage.BeforeWrite = FaultyStorage.FailOnce(FaultyStorage.Head);
        await Assert.ThrowsAsync<IOException>(() => store.SaveAsync(2, 1, [(0, [10]), (1, [11])]));
        AssertSnapshot(await new SnapshotStore(host.Storage, _grain).LoadAsync(), 1, [0], [1]);

        await store.SaveAsync(3, 1, [(0, [20]), (1, [21])]);
        AssertSnapshot(await new SnapshotStore(host.Storage, _grain).LoadAsync(), 3, [20], [21]);
    }

    [ConformanceFact]
    public async Task SaveAsync_AnswerLost_TheNextOneSucceeds()
    {
        string[] written = ["snapshot.1.b", FaultyStorage.Head];
        var storage = new FaultyStorage(host.Storage);
        var store = new SnapshotStore(storage, _grain);
        await store.SaveAsync(1, 1, [(0, [0]), (1, [1])]);
        var seq = 1L;
        foreach (var name in written)
        {
            storage.AfterWrite = FaultyStorage.FailOnce(name);
            await Assert.ThrowsAsync<IOException>(() => store.SaveAsync(seq + 1, 1, [(1, [2])]));
            await store.SaveAsync(seq += 2, 1, [(0, [3]), (1, [(byte)seq])]);
            AssertSnapshot(await new SnapshotStore(host.Storage, _grain).LoadAsync(), seq, [3], [(byte)seq]);
        }
    }

    [ConformanceFact]
    public async Task SaveAsync_AnotherActivationSaved_FailsAndLeavesTheOtherOnes()
    {
        await new SnapshotStore(host.Storage, _grain).SaveAsync(1, 1, [(0, [0]), (1, [1])]);
        SnapshotStore first = new(host.Storage, _grain), second = new(host.Storage, _grain);
        await first.LoadAsync();
        await second.LoadAsync();

        await first.SaveAsync(2, 1, [(1, [2])]);
        await Assert.ThrowsAsync<InconsistentStateException>(() => second.SaveAsync(3, 1, [(1, [3])]));

        AssertSnapshot(await new SnapshotStore(host.Storage, _grain).LoadAsync(), 2, [0], [2]);
    }

    [ConformanceFact]
    public async Task SaveAsync_TwoActivationsInterleaved_NoHeadIsLoadedWithTheOthersPart()
    {
        await new SnapshotStore(host.Storage, _grain).SaveAsync(1, 1, [(0, [0]), (1, [1])]);
        var storage = new FaultyStorage(host.Storage);
        SnapshotStore first = new(storage, _grain), second = new(host.Storage, _grain);
        await first.LoadAsync();
        await second.LoadAsync();

        // The second one writes its part, of a later event, between the first one's part and head.
        storage.BeforeWrite = async name =>
        {
            if (name == FaultyStorage.Head)
                await second.SaveAsync(20, 1, [(1, [20])]);
        };
        var failure = await Record.ExceptionAsync(() => first.SaveAsync(10, 1, [(1, [10])]));

        Assert.IsType<InconsistentStateException>(failure);
        AssertSnapshot(await new SnapshotStore(host.Storage, _grain).LoadAsync(), 20, [0], [20]);
    }

    [ConformanceFact]
    public async Task LoadAsync_PartOfAnotherSnapshot_IsRefused()
    {
        var storage = new FaultyStorage(host.Storage);
        await new SnapshotStore(storage, _grain).SaveAsync(1, 1, [(0, [0]), (1, [1])]);
        var early = new SnapshotStore(storage, _grain);
        await early.LoadAsync();

        // Another activation's part comes in between, and its head never: as when it dies there.
        storage.BeforeWrite = async name =>
        {
            if (name == FaultyStorage.Head)
                await WritePartAsync("snapshot.1.b", [20, 0, 0, 0, 0, 0, 0, 0, 99]);
        };
        await early.SaveAsync(10, 1, [(1, [10])]);

        await Assert.ThrowsAsync<InvalidDataException>(() => new SnapshotStore(host.Storage, _grain).LoadAsync());
    }

    private static void AssertSnapshot(Snapshot? snapshot, long seq, byte[] memory, params byte[][] parts)
    {
        Assert.NotNull(snapshot);
        Assert.Equal(seq, snapshot.Seq);
        Assert.Equal(memory, snapshot.Memory);
        Assert.Equal(parts, snapshot.Parts);
    }

    private async Task WritePartAsync(string name, byte[] bytes)
    {
        var state = new GrainState<SnapshotPart> { State = new SnapshotPart() };
        await host.Storage.ReadStateAsync(name, _grain, state);
        state.State = new SnapshotPart { Bytes = bytes };
        await host.Storage.WriteStateAsync(name, _grain, state);
    }
}

public sealed class SqliteSnapshotTests(SqliteSnapshotHost host) : SnapshotConformance(host), IClassFixture<SqliteSnapshotHost>;

[NeedsMariaDb]
[Collection(MariaDbFixture.Collection)]
public sealed class MariaDbSnapshotTests(MariaDbSnapshotHost host) : SnapshotConformance(host), IClassFixture<MariaDbSnapshotHost>;
