using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Commerce.Simulator;

/// <summary>A call on its way through the grain's own filter.</summary>
internal sealed class SimIncomingCall(SimActivation activation, MethodInfo method, object?[] arguments) : IIncomingGrainCallContext
{
    public object? Result { get; set; }

    public object Grain => activation.GrainInstance;

    public GrainId TargetId => activation.GrainId;

    public IGrainContext TargetContext => activation;

    public MethodInfo InterfaceMethod => method;

    public string MethodName => method.Name;

    public Response? Response { get; set; }

    public async Task Invoke()
    {
        var answer = (Task)method.Invoke(Grain, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
        await answer;
        Result = answer.GetType().GetProperty("Result")?.GetValue(answer);
    }

    // What no filter here uses.
    public IInvokable Request => throw new NotSupportedException();
    public MethodInfo ImplementationMethod => throw new NotSupportedException();
    public GrainId? SourceId => throw new NotSupportedException();
    public GrainInterfaceType InterfaceType => throw new NotSupportedException();
    public string InterfaceName => throw new NotSupportedException();
}
