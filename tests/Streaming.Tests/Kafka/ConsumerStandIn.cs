using System.Reflection;
using Commerce.Outbox;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Commerce.Kafka;

/// <summary>A consumer of the mock brokers whose commits stay without an answer until they are let go.</summary>
public class ConsumerStandIn : DispatchProxy
{
    private IConsumer<byte[]?, byte[]?> _consumer = null!;
    private HeldClients _held = null!;

    internal static IConsumer<byte[]?, byte[]?> Of(IConsumer<byte[]?, byte[]?> consumer, HeldClients held)
    {
        var client = Create<IConsumer<byte[]?, byte[]?>, ConsumerStandIn>();
        var standIn = (ConsumerStandIn)(object)client;
        (standIn._consumer, standIn._held) = (consumer, held);
        return client;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == "Commit")
            _held.LetGo.Task.Wait();
        var answer = targetMethod.Invoke(_consumer, BindingFlags.DoNotWrapExceptions, null, args, null);
        if (targetMethod.Name == nameof(IDisposable.Dispose))
            _held.Closed.TrySetResult();
        return answer;
    }
}

/// <summary>Clients of the mock brokers, whose consumers are stand-ins.</summary>
internal sealed class HeldClients(IOptions<EventsOptions> options) : KafkaClients(options, NullLogger<KafkaClients>.Instance)
{
    /// <summary>Lets commits go.</summary>
    public TaskCompletionSource LetGo { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A consumer was closed.</summary>
    public TaskCompletionSource Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override IConsumer<byte[]?, byte[]?> Consumer(bool tellsEnd = false) => ConsumerStandIn.Of(base.Consumer(tellsEnd), this);
}
