using Commerce.Coupons;
using Commerce.Testing;
using Microsoft.Extensions.Options;

namespace Commerce.Journaling;

/// <summary>When and how an activation saves, and what it loads.</summary>
public abstract partial class SnapshotConformance
{
    private static readonly CouponDefined s_terms =
        new("Terms", null, DiscountType.Fixed, 1_000, 1_000_000, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);

    [ConformanceFact]
    public async Task TrySaveAsync_Saved_LoadsAsTheStateItWas()
    {
        var (snapshots, state, memory) = NewActivation(host.Storage);
        var id = Guid.NewGuid();
        memory.Remember(id, new CommandReceipt(1, [2]), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        Issue(state, CouponState.HoldersPerPage + 10);

        await snapshots.TrySaveAsync(state, 16_395, Task.CompletedTask);
        Issue(state, 5);
        await snapshots.TrySaveAsync(state, 16_400, Task.CompletedTask);

        var (loader, _, loadedMemory) = NewActivation(host.Storage);
        var (loaded, seq) = await loader.LoadAsync();
        Assert.Equal((16_400, 16_400), (seq, loader.Seq));
        AssertSame(state, loaded);
        Assert.True(loadedMemory.MayHaveForgotten(DateTimeOffset.UnixEpoch)); // it is looked up
        Assert.All(Enumerable.Range(0, loaded.PartCount), part => Assert.False(loaded.IsDirty(part)));
    }

    [ConformanceFact]
    public async Task TrySaveAsync_AppendsStillInFlight_WaitsForThemAndSavesTheStateOfItsMoment()
    {
        var storage = new FaultyStorage(host.Storage);
        var (snapshots, state, _) = NewActivation(storage);
        Issue(state, 3);
        var durable = new TaskCompletionSource();

        var saving = snapshots.TrySaveAsync(state, 4, durable.Task);
        Issue(state, 2); // decided while the save waits
        Assert.Empty(storage.Written);
        durable.SetResult();
        await saving;

        var (loaded, seq) = await NewActivation(host.Storage).Snapshots.LoadAsync();
        Assert.Equal((4, 3), (seq, loaded.Issued));
        await snapshots.TrySaveAsync(state, 6, Task.CompletedTask);
        Assert.Equal(5, (await NewActivation(host.Storage).Snapshots.LoadAsync()).State.Issued);
    }

    [ConformanceFact]
    public async Task TrySaveAsync_AppendInFlightFails_WritesNothing()
    {
        var storage = new FaultyStorage(host.Storage);
        var (snapshots, state, _) = NewActivation(storage);
        Issue(state, 3);

        await snapshots.TrySaveAsync(state, 4,
            Task.FromException(new JournalConflictException("balance/1 at 4 belongs to another writer.")));

        Assert.Empty(storage.Written);
        Assert.Equal(0, snapshots.Seq);
    }

    [ConformanceFact]
    public async Task TrySaveAsync_Fails_TheFormerCountsAndTheNextOneHasAll()
    {
        var storage = new FaultyStorage(host.Storage);
        var (snapshots, state, memory) = NewActivation(storage);
        Issue(state, 3);
        await snapshots.TrySaveAsync(state, 4, Task.CompletedTask);
        var due = snapshots.NextAfter;
        Issue(state, 2);
        var id = Guid.NewGuid();
        memory.Remember(id, new CommandReceipt(1, [2]), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

        storage.BeforeWrite = FaultyStorage.FailOnce(FaultyStorage.Head);
        await snapshots.TrySaveAsync(state, 6, Task.CompletedTask);

        Assert.Equal(4, snapshots.Seq);
        Assert.True(snapshots.NextAfter > due); // not again at the very next event
        var (former, seq) = await NewActivation(host.Storage).Snapshots.LoadAsync();
        Assert.Equal((4, 3), (seq, former.Issued));

        await snapshots.TrySaveAsync(state, 6, Task.CompletedTask);
        var (loader, _, loadedMemory) = NewActivation(host.Storage);
        AssertSame(state, (await loader.LoadAsync()).State);
        Assert.True(loadedMemory.MayHaveForgotten(DateTimeOffset.UnixEpoch)); // it is looked up
    }

    [ConformanceFact]
    public async Task TrySaveAsync_AnotherActivationSaved_FailsAndTheStateGoesOn()
    {
        var (first, state, _) = NewActivation(host.Storage);
        var (second, otherState, _) = NewActivation(host.Storage);
        await first.LoadAsync();
        await second.LoadAsync();
        Issue(state, 3);
        Issue(otherState, 9);
        await second.TrySaveAsync(otherState, 10, Task.CompletedTask);

        await first.TrySaveAsync(state, 4, Task.CompletedTask);

        Assert.Equal((0, 3), (first.Seq, state.Issued));
        Assert.Equal(9, (await NewActivation(host.Storage).Snapshots.LoadAsync()).State.Issued);
    }

    [ConformanceFact]
    public async Task TrySaveLastAsync_AnEarlierStateIsBeingSaved_SavesTheLastOneAfterIt()
    {
        var storage = new FaultyStorage(host.Storage);
        var (snapshots, state, _) = NewActivation(storage);
        var durable = new TaskCompletionSource();
        Issue(state, 1);
        var earlier = snapshots.TrySaveAsync(state, 2, durable.Task);
        Issue(state, 200);

        var last = snapshots.TrySaveLastAsync(state, 202, Task.CompletedTask);
        durable.SetResult();
        await Task.WhenAll(earlier, last);

        var (loaded, seq) = await NewActivation(host.Storage).Snapshots.LoadAsync();
        Assert.Equal((202, 201), (seq, loaded.Issued));
        // Too few events for another one.
        storage.Written.Clear();
        await snapshots.TrySaveLastAsync(state, 301, Task.CompletedTask);
        Assert.Empty(storage.Written);
    }

    [ConformanceFact]
    public async Task LoadAsync_BrokenPart_LeavesItToTheJournal()
    {
        byte[][] broken = [[], [99], [1, 2], [1, 255, 255, 255, 255, 255]];
        foreach (var bytes in broken)
        {
            var (snapshots, state, _) = NewActivation(host.Storage);
            await snapshots.LoadAsync();
            Issue(state, 3);
            await snapshots.TrySaveAsync(state, 4, Task.CompletedTask);
            string[] names = ["snapshot.0.a", "snapshot.0.b", "snapshot.1.a", "snapshot.1.b"];
            foreach (var name in names)
                await WritePartAsync(name, [4, 0, 0, 0, 0, 0, 0, 0, .. bytes]);

            var (loaded, seq) = await NewActivation(host.Storage).Snapshots.LoadAsync();

            Assert.Equal((0, 0), (seq, loaded.Issued));
        }
        await WritePartAsync(FaultyStorage.Head, [1, 4, 0]);
        Assert.Equal(0, (await NewActivation(host.Storage).Snapshots.LoadAsync()).Seq);
    }

    private (GrainSnapshots<CouponState, ICouponEvent> Snapshots, CouponState State, CommandMemory Memory) NewActivation(
        Orleans.Storage.IGrainStorage storage)
    {
        var memory = new CommandMemory(new(100, TimeSpan.FromMinutes(10)));
        var options = Options.Create(new JournalOptions { SnapshotEvery = 10, SnapshotOnDeactivation = 100 });
        var state = new CouponState();
        state.Apply(s_terms);
        return (new(host.Journal with { Snapshots = storage, Options = options }, _grain, memory), state, memory);
    }

    private static void Issue(CouponState state, int pieces)
    {
        for (var last = state.Issued + pieces; state.Issued < last;)
            state.Apply(new CouponIssued(1_000_000 + state.Issued, state.Issued + 1, DateTimeOffset.UnixEpoch));
    }

    private static void AssertSame(CouponState expected, CouponState actual)
    {
        Assert.Equal((expected.Terms, expected.Issued), (actual.Terms, actual.Issued));
        for (var i = 0; i < expected.Issued; i++)
            Assert.Equal(i + 1, actual.NumberOf(1_000_000 + i));
    }
}
