using System.Data.Common;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Dapper;

namespace Commerce.Storage;

/// <summary>Brings the database's schema up to this release by the SQL scripts embedded in it, each applied once, in order.</summary>
/// <param name="database">The database.</param>
/// <param name="logger">What was applied.</param>
internal sealed partial class Migrator(ISqlDatabase database, ILogger<Migrator> logger)
{
    /// <summary>Applies what is missing. Two processes doing so at once take turns.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>How many scripts were applied.</returns>
    /// <exception cref="InvalidOperationException">A newer release migrated the database, or another process holds the lock.</exception>
    public async Task<int> MigrateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        await database.Dialect.LockSchemaAsync(connection);
        var done = false;
        try
        {
            await connection.ExecuteAsync(
                "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL PRIMARY KEY, name VARCHAR(100) NOT NULL, applied_at " +
                "VARCHAR(40) NOT NULL)");
            var applied = await AppliedAsync(connection);
            var pending = Scripts().Where(script => !applied.Contains(script.Version)).ToList();
            foreach (var script in pending)
            {
                foreach (var part in AlterTable().Split(script.Sql))
                    await ExecuteAsync(connection, part, cancellationToken);
                await connection.ExecuteAsync(
                    "INSERT INTO schema_version (version, name, applied_at) VALUES (@Version, @Name, @At)",
                    new { script.Version, script.Name, At = DateTimeOffset.UtcNow.ToString("O") });
            }
            if (pending is [.., var last])
                LogApplied(logger, pending.Count, last.Name, database.Dialect.Name);
            done = true;
            return pending.Count;
        }
        finally
        {
            await database.Dialect.UnlockSchemaAsync(connection, done);
        }
    }

    private async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        try
        {
            await connection.ExecuteAsync(new CommandDefinition(sql, commandTimeout: 600, cancellationToken: cancellationToken));
        }
        catch (DbException failure) when (database.Dialect.IsColumnThere(failure))
        {
            // The script was cut short after this. MySQL keeps each change of a table, and cannot be told to make it where it is missing.
        }
    }

    /// <summary>Makes sure that the schema is this release's.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="InvalidOperationException">Scripts are missing, or a newer release migrated the database.</exception>
    public async Task EnsureCurrentAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        HashSet<int> applied;
        try
        {
            applied = await AppliedAsync(connection);
        }
        catch (DbException)
        {
            applied = []; // the table itself is missing
        }
        if (Scripts().Any(script => !applied.Contains(script.Version)))
            throw new InvalidOperationException(
                "The database's schema is older than this release: run 'Silo migrate' with the same Storage settings first.");
    }

    private async Task<HashSet<int>> AppliedAsync(DbConnection connection)
    {
        var applied = (await connection.QueryAsync<int>("SELECT version FROM schema_version")).ToHashSet();
        var newest = Scripts().Max(script => script.Version);
        return applied.All(version => version <= newest)
            ? applied
            : throw new InvalidOperationException(
            $"The database's schema (version {applied.Max()}) is newer than this release (version {newest}): run the newer release.");
    }

    private IEnumerable<(int Version, string Name, string Sql)> Scripts()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"Commerce.Migrations.{database.Dialect.Name}/";
        var resources = assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal));
        foreach (var resource in resources.Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var file = resource[prefix.Length..]; // NNNN_name.sql
            yield return (int.Parse(file.AsSpan(0, 4), CultureInfo.InvariantCulture), file, reader.ReadToEnd());
        }
    }

    [GeneratedRegex("^(?=ALTER TABLE)", RegexOptions.Multiline)]
    private static partial Regex AlterTable();

    [LoggerMessage(2001, LogLevel.Information, "Applied {Count} migration(s), the last of them {Last} ({Dialect}).")]
    private static partial void LogApplied(ILogger logger, int count, string last, string dialect);
}
