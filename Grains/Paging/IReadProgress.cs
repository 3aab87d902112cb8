namespace Commerce;

/// <summary>How far the read tables are; the silo's storage implements it.</summary>
public interface IReadProgress
{
    /// <summary>
    /// A moment that the read tables have everything of: what was answered before it is in whatever is read of them from now on, but
    /// for events that are parked.
    /// </summary>
    /// <returns>The moment, by the silo's clock; <see langword="null"/> while nobody can tell.</returns>
    Task<DateTimeOffset?> AsOfAsync();
}
