namespace Commerce.Audit;

/// <summary>Reads the events of administrative acts; the silo's storage implements it.</summary>
public interface IAuditReads
{
    /// <summary>Reads them, the latest first.</summary>
    /// <param name="before">Those from this place on are skipped.</param>
    /// <param name="limit">How many at the most.</param>
    Task<IReadOnlyList<PlacedAuditEntry>> LatestAsync(long before, int limit);
}

/// <summary>An entry of the trail, and its place there.</summary>
/// <param name="Place">The place; later ones have higher numbers.</param>
/// <param name="Entry">The entry.</param>
public sealed record PlacedAuditEntry(long Place, AuditEntry Entry);
