namespace Commerce.Concerts;

/// <summary>Reads concerts from the read tables; the silo's storage implements it.</summary>
public interface IConcertReads
{
    /// <summary>Reads concerts by id.</summary>
    /// <param name="afterConcertId">Concerts up to and including this id are skipped.</param>
    /// <param name="limit">How many at the most.</param>
    Task<IReadOnlyList<ConcertSummary>> ListAsync(long afterConcertId, int limit);
}
