namespace Commerce.Outbox;

/// <summary>An event on its way to others.</summary>
/// <param name="Id">Unique; what a consumer drops repetitions by.</param>
/// <param name="Type">What happened, such as <c>coupon.issued</c>.</param>
/// <param name="Version">Version of the data's shape.</param>
/// <param name="Subject">The aggregate, such as <c>coupon/4001</c>. Events of one subject keep their order.</param>
/// <param name="Sequence">Position among the subject's events.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Data">The event as UTF-8 JSON.</param>
[GenerateSerializer, Immutable, Alias("commerce.IntegrationEvent")]
public sealed record IntegrationEvent(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string Type,
    [property: Id(2)] int Version,
    [property: Id(3)] string Subject,
    [property: Id(4)] long Sequence,
    [property: Id(5)] DateTimeOffset Time,
    [property: Id(6)] byte[] Data);
