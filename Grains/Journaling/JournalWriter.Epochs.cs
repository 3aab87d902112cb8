using Commerce.Telemetry;
using Microsoft.Extensions.Logging;

namespace Commerce.Journaling;

public sealed partial class JournalWriter
{
    private readonly IJournalStore _store;
    private readonly CommerceMetrics _metrics;
    private readonly ILogger _logger;

    /// <inheritdoc/>
    public bool IsConfirmed(JournalSession session) => IsConfirmedOn(session, LaneOf(session.Stream).Connection);

    /// <inheritdoc/>
    public Task Confirm(JournalSession session)
    {
        var connection = LaneOf(session.Stream).Connection;
        if (IsConfirmedOn(session, connection))
            return Task.CompletedTask;
        if (session.Last is null)
        {
            session.ConfirmedOn = connection;
            return Task.CompletedTask;
        }
        // An answer that is there already is of an earlier connection.
        return session.Confirming is { IsCompleted: false } underWay ? underWay
            : session.Confirming = ConfirmAsync(session, connection);
    }

    private static bool IsConfirmedOn(JournalSession session, long connection) =>
        session.ConfirmedOn == connection || session.CheckedOn == connection;

    private async Task ConfirmAsync(JournalSession session, long connection)
    {
        try
        {
            var last = session.Last!;
            var position = new JournalPosition(session.Stream, last.Seq);
            if (await _store.FindIdAsync(position, CancellationToken.None) == last.EventId)
                session.ConfirmedOn = connection;
            else
                throw session.Lose(position, _logger, _metrics);
        }
        catch (Exception unreadable) when (unreadable is not JournalConflictException)
        {
            // The store cannot be asked: what was known before still counts, as it does during an outage.
        }
    }
}
