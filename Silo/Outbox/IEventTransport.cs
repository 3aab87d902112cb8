namespace Commerce.Outbox;

/// <summary>An event on its way to others.</summary>
/// <param name="Id">Unique; what a consumer drops repetitions by.</param>
/// <param name="Type">What happened, such as <c>coupon.issued</c>.</param>
/// <param name="Version">Version of the data's shape.</param>
/// <param name="Subject">The aggregate, such as <c>coupon/4001</c>. Events of one subject keep their order.</param>
/// <param name="Sequence">Position among the subject's events.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Data">The event as UTF-8 JSON.</param>
public sealed record IntegrationEvent(
    Guid Id, string Type, int Version, string Subject, long Sequence, DateTimeOffset Time, byte[] Data);

/// <summary>Where the outbox is emptied to.</summary>
public interface IEventTransport
{
    /// <summary>Hands events over, in order per subject.</summary>
    /// <param name="events">The events; some may have been handed over before.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Completes when every event is safe on the other side.</returns>
    Task PublishAsync(IReadOnlyList<IntegrationEvent> events, CancellationToken cancellationToken);
}
