using System.Data.Common;

namespace Commerce.Storage;

/// <summary>The database, for everything but the journal's hot path. Each dialect implements it.</summary>
public interface ISqlDatabase
{
    /// <summary>The folder of this dialect's migrations: <c>sqlite</c> or <c>mysql</c>.</summary>
    string Dialect { get; }

    /// <summary>How an insert says that a row which is already there stays as it is.</summary>
    string InsertOrIgnore { get; }

    /// <summary>Connections for readers and for Orleans' own storage.</summary>
    DbDataSource DataSource { get; }

    /// <summary>Runs changes in one transaction; they are durable when it returns.</summary>
    /// <param name="change">The changes.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <typeparam name="TResult">What the changes tell.</typeparam>
    Task<TResult> WriteAsync<TResult>(Func<DbConnection, DbTransaction, Task<TResult>> change, CancellationToken cancellationToken);
}
