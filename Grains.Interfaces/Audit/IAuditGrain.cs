namespace Commerce.Audit;

/// <summary>One event of an administrative act.</summary>
/// <param name="At">When the grain decided.</param>
/// <param name="Actor">Who asked for it: a token's subject, or which key it was.</param>
/// <param name="Stream">What it was done to, such as <c>coupon/4001</c>.</param>
/// <param name="Seq">The event's number in the stream.</param>
/// <param name="EventType">What happened, such as <c>coupon.defined</c>.</param>
/// <param name="TraceId">The trace of the request, or <see langword="null"/> when it had none.</param>
[GenerateSerializer, Immutable, Alias("commerce.AuditEntry")]
public sealed record AuditEntry(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] string Actor,
    [property: Id(2)] string Stream,
    [property: Id(3)] long Seq,
    [property: Id(4)] string EventType,
    [property: Id(5)] string? TraceId);

/// <summary>Reads from the journal who did what as an administrator. The key is not used; every silo answers.</summary>
[Alias("commerce.IAuditGrain")]
public interface IAuditGrain : IGrainWithIntegerKey
{
    /// <summary>Reads a page of the events of administrative acts, the latest first.</summary>
    /// <param name="limit">Events per page, 1 to <see cref="PageBounds.MaxLimit"/>.</param>
    /// <param name="before">
    /// The <see cref="Page{TItem}.Next"/> of the page before; <see cref="long.MaxValue"/> for the first page.
    /// </param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds.</exception>
    [Alias("List")]
    Task<Page<AuditEntry>> List(int limit, long before);
}
