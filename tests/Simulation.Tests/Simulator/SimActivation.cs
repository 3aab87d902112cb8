using System.Reflection;
using Orleans.Core;
using Orleans.Serialization.Invocation;
using Orleans.Timers;

namespace Commerce.Simulator;

/// <summary>One activation. As Orleans does, it is activated before its first call, and ended when idle after it asked for that.</summary>
internal sealed class SimActivation : IGrainContext, IServiceProvider, IGrainRuntime
{
    // What Orleans does before it makes a grain; the grain's constructor takes its context from there.
    private static readonly Enter s_enter = typeof(Grain).Assembly.GetType("Orleans.Runtime.RuntimeContext", throwOnError: true)!
        .GetMethod("SetExecutionContext", BindingFlags.Static | BindingFlags.NonPublic)!.CreateDelegate<Enter>();

    private delegate void Enter(IGrainContext context, out IGrainContext before);

    private readonly Grain _grain;
    private readonly Task _activated;
    private readonly Action _remove;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private bool _isEnding;

    public SimActivation(GrainId id, Func<SimActivation, Grain> create, Action remove)
    {
        (GrainId, _remove) = (id, remove);
        s_enter(this, out var before);
        _grain = create(this);
        s_enter(before, out _);
        _activated = _grain.OnActivateAsync(CancellationToken.None);
    }

    public GrainId GrainId { get; }

    public object GrainInstance => _grain;

    public IServiceProvider ActivationServices => this;

    public Task Deactivated => _ended.Task;

    /// <summary>Answers a call; <see langword="null"/> when this activation ended before it could, and the next one is to be
    /// asked.</summary>
    public async Task<Func<object?>?> AnswerAsync(MethodInfo method, object?[] arguments)
    {
        if (_isEnding)
        {
            await _ended.Task;
            return null;
        }
        _running++;
        try
        {
            try
            {
                await _activated;
            }
            catch
            {
                _isEnding = true;
                throw;
            }
            var call = new SimIncomingCall(this, method, arguments);
            await ((IIncomingGrainCallFilter)_grain).Invoke(call);
            return () => call.Result;
        }
        finally
        {
            _running--;
            if (_isEnding && _running == 0)
                await EndAsync();
        }
    }

    public object? GetService(Type serviceType) => serviceType == typeof(IGrainRuntime) ? this : null;

    void IGrainRuntime.DeactivateOnIdle(IGrainContext grainContext) => Deactivate(default, CancellationToken.None);

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken)
    {
        var begins = !_isEnding;
        _isEnding = true;
        if (begins && _running == 0)
            _ = EndAsync();
    }

    private async Task EndAsync()
    {
        if (_activated.IsCompletedSuccessfully)
            await _grain.OnDeactivateAsync(new(DeactivationReasonCode.ApplicationRequested, "asked for"), CancellationToken.None);
        _remove();
        _ended.TrySetResult();
    }

    // What no grain here uses.
    GrainReference IGrainContext.GrainReference => throw new NotSupportedException();
    ActivationId IGrainContext.ActivationId => throw new NotSupportedException();
    GrainAddress IGrainContext.Address => throw new NotSupportedException();
    IGrainLifecycle IGrainContext.ObservableLifecycle => throw new NotSupportedException();
    IWorkItemScheduler IGrainContext.Scheduler => throw new NotSupportedException();
    void IGrainContext.SetComponent<TComponent>(TComponent? value) where TComponent : class => throw new NotSupportedException();
    void IGrainContext.ReceiveMessage(object message) => throw new NotSupportedException();
    void IGrainContext.Activate(Dictionary<string, object>? requestContext,
        CancellationToken cancellationToken) => throw new NotSupportedException();
    void IGrainContext.Rehydrate(IRehydrationContext context) => throw new NotSupportedException();
    void IGrainContext.Migrate(Dictionary<string, object>? requestContext,
        CancellationToken cancellationToken) => throw new NotSupportedException();
    object? ITargetHolder.GetTarget() => throw new NotSupportedException();
    object? ITargetHolder.GetComponent(Type componentType) => throw new NotSupportedException();
    bool IEquatable<IGrainContext>.Equals(IGrainContext? other) => ReferenceEquals(this, other);
    string IGrainRuntime.SiloIdentity => throw new NotSupportedException();
    SiloAddress IGrainRuntime.SiloAddress => throw new NotSupportedException();
    IGrainFactory IGrainRuntime.GrainFactory => throw new NotSupportedException();
    ITimerRegistry IGrainRuntime.TimerRegistry => throw new NotSupportedException();
    IServiceProvider IGrainRuntime.ServiceProvider => throw new NotSupportedException();
    TimeProvider IGrainRuntime.TimeProvider => throw new NotSupportedException();
    void IGrainRuntime.DelayDeactivation(IGrainContext grainContext, TimeSpan timeSpan) => throw new NotSupportedException();
    IStorage<TGrainState> IGrainRuntime.GetStorage<TGrainState>(IGrainContext grainContext) => throw new NotSupportedException();
}
