using Commerce.Journaling;
using Orleans.Storage;

namespace Commerce.Simulator;

/// <summary>Grain storage for snapshots: slow, sometimes away, and strict about versions.</summary>
internal sealed class SimSnapshots(SimCluster cluster, SimSilo silo) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await ReachAsync();
        grainState.RecordExists = cluster.Store.Snapshots.TryGetValue((grainId, stateName), out var saved);
        grainState.ETag = grainState.RecordExists ? $"{saved.Version}" : null;
        grainState.State = (T)(object)new SnapshotPart { Bytes = saved.Bytes ?? [] };
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await ReachAsync();
        var version = cluster.Store.Snapshots.TryGetValue((grainId, stateName), out var saved) ? saved.Version : 0;
        if ((grainState.ETag ?? "0") != $"{version}")
            throw new InconsistentStateException("Another activation wrote this.");
        cluster.Store.Snapshots[(grainId, stateName)] = (((SnapshotPart)(object)grainState.State!).Bytes, version + 1);
        (grainState.ETag, grainState.RecordExists) = ($"{version + 1}", true);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new NotSupportedException("Snapshots are never cleared.");

    private async Task ReachAsync()
    {
        await cluster.Time.Pause(cluster.DiskDelay(), silo);
        if (cluster.Chance(cluster.Faults.Unread))
            throw new TimeoutException("The database did not answer.");
    }
}
