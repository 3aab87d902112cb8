namespace Commerce.Kafka;

/// <summary>
/// What the brokers are asked in the background again and again: one question at a time, for a client is no good for two, and none
/// sooner than a pause after the one before. However long they take, nobody has to wait.
/// </summary>
/// <param name="clock">Measures the pause.</param>
/// <param name="pause">The time from one answer, or its failure, to the next question.</param>
internal sealed class BrokerQuestion(TimeProvider clock, TimeSpan pause)
{
    private readonly Lock _lock = new();
    private long? _endedAt;

    /// <summary>The question that is under way, or the last one. It fails as what was asked failed.</summary>
    public Task Last { get; private set; } = Task.CompletedTask;

    /// <summary>Asks, unless it is under way or too soon.</summary>
    /// <param name="ask">Asks the brokers, and blocks until they have answered.</param>
    /// <returns>The end of the question; <see langword="null"/> when it was not begun.</returns>
    public Task? Begin(Action ask)
    {
        lock (_lock)
        {
            if (!Last.IsCompleted || _endedAt is { } endedAt && clock.GetElapsedTime(endedAt) < pause)
                return null;
            return Last = Task.Run(() =>
            {
                try
                {
                    ask();
                }
                finally
                {
                    lock (_lock)
                        _endedAt = clock.GetTimestamp();
                }
            });
        }
    }
}
