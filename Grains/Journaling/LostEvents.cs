using Commerce.Telemetry;
using Microsoft.Extensions.Logging;

namespace Commerce.Journaling;

/// <summary>How a session ends whose events the store has lost.</summary>
internal static partial class LostEvents
{
    /// <summary>Ends the session. The log names what is missing: nothing else in the system knows that it was acknowledged.</summary>
    /// <param name="session">The session.</param>
    /// <param name="rest">Where the event should be that it rests on.</param>
    /// <param name="logger">Told once per session.</param>
    /// <param name="metrics">Counts it.</param>
    /// <returns>The session's failure.</returns>
    public static JournalConflictException Lose(this JournalSession session, JournalPosition rest, ILogger logger, CommerceMetrics metrics)
    {
        var failure = new JournalConflictException($"The store has lost event {rest.Seq} of {rest.Stream}, or has another one there.");
        if (session.Failure is null)
        {
            LogLost(logger, rest.Stream, rest.Seq);
            metrics.JournalRewound();
        }
        session.Fail(failure);
        return failure;
    }

    [LoggerMessage(1005, LogLevel.Error,
        "The store has lost event {Seq} of {Stream}, which had been acknowledged, or has another one there; "
        + "the grain starts over from what there is.")]
    private static partial void LogLost(ILogger logger, string stream, long seq);
}
