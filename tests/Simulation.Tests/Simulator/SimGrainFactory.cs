using System.Collections.Concurrent;
using System.Reflection;
using Commerce.Journaling;

namespace Commerce.Simulator;

/// <summary>References to grains, for one grain or for clients.</summary>
internal sealed class SimGrainFactory(SimCluster cluster, SimSilo? silo, SimActivation? asker) : IGrainFactory
{
    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidKey => Reference<TGrainInterface>(GrainIdKeyExtensions.CreateGuidKey(primaryKey));

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey => Reference<TGrainInterface>(GrainIdKeyExtensions.CreateIntegerKey(primaryKey));

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey => Reference<TGrainInterface>(IdSpan.Create(primaryKey));

    private TGrainInterface Reference<TGrainInterface>(IdSpan key)
    {
        // IOrderGrain is the grain "order".
        var type = typeof(TGrainInterface).Name[1..].Replace("Grain", "", StringComparison.Ordinal).ToLowerInvariant();
        return SimReference.Create<TGrainInterface>(cluster, silo, asker, GrainId.Create(GrainType.Create(type), key));
    }

    // What no grain here uses.
    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidCompoundKey => throw new NotSupportedException();
    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerCompoundKey => throw new NotSupportedException();
    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => throw new NotSupportedException();
    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => throw new NotSupportedException();
    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey) => throw new NotSupportedException();
    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey) => throw new NotSupportedException();
    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => throw new NotSupportedException();
    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey, string keyExtension) => throw new NotSupportedException();
    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey, string keyExtension) => throw new NotSupportedException();
    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable => throw new NotSupportedException();
    public IAddressable GetGrain(GrainId grainId) => throw new NotSupportedException();
    public IAddressable GetGrain(GrainId grainId, GrainInterfaceType interfaceType) => throw new NotSupportedException();
    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey, string grainClassNamePrefix) => throw new NotSupportedException();
    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey) => throw new NotSupportedException();
}

/// <summary>A reference: turns a method call into a message, which leaves through the silo's filter.</summary>
public class SimReference : DispatchProxy, IGrainBase
{
    private static readonly ConcurrentDictionary<Type, MethodInfo> s_typed = new();

    private SimCluster _cluster = null!;
    private SimSilo? _caller;
    private SimActivation? _asker;
    private GrainId _target;

    /// <summary>What tells the grain's id, as Orleans' references do.</summary>
    IGrainContext IGrainBase.GrainContext => SimContext.Of(_target);

    internal static TGrainInterface Create<TGrainInterface>(SimCluster cluster, SimSilo? caller, SimActivation? asker, GrainId target)
    {
        var proxy = Create<TGrainInterface, SimReference>();
        var reference = (SimReference)(object)proxy!;
        (reference._cluster, reference._caller, reference._asker, reference._target) = (cluster, caller, asker, target);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var answer = SendAsync(targetMethod!, args ?? []);
        return targetMethod!.ReturnType == typeof(Task)
            ? answer
            : s_typed.GetOrAdd(targetMethod.ReturnType.GenericTypeArguments[0], type => typeof(SimReference)
                .GetMethod(nameof(TypedAsync), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(type)).Invoke(null,
                    [answer]);
    }

    private async Task<object?> SendAsync(MethodInfo method, object?[] arguments)
    {
        if (_asker?.GrainInstance is not IRestsOnCommits asker)
            return await _cluster.CallAsync(_caller, _target, method, arguments);
        object? answer = null;
        await _caller!.Early.SendAsync(asker, _target, async () => answer = await _cluster.CallAsync(_caller, _target, method, arguments));
        return answer;
    }

    private static async Task<TResult?> TypedAsync<TResult>(Task<object?> answer) => (TResult?)await answer;
}

/// <summary>A context that tells nothing but its grain's id.</summary>
public class SimContext : DispatchProxy
{
    private GrainId _id;

    internal static IGrainContext Of(GrainId id)
    {
        var context = Create<IGrainContext, SimContext>();
        ((SimContext)context)._id = id;
        return context;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == "get_GrainId" ? _id : throw new NotSupportedException();
}
