namespace Commerce.WaitingQueue;

/// <summary>Bounds of waiting queues.</summary>
public static class QueueBounds
{
    /// <summary>The most customers inside at once.</summary>
    public const int MaxActive = 100_000;

    /// <summary>The most admissions in any second.</summary>
    public const int MaxAdmissionsPerSecond = 10_000;

    /// <summary>The longest time inside, in seconds.</summary>
    public const int MaxActiveSeconds = 86_400;

    /// <summary>The time inside, in seconds, when nobody says how long.</summary>
    public const int DefaultActiveSeconds = 300;

    /// <summary>
    /// The shortest time after which a place that nobody asked about is given up, in seconds: clients are told to ask three times in it.
    /// </summary>
    public const int MinWaitingTimeoutSeconds = 10;

    /// <summary>The longest such time, in seconds.</summary>
    public const int MaxWaitingTimeoutSeconds = 86_400;

    /// <summary>That time, in seconds, when nobody says how long.</summary>
    public const int DefaultWaitingTimeoutSeconds = 120;

    /// <summary>The most tokens that wait in one queue; further customers are refused until some were admitted or left.</summary>
    public const int MaxWaiting = 1_000_000;

    /// <summary>The most numbers of tokens in one call of <see cref="IWaitingQueueGrain.Watch"/>.</summary>
    public const int MaxAsked = 50_000;
}
