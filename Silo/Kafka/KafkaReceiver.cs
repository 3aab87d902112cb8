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
    KafkaClients Clients, KafkaTopic Topic, ParkedEvents Parked, KafkaLag Lag, IOptions<EventsOptions> Options, TimeProvider Clock, ILogger<KafkaReceiver> Logger);

/// <summary>
/// Reads one partition for its pulling agent, from the committed offset on. An offset is committed when everything before
/// it was delivered or parked; what a dead silo had not come to is read again by the next.
/// </summary>
[LogCategory("Commerce.Streaming.KafkaReceiver")]
internal sealed partial class KafkaReceiver(string provider, int partition, KafkaReceiving kafka) : IQueueAdapterReceiver
{
    private static readonly TimeSpan s_committedTimeout = TimeSpan.FromSeconds(5);

    private readonly TopicPartition _partition = new(kafka.Options.Value.Topic, partition);
    private readonly DeliveredOffsets _offsets = new();
    private readonly HashSet<EventBatch> _current = []; // not delivered yet, and of the partition as it is now
    private readonly Queue<EventBatch> _ready = new();
    private readonly Queue<(long Offset, ParkedEvent Event)> _undecodable = new();
    private IConsumer<byte[]?, byte[]?>? _consumer;
    private long _committed = -1;
    private long _lastCommit;
    private Task _commit = Task.CompletedTask;
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
            if (_ready.Count == 0)
                Read();
            await ParkAsync(cancellationToken);
            _failing = false;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            if (!_failing)
                LogReadFailed(kafka.Logger, failure, _partition); // once per outage
            _failing = true;
            if (failure is KafkaException { Error.Code: ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition })
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
        kafka.Lag.Tell(partition, null);
        await _commit;
        if (_consumer is not { } consumer)
            return;
        _consumer = null;
        try
        {
            await Task.Run(() =>
            {
                Commit(consumer, _offsets.Resume);
                consumer.Dispose();
            }).WaitAsync(timeout);
        }
        catch (TimeoutException slow)
        {
            LogCommitFailed(kafka.Logger, slow, _partition);
        }
    }

    /// <summary>Takes what has arrived, and sorts it by kind of aggregate: each kind is a stream.</summary>
    private void Read()
    {
        var streams = new Dictionary<string, (List<IntegrationEvent> Events, List<long> Offsets)>();
        try
        {
            for (var i = 0; i < kafka.Options.Value.BatchEvents && _consumer!.Consume(TimeSpan.Zero) is { } message; i++)
            {
                Note(message);
                if (Decode(message) is not { } e)
                    continue;
                var kind = StreamName.Parse(e.Subject).Category;
                if (!streams.TryGetValue(kind, out var stream))
                    streams[kind] = stream = ([], []);
                stream.Events.Add(e);
                stream.Offsets.Add(message.Offset);
            }
        }
        finally
        {
            // Whatever ended the reading, what was read is delivered: nobody would read it again.
            foreach (var (kind, (events, offsets)) in streams.OrderBy(stream => stream.Value.Offsets[0]))
            {
                var batch = new EventBatch(StreamId.Create(kind, partition.ToString(CultureInfo.InvariantCulture)), events, offsets);
                _ready.Enqueue(batch);
                _current.Add(batch);
            }
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
            _undecodable.Enqueue((message.Offset, new(
                provider, $"{message.Topic}/{message.Partition.Value}@{message.Offset.Value}",
                message.Message.Key is { } key ? Encoding.UTF8.GetString(key) : null, 0, null, message.Message.Value ?? [], wrong.Message)));
            return null;
        }
    }

    /// <summary>Messages that nobody can read are put aside; while that is not possible their offsets stay uncommitted.</summary>
    private async Task ParkAsync(CancellationToken cancellationToken)
    {
        while (_undecodable.TryPeek(out var poison))
        {
            await kafka.Parked.ParkAsync(poison.Event, cancellationToken);
            LogUndecodable(kafka.Logger, poison.Event.EventKey, poison.Event.Error);
            _offsets.Settle(poison.Offset);
            _undecodable.Dequeue();
        }
    }

    private void Progress()
    {
        kafka.Lag.Tell(partition, _offsets.Oldest);
        if (_consumer is not { } consumer || !_commit.IsCompleted || _offsets.Resume <= _committed
            || kafka.Clock.GetElapsedTime(_lastCommit) < kafka.Options.Value.CommitInterval)
            return;
        _lastCommit = kafka.Clock.GetTimestamp();
        var resume = _offsets.Resume;
        _commit = Task.Run(() => Commit(consumer, resume));
    }

    private void Commit(IConsumer<byte[]?, byte[]?> consumer, long resume)
    {
        if (resume <= _committed)
            return;
        try
        {
            consumer.Commit([new TopicPartitionOffset(_partition, resume)]);
            _committed = resume;
        }
        catch (KafkaException failure)
        {
            LogCommitFailed(kafka.Logger, failure, _partition); // the next one says the same and more
        }
    }

    [LoggerMessage(2611, LogLevel.Warning, "{Partition} cannot be read; nothing is lost, it is tried again.")]
    private static partial void LogReadFailed(ILogger logger, Exception failure, TopicPartition partition);

    [LoggerMessage(2612, LogLevel.Warning, "{Partition}: the offset could not be committed.")]
    private static partial void LogCommitFailed(ILogger logger, Exception failure, TopicPartition partition);

    [LoggerMessage(2613, LogLevel.Error, "{Message} cannot be read as an event, and is parked: {Reason}")]
    private static partial void LogUndecodable(ILogger logger, string message, string reason);

    [LoggerMessage(2614, LogLevel.Error, "{Partition}: messages from {Expected} to before {Found} are gone from the broker. Read tables may lack them.")]
    private static partial void LogGap(ILogger logger, TopicPartition partition, long expected, long found);
}
