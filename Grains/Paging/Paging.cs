using System.Data.Common;
using System.Globalization;

namespace Commerce;

/// <summary>What lists have in common.</summary>
internal static class Paging
{
    /// <summary>Makes a page out of one item more than it holds: the extra one tells that there is a next page.</summary>
    public static Page<TItem> Page<TItem>(
        IReadOnlyList<TItem> found, int limit, Func<TItem, IFormattable> cursor, DateTimeOffset? asOf = null) =>
        found.Count <= limit
            ? new(found, null, asOf)
            : new([.. found.Take(limit)], cursor(found[limit - 1]).ToString(null, CultureInfo.InvariantCulture), asOf);

    /// <summary>Whether the read tables failed because the database is away, not because of a bug.</summary>
    public static bool IsOutage(Exception failure) => failure is DbException or TimeoutException or IOException;
}
