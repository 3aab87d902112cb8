using System.Data.Common;
using Dapper;

namespace Commerce.Storage;

/// <summary>
/// Holds a process to the store it was started on. A name can suddenly lead to another database (a mistake in a proxy, an empty
/// server, another shop's). So each new connection is asked for its store, and one to another store is closed again, until an
/// operator says in that store that it stands in for the one this process knows.
/// </summary>
/// <param name="logger">Told once per store that is refused.</param>
internal sealed partial class StoreGuard(ILogger<StoreGuard> logger)
{
    private volatile string? _known;
    private volatile string? _refused;

    /// <summary>The identity of the store that this process works with; <see langword="null"/> before it has been learned.</summary>
    public string? Known => _known;

    /// <summary>The identity of the store that is being refused, if any.</summary>
    public string? Refused => _refused;

    /// <summary>Remembers the store that is there as the right one. To be called before anything is read from it.</summary>
    /// <param name="database">The database.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task LearnAsync(ISqlDatabase database, CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        _known = await ReadAsync(connection);
    }

    /// <summary>Asks a new connection which store it leads to. Nothing is asked before <see cref="LearnAsync"/>.</summary>
    /// <param name="connection">The connection, open.</param>
    /// <exception cref="ForeignStoreException">It leads to another store, which nobody has accepted.</exception>
    public async ValueTask CheckAsync(DbConnection connection)
    {
        if (_known is not { } known)
            return;
        var identity = await ReadAsync(connection);
        if (identity == known)
        {
            _refused = null;
            return;
        }
        if (await IsAcceptedAsync(connection, known))
        {
            (_known, _refused) = (identity, null);
            LogAccepted(logger, identity, known);
            return;
        }
        if (_refused != identity)
            LogRefused(logger, identity, known);
        _refused = identity;
        throw new ForeignStoreException($"The database is another store ({identity}) than the one this process works with ({known}).");
    }

    /// <summary>Whether an operator has said that the store of a connection stands in for another one.</summary>
    /// <param name="connection">The connection, open.</param>
    /// <param name="former">The other's identity.</param>
    public static async Task<bool> IsAcceptedAsync(DbConnection connection, string former) =>
        await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM accepted_store WHERE identity = @former", new { former }) > 0;

    /// <summary>Reads which store a connection leads to.</summary>
    /// <param name="connection">The connection, open.</param>
    public static async Task<string> ReadAsync(DbConnection connection) =>
        await connection.ExecuteScalarAsync<string>("SELECT identity FROM store_identity") ?? "none";

    [LoggerMessage(2009, LogLevel.Error,
        "The database is another store ({Identity}) than the one this process works with ({Known}) and is refused. If it is meant to " +
        "stand in for it: 'Silo accept-store {Known}' there.")]
    private static partial void LogRefused(ILogger logger, string identity, string known);

    [LoggerMessage(2010, LogLevel.Warning, "This process works with store {Identity} from now on: it was accepted in place of {Former}.")]
    private static partial void LogAccepted(ILogger logger, string identity, string former);
}

/// <summary>
/// The database is another one. It is handled as an outage: it ends when connections lead to the right store again, or when an
/// operator has accepted the other one.
/// </summary>
internal sealed class ForeignStoreException(string message) : DbException(message)
{
    public override bool IsTransient => true;
}
