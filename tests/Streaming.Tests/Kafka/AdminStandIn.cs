using System.Reflection;
using Commerce.Outbox;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace Commerce.Kafka;

/// <summary>Answers what the mock brokers do not know: what a topic is set to, and making one.</summary>
public class AdminStandIn : DispatchProxy
{
    private AdminAnswers _answers = null!;

    internal static IAdminClient Of(AdminAnswers answers)
    {
        var client = Create<IAdminClient, AdminStandIn>();
        ((AdminStandIn)(object)client)._answers = answers;
        return client;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        nameof(IAdminClient.GetMetadata) => _answers.Metadata((TimeSpan)args![0]!),
        nameof(IAdminClient.DescribeConfigsAsync) => _answers.DescribeAsync(),
        nameof(IAdminClient.CreateTopicsAsync) => _answers.CreateAsync(((IEnumerable<TopicSpecification>)args![0]!).Single()),
        nameof(IDisposable.Dispose) => _answers.End(),
        _ => throw new NotSupportedException(targetMethod.Name),
    };
}

/// <summary>A topic, as an administrator sees it.</summary>
/// <param name="brokers">Who is asked for the topic, if not this.</param>
internal sealed class AdminAnswers(IAdminClient? brokers = null) : IDisposable
{
    /// <summary>Partitions of the topic; 0 when there is none.</summary>
    public int Partitions { get; set; } = KafkaTest.Partitions;

    public string? CleanupPolicy { get; set; } = "delete";

    /// <summary>Whether the policy is among the settings that are told.</summary>
    public bool NamesPolicy { get; set; } = true;

    /// <summary>How the question for the settings is refused.</summary>
    public ErrorCode Refusal { get; set; } = ErrorCode.NoError;

    /// <summary>Lets the answer go whether the topic is there.</summary>
    public Task LetGo { get; set; } = Task.CompletedTask;

    /// <summary>How often it was asked whether the topic is there.</summary>
    public int Asked { get; private set; }

    /// <summary>What was made.</summary>
    public List<TopicSpecification> Created { get; } = [];

    public Metadata Metadata(TimeSpan timeout)
    {
        Asked++;
        LetGo.Wait();
        if (brokers is not null)
            return brokers.GetMetadata(timeout);
        var partitions = Enumerable.Range(0, Partitions)
            .Select(partition => new PartitionMetadata(partition, 1, [1], [1], new Error(ErrorCode.NoError)));
        return new([], Partitions == 0 ? [] : [new TopicMetadata(MockKafka.Topic, [.. partitions], new Error(ErrorCode.NoError))], 1,
            "broker");
    }

    public Task<List<DescribeConfigsResult>> DescribeAsync()
    {
        var entries = new Dictionary<string, ConfigEntryResult>();
        if (NamesPolicy)
            entries["cleanup.policy"] = new() { Name = "cleanup.policy", Value = CleanupPolicy };
        var resource = new ConfigResource { Type = ResourceType.Topic, Name = MockKafka.Topic };
        return Refusal switch
        {
            ErrorCode.NoError => Task.FromResult<List<DescribeConfigsResult>>([new() { ConfigResource = resource, Entries = entries }]),
            // Refused for the topic, or altogether.
            ErrorCode.TopicAuthorizationFailed => Task.FromException<List<DescribeConfigsResult>>(
                new DescribeConfigsException([new() { ConfigResource = resource, Error = new Error(Refusal) }])),
            _ => Task.FromException<List<DescribeConfigsResult>>(new KafkaException(Refusal)),
        };
    }

    public void Dispose() => brokers?.Dispose();

    public object? End()
    {
        Dispose();
        return null;
    }

    public Task CreateAsync(TopicSpecification topic)
    {
        Created.Add(topic);
        Partitions = topic.NumPartitions;
        return Task.CompletedTask;
    }
}

/// <summary>Clients of the mock brokers, whose administrator knows the topic as they do, and what it is set to.</summary>
internal sealed class MockClients(IOptions<EventsOptions> options, ILogger<KafkaClients> logger) : KafkaClients(options, logger)
{
    public override IAdminClient Admin() => AdminStandIn.Of(new AdminAnswers(base.Admin()));
}

/// <summary>Clients of which the administrator is a stand-in.</summary>
internal class StandInClients(IOptions<EventsOptions> options, AdminAnswers answers)
    : KafkaClients(options, NullLogger<KafkaClients>.Instance)
{
    /// <summary>How many administrators there were.</summary>
    public int Admins { get; private set; }

    public override IAdminClient Admin()
    {
        Admins++;
        return AdminStandIn.Of(answers);
    }
}
