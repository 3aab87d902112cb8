using Commerce.Outbox;
using Commerce.Telemetry;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Options;

using ErrorCode = Confluent.Kafka.ErrorCode;

namespace Commerce.Kafka;

/// <summary>The topic: it has to be there, with the partitions that are configured, before anything is sent or read.</summary>
[LogCategory("Commerce.Streaming.KafkaTopic")]
internal sealed partial class KafkaTopic(KafkaClients clients, IOptions<EventsOptions> options, ILogger<KafkaTopic> logger)
{
    private const string CleanupPolicy = "cleanup.policy";
    private const string Delete = "delete";

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_policyTimeout = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private Task? _check;
    private bool _policyAsked; // by the check that is under way

    public string Name => options.Value.Topic;

    /// <summary>
    /// Makes sure that the topic is as configured, and creates it when it is missing and may be created. Once it was right, it is not
    /// checked again before <see cref="Doubt"/> is called.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OptionsValidationException">The topic is not what is configured.</exception>
    /// <exception cref="KafkaException">The brokers cannot be reached.</exception>
    public Task EnsureAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_check is null or { IsFaulted: true } or { IsCanceled: true })
                _check = Task.Run(CheckAsync, CancellationToken.None);
            return _check.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Has the topic checked again before it is used the next time: it may have been deleted.</summary>
    public void Doubt()
    {
        lock (_lock)
        {
            if (_check is { IsCompletedSuccessfully: true })
                _check = null;
        }
    }

    private async Task CheckAsync()
    {
        using var admin = Admin();
        var partitions = Partitions(admin);
        if (partitions == 0 && options.Value.CreateTopic)
        {
            await CreateAsync(admin);
            partitions = options.Value.Partitions;
        }
        if (partitions == 0)
            throw Wrong($"Events:Topic: there is no topic '{Name}'. Create it with Events:Partitions partitions, or set " +
                $"Events:CreateTopic=true.");
        if (partitions != options.Value.Partitions)
            throw Wrong($"Events:Partitions is {options.Value.Partitions}, but the topic '{Name}' has {partitions}. Set it to " +
                $"{partitions}, or name another topic.");
        if (!_policyAsked)
            await CheckPolicyAsync(admin);
        _policyAsked = true;
    }

    /// <summary>
    /// Refuses a compacted topic, which would keep one event of each subject. Brokers that do not answer this question are accepted:
    /// not all implement it, or allow it.
    /// </summary>
    private async Task CheckPolicyAsync(IAdminClient admin)
    {
        try
        {
            var found = await admin.DescribeConfigsAsync(
                [new ConfigResource { Type = ResourceType.Topic, Name = Name }],
                new DescribeConfigsOptions { RequestTimeout = s_policyTimeout });
            if (!found[0].Entries.TryGetValue(CleanupPolicy, out var policy) || policy.Value is null)
            {
                LogPolicyUnknown(logger, Name, "it is not among what they tell");
            }
            else if (policy.Value != Delete)
            {
                throw Wrong($"Events:Topic: the topic '{Name}' has {CleanupPolicy}={policy.Value}, " +
                    "by which events would disappear before they are read. " +
                    $"Set {CleanupPolicy}={Delete} on the topic, or name another one.");
            }
        }
        catch (KafkaException unknown) when (!IsPassing(CodeOf(unknown)))
        {
            LogPolicyUnknown(logger, Name, unknown.Error.Reason);
        }
    }

    // Whether another attempt can get an answer. Any other error means that the brokers do not answer this question.
    private static bool IsPassing(ErrorCode code) => code is ErrorCode.Local_Transport
        or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Resolve
        or ErrorCode.Local_Authentication or ErrorCode.Local_Ssl or ErrorCode.Local_Destroy or ErrorCode.UnknownTopicOrPart
        or ErrorCode.LeaderNotAvailable or ErrorCode.NotController or ErrorCode.BrokerNotAvailable or ErrorCode.NetworkException
        or ErrorCode.RequestTimedOut;

    private static ErrorCode CodeOf(KafkaException failure) =>
        failure is DescribeConfigsException { Results: [var only] } ? only.Error.Code : failure.Error.Code;

    // The library's message names a setting that it does not know or accept. It accepts any password, so no message holds one.
    private IAdminClient Admin()
    {
        try
        {
            return clients.Admin();
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or ArgumentException)
        {
            throw Wrong($"Events:Client: {wrong.Message}");
        }
    }

    private async Task CreateAsync(IAdminClient admin)
    {
        try
        {
            await admin.CreateTopicsAsync(
                [
                    new TopicSpecification
                    {
                        Name = Name,
                        NumPartitions = options.Value.Partitions,
                        ReplicationFactor = options.Value.ReplicationFactor,
                        Configs = new() { [CleanupPolicy] = Delete }, // whatever the brokers' default is
                    },
                ],
                new CreateTopicsOptions { RequestTimeout = s_timeout, OperationTimeout = s_timeout });
            LogCreated(logger, Name, options.Value.Partitions);
        }
        catch (CreateTopicsException other) when (other.Results.TrueForAll(result => result.Error.Code is ErrorCode.TopicAlreadyExists))
        {
            // Another silo was first; both ask for the same.
        }
    }

    /// <summary>How many partitions the topic has; 0 when there is none.</summary>
    /// <exception cref="KafkaException">The brokers cannot be reached.</exception>
    public int Partitions()
    {
        using var admin = Admin();
        return Partitions(admin);
    }

    /// <summary>How many partitions the topic has; 0 when there is none.</summary>
    /// <param name="admin">Who asks.</param>
    /// <exception cref="KafkaException">The brokers cannot be reached.</exception>
    /// <remarks>Asking for one topic by name would create it, with the brokers' number of partitions, where brokers do so.</remarks>
    public int Partitions(IAdminClient admin)
    {
        try
        {
            var topics = admin.GetMetadata(s_timeout).Topics;
            clients.Answered();
            return topics.FirstOrDefault(topic => topic.Topic == Name
                && topic.Error.Code != ErrorCode.UnknownTopicOrPart)?.Partitions.Count ?? 0;
        }
        catch (KafkaException unreachable) when (clients.Trouble is { } trouble)
        {
            // Else a wrong password or certificate is no more than a time that is over.
            throw new KafkaException(new Error(unreachable.Error.Code, $"{unreachable.Error.Reason}: {trouble}"), unreachable);
        }
    }

    private static OptionsValidationException Wrong(string message) => new(EventsOptions.Section, typeof(EventsOptions), [message]);

    [LoggerMessage(2603, LogLevel.Information, "Created the topic {Topic} with {Partitions} partitions.")]
    private static partial void LogCreated(ILogger logger, string topic, int partitions);

    [LoggerMessage(2606, LogLevel.Warning,
        "The brokers do not say what the topic {Topic} is set to ({Reason}): its cleanup.policy has to be delete.")]
    private static partial void LogPolicyUnknown(ILogger logger, string topic, string reason);
}
