using Confluent.Kafka;

namespace Commerce.Kafka;

/// <content>Where reading begins, and begins again.</content>
internal sealed partial class KafkaReceiver
{
    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (_consumer is not null)
            return;
        await kafka.Topic.EnsureAsync(cancellationToken);
        var consumer = kafka.Clients.Consumer();
        try
        {
            var committed = await Task.Run(() => CommittedOffsets.Of(consumer, [_partition])[0].Offset, cancellationToken);
            // Nothing committed: from the beginning, for what is there already was not taken in either.
            consumer.Assign(new TopicPartitionOffset(_partition, committed == Offset.Unset ? Offset.Beginning : committed));
            if (committed != Offset.Unset)
                _offsets.Start(_committed = committed.Value);
            _consumer = consumer;
        }
        catch
        {
            consumer.Dispose();
            throw;
        }
    }

    /// <summary>The topic was deleted: it is looked for, or made again, and read from wherever it begins.</summary>
    private async Task BeginAgainAsync()
    {
        kafka.Topic.Doubt();
        await _commit;
        if (_consumer is { } gone)
            await Task.Run(gone.Dispose);
        _consumer = null;
        Forget();
    }

    private void Forget()
    {
        _offsets.Restart();
        _current.Clear();
        _waiting.Clear();
        _foreign.Clear();
        _committed = -1;
    }

    private void Note(ConsumeResult<byte[]?, byte[]?> message)
    {
        var expected = _offsets.Next;
        if (message.Offset < expected)
        {
            // Another topic of the same name.
            LogBeganAgain(kafka.Logger, _partition, expected, message.Offset);
            Forget();
            expected = -1;
        }
        if (!_offsets.Read(message.Offset, message.Message.Timestamp.UtcDateTime))
            LogGap(kafka.Logger, _partition, expected, message.Offset);
    }

    [LoggerMessage(2615, LogLevel.Warning, "{Partition}: {Found} follows where {Expected} is due: the topic was deleted and made again.")]
    private static partial void LogBeganAgain(ILogger logger, TopicPartition partition, long expected, long found);
}
