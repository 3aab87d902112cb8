using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Commerce.Outbox;

/// <summary>Where events go.</summary>
public enum EventsProvider
{
    /// <summary>To the projections of this process, directly.</summary>
    InProcess,

    /// <summary>To a Kafka topic, and from there to the projections of the cluster and to whoever else reads it.</summary>
    Kafka,
}

/// <summary>Where events go. Configuration section <c>Events</c>; all but the provider is for Kafka.</summary>
public sealed class EventsOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Events";

    /// <summary>Where events go.</summary>
    public EventsProvider Provider { get; set; }

    /// <summary>Brokers to begin with, such as <c>kafka-1:9092,kafka-2:9092</c>.</summary>
    public string? BootstrapServers { get; set; }

    /// <summary>The topic.</summary>
    public string Topic { get; set; } = "commerce.events";

    /// <summary>
    /// Partitions of the topic, 1 to 1,000. Each is one queue, taken in by one silo at a time. Another number moves subjects
    /// to other partitions: change it only while the outbox and the topic are drained.
    /// </summary>
    public int Partitions { get; set; } = 8;

    /// <summary>Whether a missing topic is created. Else it has to be there, with <see cref="Partitions"/> partitions.</summary>
    public bool CreateTopic { get; set; } = true;

    /// <summary>Replicas of a topic that is created; -1 for what the brokers are set to.</summary>
    public short ReplicationFactor { get; set; } = -1;

    /// <summary>The consumer group whose offsets tell how far the read tables are.</summary>
    public string ConsumerGroup { get; set; } = "commerce.read-tables";

    /// <summary>Messages of one partition taken in at once, 1 to 10,000.</summary>
    public int BatchEvents { get; set; } = 1_000;

    /// <summary>How often the offset of what was taken in is committed; more than zero. A silo that dies repeats this much.</summary>
    public TimeSpan CommitInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Further settings of librdkafka for every client, by its names, such as <c>security.protocol</c> or
    /// <c>sasl.password</c>. Can hold secrets: never logged.
    /// </summary>
    public Dictionary<string, string> Client { get; } = [];
}

/// <summary>Says at start-up which key is wrong and how to mend it.</summary>
internal sealed partial class EventsOptionsValidator : IValidateOptions<EventsOptions>
{
    /// <summary>What the guarantees rest on, and what has a key of its own.</summary>
    public static readonly IReadOnlySet<string> Fixed = new HashSet<string>(StringComparer.Ordinal)
    {
        "bootstrap.servers", "metadata.broker.list", "acks", "request.required.acks", "enable.idempotence", "enable.gapless.guarantee",
        "message.timeout.ms", "delivery.timeout.ms", "partitioner", "group.id", "enable.auto.commit", "enable.auto.offset.store",
        "auto.offset.reset", "transactional.id", "allow.auto.create.topics",
    };

    public ValidateOptionsResult Validate(string? name, EventsOptions options)
    {
        var errors = new List<string>();
        Check(Enum.IsDefined(options.Provider), "Events:Provider must be InProcess or Kafka.");
        Check(options.Provider != EventsProvider.Kafka || !string.IsNullOrWhiteSpace(options.BootstrapServers),
            "Events:BootstrapServers must name brokers when Events:Provider is Kafka, e.g. kafka-1:9092,kafka-2:9092.");
        Check(options.Topic is not null && TopicName().IsMatch(options.Topic) && options.Topic is not ("." or ".."),
            "Events:Topic must be 1 to 249 letters, digits, '.', '_' or '-'.");
        Check(options.Partitions is >= 1 and <= 1_000, "Events:Partitions must be from 1 to 1000.");
        Check(options.ReplicationFactor is -1 or >= 1, "Events:ReplicationFactor must be at least 1, or -1 for the brokers' default.");
        Check(!string.IsNullOrWhiteSpace(options.ConsumerGroup), "Events:ConsumerGroup must not be empty.");
        Check(options.BatchEvents is >= 1 and <= 10_000, "Events:BatchEvents must be from 1 to 10000.");
        Check(options.CommitInterval > TimeSpan.Zero, "Events:CommitInterval must be more than zero.");
        foreach (var key in options.Client.Keys.Where(Fixed.Contains))
            errors.Add($"Events:Client:{key} cannot be set: what is promised of events rests on it, or it has a key of its own under Events.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Check(bool ok, string error)
        {
            if (!ok)
                errors.Add(error);
        }
    }

    [GeneratedRegex("^[A-Za-z0-9._-]{1,249}$")]
    private static partial Regex TopicName();
}
