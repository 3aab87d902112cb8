using Commerce.Balances;
using Commerce.Testing;
using Orleans.Core.Internal;

namespace Commerce.Journaling;

/// <summary>The journal lost its tail, and the snapshots did not.</summary>
public abstract partial class SnapshotConformance
{
    private static long s_customers = 880_000;

    private readonly long _customer = Interlocked.Increment(ref s_customers);

    private string Stream => $"balance/{_customer}";

    private GrainId SnapshotId => GrainId.Create("snapshot", Stream);

    [ConformanceFact]
    public async Task Activate_SnapshotIsAheadOfTheJournal_TheJournalHasTheSay()
    {
        await ChargeAsync(120, 1);
        await DeactivateAsync(121);
        await LoseAsync(afterSeq: 60);

        Assert.Equal(59, await BalanceAsync());
        // it must not wait there until the journal is as long again
        Assert.Null(await new SnapshotStore(host.Storage, SnapshotId).LoadAsync());

        await ChargeAsync(80, 2);
        await DeactivateAsync();
        Assert.Equal(59 + 160, await BalanceAsync());
    }

    [ConformanceFact]
    public async Task Activate_SnapshotEndsWithAnotherEventThanTheJournalHasThere_TheJournalHasTheSay()
    {
        await ChargeAsync(120, 1);
        await DeactivateAsync(121);
        var kept = await SnapshotRowsAsync();
        await LoseAsync(afterSeq: 60);
        await ChargeAsync(61, 2); // the journal is as long again, with another history
        await DeactivateAsync(121);
        await RestoreSnapshotAsync(kept);

        Assert.Equal(59 + 122, await BalanceAsync());
    }

    [ConformanceFact]
    public async Task Activate_SnapshotOfAnEarlierReleaseIsAhead_IsDiscardedForGood()
    {
        await ChargeAsync(120, 1);
        await DeactivateAsync(121);
        var head = Assert.Single(await SnapshotRowsAsync(), row => row.Name == "snapshot").Bytes;
        // Format 1: without the event's id between position and places.
        await RestoreSnapshotAsync([("snapshot", [1, .. head[1..9], .. head[25..]])]);
        var before = await new SnapshotStore(host.Storage, SnapshotId).LoadAsync();
        Assert.Equal((121, Guid.Empty), (before!.Seq, before.LastEvent));
        Assert.Equal(120, await BalanceAsync()); // believed while the journal has its last event
        await DeactivateAsync();

        await LoseAsync(afterSeq: 60);
        Assert.Equal(59, await BalanceAsync());
        Assert.Null(await new SnapshotStore(host.Storage, SnapshotId).LoadAsync());
        await ChargeAsync(80, 2);
        await DeactivateAsync();
        Assert.Equal(59 + 160, await BalanceAsync());
    }

    [ConformanceFact]
    public async Task Activate_SnapshotOfAnUnknownCommandMemory_RemembersNothingThatTheJournalLost()
    {
        var lost = new ChargeBalance(1, Guid.NewGuid());
        await ChargeAsync(100, 1);
        await host.Grains.GetGrain<IBalanceGrain>(_customer).Charge(lost);
        await DeactivateAsync(102);
        await LoseAsync(afterSeq: 60);

        var again = await host.Grains.GetGrain<IBalanceGrain>(_customer).Charge(lost);

        Assert.Equal((ReplyKind.Decided, 60), (again.Kind, again.Outcome!.Balance));
    }

    private async Task ChargeAsync(int times, long amount)
    {
        var grain = host.Grains.GetGrain<IBalanceGrain>(_customer);
        await grain.Open(new("Customer under test", 0, null));
        await Task.WhenAll(Enumerable.Range(0, times).Select(_ => grain.Charge(new(amount, null))));
    }

    private async Task<long> BalanceAsync() => (await host.Grains.GetGrain<IBalanceGrain>(_customer).Get())!.Balance;

    /// <summary>Ends the activation; the next call meets another one.</summary>
    private async Task DeactivateAsync() =>
        await host.Grains.GetGrain<IBalanceGrain>(_customer).Cast<IGrainManagementExtension>().DeactivateOnIdle();

    /// <summary>Ends the activation, and waits for its last snapshot.</summary>
    private async Task DeactivateAsync(long snapshotSeq)
    {
        await DeactivateAsync();
        await Eventually.HoldsAsync("the last snapshot",
            async () => (await new SnapshotStore(host.Storage, SnapshotId).LoadAsync())?.Seq == snapshotSeq);
    }

    private Task LoseAsync(long afterSeq) =>
        host.ExecuteAsync("DELETE FROM journal WHERE stream = @Stream AND seq > @afterSeq", new { Stream, afterSeq });

    private async Task<List<(string Name, byte[] Bytes)>> SnapshotRowsAsync()
    {
        string[] names = ["snapshot", "snapshot.0.a", "snapshot.0.b", "snapshot.1.a", "snapshot.1.b"];
        var rows = new List<(string, byte[])>();
        foreach (var name in names)
        {
            var state = new GrainState<SnapshotPart> { State = new SnapshotPart() };
            await host.Storage.ReadStateAsync(name, SnapshotId, state);
            if (state.RecordExists)
                rows.Add((name, state.State.Bytes));
        }
        return rows;
    }

    private async Task RestoreSnapshotAsync(IEnumerable<(string Name, byte[] Bytes)> rows)
    {
        foreach (var (name, bytes) in rows)
        {
            var state = new GrainState<SnapshotPart> { State = new SnapshotPart() };
            await host.Storage.ReadStateAsync(name, SnapshotId, state);
            state.State = new SnapshotPart { Bytes = bytes };
            await host.Storage.WriteStateAsync(name, SnapshotId, state);
        }
    }
}
