namespace Commerce.Journaling;

/// <summary>An event in its stored form.</summary>
/// <param name="Type">Stable name, such as <c>coupon.issued</c>.</param>
/// <param name="Version">Version of the payload's shape, from 1.</param>
/// <param name="Payload">UTF-8 JSON.</param>
/// <param name="Publish">Whether others are told of it, through the outbox.</param>
internal readonly record struct StoredEvent(string Type, int Version, byte[] Payload, bool Publish);

/// <summary>Turns a grain's events into their stored form and back. It reads every version ever stored.</summary>
/// <typeparam name="TEvent">The grain's events.</typeparam>
internal interface IEventCodec<TEvent>
{
    /// <summary>Gives the event its stored form.</summary>
    /// <param name="e">The event.</param>
    StoredEvent Encode(TEvent e);

    /// <summary>Reads an event from its stored form.</summary>
    /// <param name="type">Its name.</param>
    /// <param name="version">Its version.</param>
    /// <param name="payload">UTF-8 JSON.</param>
    /// <exception cref="NotSupportedException">A newer release stored the event.</exception>
    TEvent Decode(string type, int version, ReadOnlySpan<byte> payload);
}
