using Confluent.Kafka;

namespace Commerce.Kafka;

/// <content>How far it has come, told to the brokers.</content>
internal sealed partial class KafkaReceiver
{
    private long _committed = -1;
    private long _lastCommit;
    private Task _commit = Task.CompletedTask;
    private bool _commitFails;

    private void Progress()
    {
        kafka.Lag.Tell(partition, _offsets.Resume, _offsets.Oldest);
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
            _commitFails = false;
        }
        catch (KafkaException failure)
        {
            if (!_commitFails)
                LogCommitFailed(kafka.Logger, failure, _partition); // once per outage; the next commit says the same and more
            _commitFails = true;
        }
    }

    [LoggerMessage(2612, LogLevel.Warning, "{Partition}: the offset could not be committed.")]
    private static partial void LogCommitFailed(ILogger logger, Exception failure, TopicPartition partition);
}
