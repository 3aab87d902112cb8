using System.Globalization;
using System.Text;
using Commerce.Journaling;
using Commerce.Outbox;
using Commerce.Projections;
using Commerce.Telemetry;
using Confluent.Kafka;
using Microsoft.Extensions.Options;
using Orleans.Streams;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace Commerce.Kafka;

/// <summary>What the receivers of a silo work with.</summary>
internal sealed record KafkaReceiving(
    KafkaClients Clients, KafkaTopic Topic, EventSignatures Signatures, IJournalStore Journal, ParkedEvents Parked, KafkaLag Lag,
        IOptions<EventsOptions> Options, TimeProvider Clock, ILogger<KafkaReceiver> Logger);

/// <summary>
/// Reads one partition for its pulling agent, from the committed offset on. An offset is committed when everything before
/// it was delivered or parked; what a dead silo had not come to is read again by the next.
/// </summary>
[LogCategory("Commerce.Streaming.KafkaReceiver")]
internal sealed partial class KafkaReceiver(string provider, int partition, KafkaReceiving kafka) : IQueueAdapterReceiver
{
    private readonly TopicPartition _partition = new(kafka.Options.Value.Topic, partition);
    private readonly DeliveredOffsets _offsets = new();
    private readonly HashSet<EventBatch> _current = []; // not delivered yet, and of the partition as it is now
    private readonly Queue<EventBatch> _ready = new();
    private readonly Queue<(long Offset, ParkedEvent Event)> _foreign = new(); // nobody's that is known here
    private IConsumer<byte[]?, byte[]?>? _consumer;
    private readonly LineAllowance _lines = new(kafka.Clock);
    private bool _failing;

    /// <summary>Nothing: brokers that are away when a silo starts are looked for at every read.</summary>
    public Task Initialize(TimeSpan timeout) => Task.CompletedTask;

    public Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount) => GetQueueMessagesAsync(maxCount, CancellationToken.None);

    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount, CancellationToken cancellationToken)
    {
        var batches = new List<IBatchContainer>();
        try
        {
            await OpenAsync(cancellationToken);
            await kafka.Signatures.LearnAsync(cancellationToken);
            if (_ready.Count == 0 && _waiting.Count + _foreign.Count < kafka.Options.Value.BatchEvents)
                Read();
            await LookUpWaitingAsync(cancellationToken);
            await ParkAsync(cancellationToken);
            _failing = false;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            if (!_failing)
                LogReadFailed(kafka.Logger, failure, _partition); // once per outage
            _failing = true;
            if (failure is KafkaException
                {
                    Error.Code: ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition,
                })
                await BeginAgainAsync();
        }
        while (batches.Count < maxCount && _ready.TryDequeue(out var batch))
            batches.Add(batch);
        Progress();
        return batches;
    }

    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => MessagesDeliveredAsync(messages, CancellationToken.None);

    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages, CancellationToken cancellationToken)
    {
        foreach (var offset in messages.Cast<EventBatch>().Where(_current.Remove).SelectMany(batch => batch.Offsets))
            _offsets.Settle(offset);
        Progress();
        return Task.CompletedTask;
    }

    public async Task Shutdown(TimeSpan timeout)
    {
        kafka.Lag.Leave(partition);
        if (_consumer is not { } consumer)
            return;
        _consumer = null;
        try
        {
            await Task.Run(async () =>
            {
                await _commit; // brokers that do not answer can hold it up, too
                Commit(consumer, _offsets.Resume);
                consumer.Dispose();
            }).WaitAsync(timeout);
        }
        catch (TimeoutException slow)
        {
            LogCommitFailed(kafka.Logger, slow, _partition);
        }
    }

    /// <summary>Takes what has arrived.</summary>
    private void Read()
    {
        var read = new List<(IntegrationEvent, long)>();
        try
        {
            for (var i = 0; i < kafka.Options.Value.BatchEvents && _consumer!.Consume(TimeSpan.Zero) is { } message; i++)
            {
                Note(message);
                if (Decode(message) is not { } e)
                    continue;
                var isSigned = IsSigned(message);
                if (isSigned && _waiting.Count == 0)
                    read.Add((e, message.Offset));
                else
                    _waiting.Enqueue((message, e, isSigned));
            }
        }
        finally
        {
            Sort(read); // whatever ended the reading, what was read is delivered: nobody would read it again
        }
    }

    /// <summary>Sorts events by kind of aggregate: each kind is a stream.</summary>
    private void Sort(IReadOnlyList<(IntegrationEvent Event, long Offset)> read)
    {
        foreach (var kind in read.GroupBy(message => StreamName.Parse(message.Event.Subject).Category))
        {
            var batch = new EventBatch(StreamId.Create(kind.Key, partition.ToString(CultureInfo.InvariantCulture)),
                [.. kind.Select(message => message.Event)], [.. kind.Select(message => message.Offset)]);
            _ready.Enqueue(batch);
            _current.Add(batch);
        }
    }

    private IntegrationEvent? Decode(ConsumeResult<byte[]?, byte[]?> message)
    {
        try
        {
            return CloudEvent.Decode(message.Message.Value);
        }
        catch (FormatException wrong)
        {
            _foreign.Enqueue((message.Offset, Foreign(message,
                message.Message.Key is { } key ? Encoding.UTF8.GetString(key) : null, 0, null, wrong.Message)));
            return null;
        }
    }

    private ParkedEvent Foreign(ConsumeResult<byte[]?, byte[]?> message, string? subject, long sequence, string? type, string error) => new(
        provider, $"{message.Topic}/{message.Partition.Value}@{message.Offset.Value}", subject, sequence, type, message.Message.Value ?? [],
        error);

    /// <summary>Messages that are no events of ours are put aside; while that is not possible their offsets stay uncommitted.</summary>
    private async Task ParkAsync(CancellationToken cancellationToken)
    {
        while (_foreign.TryPeek(out var poison))
        {
            await kafka.Parked.ParkForeignAsync(poison.Event, cancellationToken);
            var (log, isLast) = _lines.Take();
            if (log)
                LogForeign(kafka.Logger, poison.Event.EventKey, poison.Event.Error);
            if (isLast)
                LogMoreForeign(kafka.Logger, _partition);
            _offsets.Settle(poison.Offset);
            _foreign.Dequeue();
        }
    }

    [LoggerMessage(2611, LogLevel.Warning, "{Partition} cannot be read; nothing is lost, it is tried again.")]
    private static partial void LogReadFailed(ILogger logger, Exception failure, TopicPartition partition);

    [LoggerMessage(2613, LogLevel.Error, "{Message} is no event of ours, and is parked: {Reason}")]
    private static partial void LogForeign(ILogger logger, string message, string reason);

    [LoggerMessage(2616, LogLevel.Error,
        "{Partition}: further messages that are no events are not logged for a minute; parked_event has them.")]
    private static partial void LogMoreForeign(ILogger logger, TopicPartition partition);

    [LoggerMessage(2614, LogLevel.Error,
        "{Partition}: messages from {Expected} to before {Found} are gone from the broker. Read tables may lack them.")]
    private static partial void LogGap(ILogger logger, TopicPartition partition, long expected, long found);
}
