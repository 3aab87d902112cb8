using System.Data.Common;
using Dapper;
using MySqlConnector;

namespace Commerce.Storage.MySql;

/// <summary>MySQL and MariaDB.</summary>
internal sealed class MySqlDialect : SqlDialect
{
    public static readonly MySqlDialect Instance = new();

    private const string LockName = "commerce-migrate";
    private const int LockSeconds = 30;

    public override string Name => "mysql";

    public override string InsertOrIgnore => "INSERT IGNORE INTO";

    public override string GrainStorageInvariant => "MySql.Data.MySqlConnector";

    public override string UtcNow => "SELECT UTC_TIMESTAMP(6)";

    // DDL commits as it goes, so the lock is a named one.
    public override async Task LockSchemaAsync(DbConnection connection)
    {
        if (await connection.ExecuteScalarAsync<long?>($"SELECT GET_LOCK('{LockName}', {LockSeconds})",
            commandTimeout: LockSeconds + 5) != 1)
            throw new InvalidOperationException($"Another process is migrating the database for more than {LockSeconds} s.");
    }

    public override Task UnlockSchemaAsync(DbConnection connection, bool done) =>
        connection.ExecuteAsync($"DO RELEASE_LOCK('{LockName}')");

    public override bool IsColumnThere(DbException failure) =>
        failure is MySqlException { ErrorCode: MySqlErrorCode.DuplicateFieldName };

    public override bool IsTableMissing(DbException failure) => failure is MySqlException { ErrorCode: MySqlErrorCode.NoSuchTable };

    public override bool IsRowThere(DbException failure) => failure is MySqlException { ErrorCode: MySqlErrorCode.DuplicateKeyEntry };

    // The isolation is that of the next transaction alone. It locks nothing, and whoever reads may think long between two statements.
    public override Task BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            "SET SESSION wait_timeout = DEFAULT; SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; " +
            "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
            cancellationToken: cancellationToken));
}
