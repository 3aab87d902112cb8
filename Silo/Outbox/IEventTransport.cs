namespace Commerce.Outbox;

/// <summary>Where the outbox is emptied to.</summary>
internal interface IEventTransport
{
    /// <summary>What the other side was last heard to say of not being reached; null when it is, or when nothing is known.</summary>
    string? Trouble => null;

    /// <summary>Hands events over, in order per subject. One call at a time.</summary>
    /// <param name="events">The events; some may have been handed over before.</param>
    /// <param name="cancellationToken">
    /// Ends the attempt. Once the call has failed, nothing more of it is handed over: another owner of the outbox may be
    /// at work by then.
    /// </param>
    /// <returns>Completes when every event is safe on the other side.</returns>
    Task PublishAsync(IReadOnlyList<IntegrationEvent> events, CancellationToken cancellationToken);
}
