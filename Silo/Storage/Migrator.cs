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
    private const int MostSecondsPerStatement = 3_600; // one that fills a table reads the whole journal

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
            if (await FindAppliedAsync(connection) is not { } applied)
            {
                // Only then: an account that may not change the schema starts on one that is current.
                await connection.ExecuteAsync("CREATE TABLE schema_version (version INTEGER NOT NULL PRIMARY KEY, " +
                    "name VARCHAR(100) NOT NULL, applied_at VARCHAR(40) NOT NULL)");
                applied = new Dictionary<int, string>();
            }
            if (Newer(applied).Count > 0)
                throw IsNewer(applied);
            var pending = Scripts().Where(script => !applied.ContainsKey(script.Version)).ToList();
            foreach (var script in pending)
            {
                foreach (var part in AlterTable().Split(script.Sql).Where(part => part.Length > 0))
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
            await connection.ExecuteAsync(new CommandDefinition(sql, commandTimeout: MostSecondsPerStatement,
                cancellationToken: cancellationToken));
        }
        catch (DbException failure) when (database.Dialect.IsColumnThere(failure))
        {
            // The script was cut short after this. MySQL keeps each change of a table, and cannot be told to make it where it is missing.
        }
    }

    /// <summary>Makes sure that the schema is this release's.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="InvalidOperationException">Scripts are missing, or a newer release migrated the database.</exception>
    public Task EnsureCurrentAsync(CancellationToken cancellationToken) => EnsureAsync(_ => false, cancellationToken);

    /// <summary>
    /// Makes sure that the schema has what this release needs. Scripts add, so that silos of the release before can go on and start until
    /// the last of them is replaced; the name of one that takes away ends in <c>_breaking</c>.
    /// </summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="InvalidOperationException">Scripts are missing, or one of a newer release took something away.</exception>
    public Task EnsureUsableAsync(CancellationToken cancellationToken) => EnsureAsync(
        newer =>
        {
            if (newer.Any(script => script.EndsWith("_breaking.sql", StringComparison.Ordinal)))
                return false;
            LogNewer(logger, string.Join(", ", newer));
            return true;
        }, cancellationToken);

    private async Task EnsureAsync(Func<IReadOnlyCollection<string>, bool> newerWillDo, CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        var applied = await FindAppliedAsync(connection) ?? new Dictionary<int, string>();
        if (Scripts().Any(script => !applied.ContainsKey(script.Version)))
            throw new InvalidOperationException(
                "The database's schema is older than this release: run 'Silo migrate' with the same Storage settings first.");
        if (Newer(applied) is { Count: > 0 } newer && !newerWillDo(newer))
            throw IsNewer(applied);
    }

    /// <summary>What was applied; <see langword="null"/> when the database does not even have the table that says so.</summary>
    private async Task<IReadOnlyDictionary<int, string>?> FindAppliedAsync(DbConnection connection)
    {
        try
        {
            return (await connection.QueryAsync<(int Version, string Name)>("SELECT version, name FROM schema_version"))
                .ToDictionary(script => script.Version, script => script.Name);
        }
        catch (DbException missing) when (database.Dialect.IsTableMissing(missing))
        {
            return null;
        }
    }

    /// <summary>The scripts that a newer release brought.</summary>
    private List<string> Newer(IReadOnlyDictionary<int, string> applied)
    {
        var newest = Scripts().Max(script => script.Version);
        return [.. applied.Where(script => script.Key > newest).OrderBy(script => script.Key).Select(script => script.Value)];
    }

    private InvalidOperationException IsNewer(IReadOnlyDictionary<int, string> applied) => new(
        $"The database's schema (version {applied.Keys.Max()}) is newer than this release (version " +
        $"{Scripts().Max(script => script.Version)}): run the newer release.");

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

    [LoggerMessage(2011, LogLevel.Warning,
        "A newer release migrated the database ({Scripts}); this one goes on with it, until its last silo is replaced.")]
    private static partial void LogNewer(ILogger logger, string scripts);

    [LoggerMessage(2001, LogLevel.Information, "Applied {Count} migration(s), the last of them {Last} ({Dialect}).")]
    private static partial void LogApplied(ILogger logger, int count, string last, string dialect);
}
