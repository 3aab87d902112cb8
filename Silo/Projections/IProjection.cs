using System.Data.Common;
using Commerce.Outbox;

namespace Commerce.Projections;

/// <summary>
/// A read table that follows events. It drops what it already has, so an event may come again, and late: what a row has
/// taken in is told by sequence, never by what its columns happen to say.
/// </summary>
internal interface IProjection
{
    /// <summary>
    /// The tables that it fills, and nobody else, in the order in which it writes to them: they can be emptied, in that order, and filled
    /// again from the journal.
    /// </summary>
    IReadOnlyList<string> Tables { get; }

    /// <summary>Takes events in, in order per subject; those it does not know are not its own.</summary>
    Task ProjectAsync(IReadOnlyList<IntegrationEvent> events, DbConnection connection, DbTransaction transaction);
}
