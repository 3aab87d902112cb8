namespace Commerce;

/// <summary>
/// References to grains on hot paths. <c>GetGrain</c> finds out by reflection, at every call, what kind of grain an
/// interface means: a tenth of what a coupon costs. That never changes, so it is asked once.
/// </summary>
public static class GrainReferences
{
    /// <summary>A grain that is known by a number.</summary>
    /// <typeparam name="TGrain">Its interface.</typeparam>
    /// <param name="grains">The cluster's grains.</param>
    /// <param name="key">The number.</param>
    public static TGrain Grain<TGrain>(this IGrainFactory grains, long key)
        where TGrain : IGrainWithIntegerKey =>
        Kind<TGrain>.Known is { } kind
            ? (TGrain)kind.Reference(grains, GrainIdKeyExtensions.CreateIntegerKey(key)) : Learn(grains.GetGrain<TGrain>(key));

    /// <summary>A grain that is known by a text.</summary>
    /// <typeparam name="TGrain">Its interface.</typeparam>
    /// <param name="grains">The cluster's grains.</param>
    /// <param name="key">The text.</param>
    public static TGrain Grain<TGrain>(this IGrainFactory grains, string key)
        where TGrain : IGrainWithStringKey =>
        Kind<TGrain>.Known is { } kind ? (TGrain)kind.Reference(grains, IdSpan.Create(key)) : Learn(grains.GetGrain<TGrain>(key));

    /// <summary>A grain that is known by a GUID.</summary>
    /// <typeparam name="TGrain">Its interface.</typeparam>
    /// <param name="grains">The cluster's grains.</param>
    /// <param name="key">The GUID.</param>
    public static TGrain Grain<TGrain>(this IGrainFactory grains, Guid key)
        where TGrain : IGrainWithGuidKey =>
        Kind<TGrain>.Known is { } kind
            ? (TGrain)kind.Reference(grains, GrainIdKeyExtensions.CreateGuidKey(key)) : Learn(grains.GetGrain<TGrain>(key));

    private static TGrain Learn<TGrain>(TGrain grain)
    {
        if (grain is GrainReference reference) // a simulated cluster has references of its own
            Kind<TGrain>.Known = new(reference.GrainId.Type, reference.InterfaceType);
        return grain;
    }

    // The names are those of the code, the same in every cluster of one process. A class, so that threads read both names or none.
    private sealed class Kind<TGrain>(GrainType type, GrainInterfaceType @interface)
    {
        public static Kind<TGrain>? Known { get; set; }

        public IAddressable Reference(IGrainFactory grains, IdSpan key) => grains.GetGrain(GrainId.Create(type, key), @interface);
    }
}
