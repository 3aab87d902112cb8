using System.Data.Common;

namespace Commerce.Storage;

/// <summary>What each kind of database has other words for. The journal's statements are apart: they are each kind's own.</summary>
internal abstract class SqlDialect
{
    /// <summary>The folder of its migrations: <c>sqlite</c> or <c>mysql</c>.</summary>
    public abstract string Name { get; }

    /// <summary>How an insert says that a row which is already there stays as it is.</summary>
    public abstract string InsertOrIgnore { get; }

    /// <summary>The name by which Orleans' grain storage knows the dialect, whatever driver the connections come from.</summary>
    public abstract string GrainStorageInvariant { get; }

    /// <summary>The query for the database's own time, in UTC; <see langword="null"/> where it has no clock but this machine's.</summary>
    public virtual string? UtcNow => null;

    /// <summary>Keeps other processes from changing the schema, until <see cref="UnlockSchemaAsync"/>.</summary>
    /// <param name="connection">The connection that will change it.</param>
    /// <exception cref="InvalidOperationException">Another process changes it, and does not come to an end.</exception>
    public abstract Task LockSchemaAsync(DbConnection connection);

    /// <summary>Ends what <see cref="LockSchemaAsync"/> began.</summary>
    /// <param name="connection">The same connection.</param>
    /// <param name="done">Whether the change was made; else it is taken back, where the dialect can.</param>
    public abstract Task UnlockSchemaAsync(DbConnection connection, bool done);

    /// <summary>Whether a statement failed because a column that it adds is there already.</summary>
    /// <param name="failure">Why it failed.</param>
    public virtual bool IsColumnThere(DbException failure) => false;

    /// <summary>Whether a statement failed because there is no such table.</summary>
    /// <param name="failure">Why it failed.</param>
    public abstract bool IsTableMissing(DbException failure);

    /// <summary>Whether an insert failed because a row with the same key is there already.</summary>
    /// <param name="failure">Why it failed.</param>
    public abstract bool IsRowThere(DbException failure);

    /// <summary>Begins a transaction that sees every table as it is at this moment, and writes nothing.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public abstract Task BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken);
}
