using System.Data.Common;

namespace Commerce.Storage;

/// <summary>The database, for everything but the journal's hot path. Each dialect implements it.</summary>
internal interface ISqlDatabase
{
    /// <summary>How it is talked to.</summary>
    SqlDialect Dialect { get; }

    /// <summary>Connections for readers and for Orleans' own storage.</summary>
    DbDataSource DataSource { get; }

    /// <summary>Runs changes in one transaction; they are durable when it returns.</summary>
    /// <param name="change">The changes.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <typeparam name="TResult">What the changes tell.</typeparam>
    Task<TResult> WriteAsync<TResult>(Func<DbConnection, DbTransaction, Task<TResult>> change, CancellationToken cancellationToken);

    /// <summary>
    /// As <see cref="WriteAsync"/>, and what its statements have looked at stays as they saw it until the end: nobody adds a row
    /// where one of them has looked.
    /// </summary>
    /// <param name="change">The changes.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <typeparam name="TResult">What the changes tell.</typeparam>
    Task<TResult> WriteSerializableAsync<TResult>(
        Func<DbConnection, DbTransaction, Task<TResult>> change, CancellationToken cancellationToken) =>
        WriteAsync(change, cancellationToken); // where there is one writer at a time

    /// <summary>Says how many silos share the database, so that each takes its part of the connections.</summary>
    /// <param name="silos">How many; at least 1.</param>
    void ShareWith(int silos)
    {
        // A database of one process is shared with nobody.
    }

    /// <summary>Warns of how the server is set up, where it does not fit what this system promises.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    Task WarnOfSettingsAsync(CancellationToken cancellationToken) => Task.CompletedTask; // where there is no server
}
