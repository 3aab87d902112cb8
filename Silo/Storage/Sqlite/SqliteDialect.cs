using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Commerce.Storage.Sqlite;

/// <summary>SQLite.</summary>
internal sealed class SqliteDialect : SqlDialect
{
    public static readonly SqliteDialect Instance = new();

    private const int PrimaryKeyConstraint = 1555; // SQLite's extended codes
    private const int UniqueConstraint = 2067;

    public override string Name => "sqlite";

    public override string InsertOrIgnore => "INSERT OR IGNORE INTO";

    public override string GrainStorageInvariant => "System.Data.SQLite";

    // The write lock, held to the end, also makes the migration all or nothing.
    public override Task LockSchemaAsync(DbConnection connection) => connection.ExecuteAsync("BEGIN IMMEDIATE");

    public override Task UnlockSchemaAsync(DbConnection connection, bool done) => connection.ExecuteAsync(done ? "COMMIT" : "ROLLBACK");

    // Its code is that of any statement that is wrong.
    public override bool IsTableMissing(DbException failure) => failure.Message.Contains("no such table", StringComparison.Ordinal);

    public override bool IsRowThere(DbException failure) =>
        failure is SqliteException { SqliteExtendedErrorCode: PrimaryKeyConstraint or UniqueConstraint };

    // The moment is that of the first read.
    public override Task BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition("BEGIN; SELECT COUNT(*) FROM schema_version", cancellationToken: cancellationToken));
}
