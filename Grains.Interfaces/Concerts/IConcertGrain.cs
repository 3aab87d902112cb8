namespace Commerce.Concerts;

/// <summary>One concert: its name and its schedules. The key is the concert id, 1 to 2^53 - 1.</summary>
[Alias("commerce.IConcertGrain")]
public interface IConcertGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Creates the concert or extends it. Schedules it has and the command does not name stay; no seat that is held or sold is
    /// taken back.
    /// </summary>
    /// <param name="command">Name and schedules.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full. Repeating the command finishes it.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("Define")]
    Task<Reply<DefineConcertOutcome>> Define(DefineConcert command);

    /// <summary>Reads the concert, from memory.</summary>
    /// <returns>The concert, or <see langword="null"/> when there is none.</returns>
    [Alias("Get")]
    Task<Concert?> Get();
}

/// <summary>Reads concerts by id from memory that follows within a second. The key is not used; every silo answers.</summary>
[Alias("commerce.IConcertListGrain")]
public interface IConcertListGrain : IGrainWithIntegerKey
{
    /// <summary>Reads a page of the concerts, ordered by id.</summary>
    /// <param name="limit">Concerts per page, 1 to <see cref="PageBounds.MaxLimit"/>.</param>
    /// <param name="afterConcertId">The last concert id of the page before; 0 for the first page.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable, and nothing was read before.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("List")]
    Task<Page<ConcertSummary>> List(int limit, long afterConcertId);
}
