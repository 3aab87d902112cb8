using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Commerce.ServiceDefaults;

namespace Commerce.Outbox;

/// <summary>Where events go.</summary>
internal enum EventsProvider
{
    /// <summary>To the projections of this process, directly.</summary>
    InProcess,

    /// <summary>To a Kafka topic, and from there to the projections of the cluster and to whoever else reads it.</summary>
    Kafka,
}

/// <summary>Where events go. Configuration section <c>Events</c>; all but the provider is for Kafka.</summary>
internal sealed class EventsOptions
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
    [Range(1, 1_000)]
    public int Partitions { get; set; } = 8;

    /// <summary>Whether a missing topic is created. Else it has to be there, with <see cref="Partitions"/> partitions.</summary>
    public bool CreateTopic { get; set; } = true;

    /// <summary>Replicas of a topic that is created; -1 for what the brokers are set to.</summary>
    public short ReplicationFactor { get; set; } = -1;

    /// <summary>The consumer group whose offsets tell how far the read tables are.</summary>
    public string ConsumerGroup { get; set; } = "commerce.read-tables";

    /// <summary>Messages of one partition taken in at once, 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int BatchEvents { get; set; } = 1_000;

    /// <summary>How often the offset of what was taken in is committed; more than zero. A silo that dies repeats this much.</summary>
    [TimeRange(0, MinimumIsExclusive = true)]
    public TimeSpan CommitInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Further settings of librdkafka for every client, by its names, such as <c>security.protocol</c> or
    /// <c>sasl.password</c>. Can hold secrets: never logged.
    /// </summary>
    public Dictionary<string, string> Client { get; } = [];
}

/// <summary>Says at start-up which key is wrong and how to mend it.</summary>
internal sealed partial class EventsOptionsValidator() : SettingsValidator<EventsOptions>(EventsOptions.Section)
{
    /// <summary>What the guarantees rest on, and what has a key of its own.</summary>
    public static readonly IReadOnlySet<string> Fixed = new HashSet<string>(StringComparer.Ordinal)
    {
        "bootstrap.servers", "metadata.broker.list", "acks", "request.required.acks", "enable.idempotence", "enable.gapless.guarantee",
        "message.timeout.ms", "delivery.timeout.ms", "partitioner", "group.id", "enable.auto.commit", "enable.auto.offset.store",
        "auto.offset.reset", "transactional.id", "allow.auto.create.topics",
    };

    protected override IEnumerable<(bool IsMet, string Otherwise)> Others(EventsOptions options) =>
    [
        (options.Provider != EventsProvider.Kafka || !string.IsNullOrWhiteSpace(options.BootstrapServers),
            "Events:BootstrapServers must name brokers when Events:Provider is Kafka, e.g. kafka-1:9092,kafka-2:9092."),
        (options.Topic is not null && TopicName().IsMatch(options.Topic) && options.Topic is not ("." or ".."),
            "Events:Topic must be 1 to 249 letters, digits, '.', '_' or '-'."),
        (options.ReplicationFactor is -1 or >= 1, "Events:ReplicationFactor must be at least 1, or -1 for the brokers' default."),
        (!string.IsNullOrWhiteSpace(options.ConsumerGroup), "Events:ConsumerGroup must not be empty."),
        .. options.Client.Keys.Select(key => (!Fixed.Contains(key),
            $"Events:Client:{key} cannot be set: what is promised of events rests on it, or it has a key of its own under Events.")),
    ];

    [GeneratedRegex("^[A-Za-z0-9._-]{1,249}$")]
    private static partial Regex TopicName();
}
