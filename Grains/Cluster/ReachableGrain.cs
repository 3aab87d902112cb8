using Orleans.Concurrency;

namespace Commerce.Cluster;

/// <summary>Answers on the silo that was asked.</summary>
[StatelessWorker(1)]
internal sealed class ReachableGrain : Grain, IReachableGrain
{
    public ValueTask Ping() => default;
}
