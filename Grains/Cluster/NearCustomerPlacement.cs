using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace Commerce.Cluster;

/// <summary>Grains of one customer are made in one silo: those whose key is the customer, and those whose call is marked with it.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class NearCustomerPlacementAttribute() : PlacementAttribute(NearCustomerPlacement.Instance);

/// <summary>The strategy of <see cref="NearCustomerPlacementAttribute"/>.</summary>
[GenerateSerializer, Immutable, Alias("commerce.near-customer")]
internal sealed class NearCustomerPlacement : PlacementStrategy
{
    public static readonly NearCustomerPlacement Instance = new();
}

/// <summary>
/// Chooses a silo for a customer by rendezvous hashing (Thaler and Ravishankar, 1998): of all silos the one whose hash with the customer
/// is highest. Every silo comes to the same choice, and one that joins or leaves moves only its own share of the customers.
/// </summary>
internal sealed class NearCustomerDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var (silos, customer) = (context.GetCompatibleSilos(target), CustomerOf(target));
        return Task.FromResult(IPlacementDirector.GetPlacementHint(target.RequestContextData, silos)
            ?? silos.MaxBy(silo => Weight(silo, customer))!);
    }

    /// <summary>
    /// The customer; for an order that is called without one, as when its payment is taken up again, something of its own.
    /// </summary>
    private static ulong CustomerOf(PlacementTarget target) =>
        target.GrainIdentity.TryGetIntegerKey(out var key, out _) ? (ulong)key
        : NearCustomer.Read(target.RequestContextData) is { } customerId ? (ulong)customerId
        : target.GrainIdentity.GetUniformHashCode();

    private static ulong Weight(SiloAddress silo, ulong customer) => Mix(customer ^ Mix((uint)silo.GetConsistentHashCode()));

    /// <summary>The finalizer of SplitMix64 (Steele, Lea and Flood, 2014): spreads each bit over all.</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
