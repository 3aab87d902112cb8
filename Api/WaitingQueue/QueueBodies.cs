using System.ComponentModel.DataAnnotations;
using Commerce.Http;

namespace Commerce.WaitingQueue;

/// <summary>Asks for a place in the queue before a concert or a coupon: one of the two.</summary>
/// <param name="UserId">Who asks.</param>
/// <param name="ConcertId">The concert.</param>
/// <param name="CouponId">The coupon.</param>
internal sealed record JoinQueueRequest(long? UserId, [property: Optional] long? ConcertId, [property: Optional] long? CouponId);

/// <summary>A token.</summary>
/// <param name="Token">Its text: what <c>Queue-Token</c> takes.</param>
/// <param name="Status"><c>WAITING</c>, <c>ACTIVE</c> or <c>EXPIRED</c>.</param>
/// <param name="Position">Its place while it waits: 1 for the next. Missing before the lottery, when nobody has a place.</param>
/// <param name="EstimatedWaitSeconds">How long it will wait, about; while it waits.</param>
/// <param name="OpensAt">When the lottery is held among those who came before; until it was.</param>
/// <param name="ExpiresAt">First moment it no longer lets in; while it is active.</param>
internal sealed record QueueTokenResponse(
    string Token, [property: AllowedValues("WAITING", "ACTIVE", "EXPIRED")] string Status,
    long? Position, long? EstimatedWaitSeconds, DateTimeOffset? OpensAt, DateTimeOffset? ExpiresAt)
{
    internal static QueueTokenResponse Of(QueueTicket ticket) => ticket.Status switch
    {
        QueueTicketStatus.Waiting => new(ticket.Token, "WAITING", ticket.Position > 0 ? ticket.Position : null,
            (long)Math.Ceiling(ticket.EstimatedWait.TotalSeconds), ticket.OpensAt, null),
        QueueTicketStatus.Active => new(ticket.Token, "ACTIVE", null, null, null, ticket.Until),
        _ => new(ticket.Token, "EXPIRED", null, null, null, null),
    };
}

/// <summary>How a queue admits.</summary>
/// <param name="MaxActive">Customers inside at once; 1 to 100,000.</param>
/// <param name="AdmissionsPerSecond">Admissions in any second; 1 to 10,000.</param>
/// <param name="ActiveSeconds">How long a customer is inside at the most; 1 to 86,400; 300 unless told.</param>
/// <param name="WaitingTimeoutSeconds">
/// After how many seconds without a question a waiting token gives up its place; 10 to 86,400; 120 unless told.
/// </param>
/// <param name="OpensAt">First moment somebody is admitted; those who come before it are admitted by lot. Open at once unless told.</param>
internal sealed record QueueSettingsBody(
    long? MaxActive, long? AdmissionsPerSecond, [property: Optional] long? ActiveSeconds,
    [property: Optional] long? WaitingTimeoutSeconds, [property: Optional] DateTimeOffset? OpensAt)
{
    internal QueueSettings ToSettings() => new(
        (int)Input.Range(MaxActive, "queue.maxActive", 1, QueueBounds.MaxActive),
        (int)Input.Range(AdmissionsPerSecond, "queue.admissionsPerSecond", 1, QueueBounds.MaxAdmissionsPerSecond),
        (int)Input.Range(ActiveSeconds ?? QueueBounds.DefaultActiveSeconds, "queue.activeSeconds", 1, QueueBounds.MaxActiveSeconds),
        (int)Input.Range(WaitingTimeoutSeconds ?? QueueBounds.DefaultWaitingTimeoutSeconds, "queue.waitingTimeoutSeconds",
            QueueBounds.MinWaitingTimeoutSeconds, QueueBounds.MaxWaitingTimeoutSeconds),
        OpensAt?.ToUniversalTime());
}

/// <summary>A queue as administrators see it.</summary>
/// <param name="MaxActive">Customers inside at once.</param>
/// <param name="AdmissionsPerSecond">Admissions in any second.</param>
/// <param name="ActiveSeconds">How long a customer is inside at the most.</param>
/// <param name="WaitingTimeoutSeconds">After how many seconds without a question a waiting token gives up its place.</param>
/// <param name="OpensAt">First moment somebody is admitted, if there is one.</param>
/// <param name="Waiting">Tokens that wait.</param>
/// <param name="Active">Customers inside.</param>
/// <param name="Issued">Tokens ever issued.</param>
internal sealed record QueueStateBody(
    int MaxActive, int AdmissionsPerSecond, int ActiveSeconds, int WaitingTimeoutSeconds, DateTimeOffset? OpensAt,
    long Waiting, long Active, long Issued)
{
    internal static QueueStateBody Of(QueueSummary queue) => new(queue.Settings.MaxActive, queue.Settings.AdmissionsPerSecond,
        queue.Settings.ActiveSeconds, queue.Settings.WaitingTimeoutSeconds, queue.Settings.OpensAt,
        queue.Waiting, queue.Active, queue.Issued);
}
