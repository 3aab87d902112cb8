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
        (TGrain)Reference(grains, GrainIdKeyExtensions.CreateIntegerKey(key), Kind<TGrain>.Known ??= KindOf(grains.GetGrain<TGrain>(key)));

    /// <summary>A grain that is known by a text.</summary>
    /// <typeparam name="TGrain">Its interface.</typeparam>
    /// <param name="grains">The cluster's grains.</param>
    /// <param name="key">The text.</param>
    public static TGrain Grain<TGrain>(this IGrainFactory grains, string key)
        where TGrain : IGrainWithStringKey =>
        (TGrain)Reference(grains, IdSpan.Create(key), Kind<TGrain>.Known ??= KindOf(grains.GetGrain<TGrain>(key)));

    /// <summary>A grain that is known by a GUID.</summary>
    /// <typeparam name="TGrain">Its interface.</typeparam>
    /// <param name="grains">The cluster's grains.</param>
    /// <param name="key">The GUID.</param>
    public static TGrain Grain<TGrain>(this IGrainFactory grains, Guid key)
        where TGrain : IGrainWithGuidKey =>
        (TGrain)Reference(grains, GrainIdKeyExtensions.CreateGuidKey(key), Kind<TGrain>.Known ??= KindOf(grains.GetGrain<TGrain>(key)));

    private static IAddressable Reference(IGrainFactory grains, IdSpan key, (GrainType Type, GrainInterfaceType Interface) kind) =>
        grains.GetGrain(GrainId.Create(kind.Type, key), kind.Interface);

    private static (GrainType, GrainInterfaceType) KindOf(IAddressable grain) =>
        (grain.GetGrainId().Type, ((GrainReference)grain).InterfaceType);

    // Kinds are names in the code, the same in every cluster of one process.
    private static class Kind<TGrain>
    {
        public static (GrainType, GrainInterfaceType)? Known { get; set; }
    }
}
