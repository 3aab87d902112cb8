using System.Collections.Concurrent;
using System.Reflection;

namespace Commerce.Simulator;

/// <summary>References to grains, for one silo's grains or for clients.</summary>
internal sealed class SimGrainFactory(SimCluster cluster, SimSilo? silo) : IGrainFactory
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
        return SimReference.Create<TGrainInterface>(cluster, silo, GrainId.Create(GrainType.Create(type), key));
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

/// <summary>A reference: turns a method call into a message.</summary>
public class SimReference : DispatchProxy
{
    private static readonly ConcurrentDictionary<Type, MethodInfo> s_typed = new();

    private SimCluster _cluster = null!;
    private SimSilo? _caller;
    private GrainId _target;

    internal static TGrainInterface Create<TGrainInterface>(SimCluster cluster, SimSilo? caller, GrainId target)
    {
        var proxy = Create<TGrainInterface, SimReference>();
        var reference = (SimReference)(object)proxy!;
        (reference._cluster, reference._caller, reference._target) = (cluster, caller, target);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var answer = _cluster.CallAsync(_caller, _target, targetMethod!, args ?? []);
        return targetMethod!.ReturnType == typeof(Task)
            ? answer
            : s_typed.GetOrAdd(targetMethod.ReturnType.GenericTypeArguments[0], type => typeof(SimReference)
                .GetMethod(nameof(TypedAsync), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(type)).Invoke(null, [answer]);
    }

    private static async Task<TResult?> TypedAsync<TResult>(Task<object?> answer) => (TResult?)await answer;
}
