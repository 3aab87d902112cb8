using System.Data.Common;
using Commerce.Telemetry;
using Dapper;

namespace Commerce.Storage.MySql;

/// <summary>
/// Compares how the database server is set up with what this system promises on top of it, and warns of what does not fit. It
/// refuses nothing: a shop may have reasons, and a server that is set up anew is no reason to restart silos.
/// </summary>
[LogCategory("Commerce.Storage.ServerSettings")]
internal sealed partial class ServerSettings(ILogger<ServerSettings> logger)
{
    private const long LeastPacket = 4 << 20;

    private static readonly (string Name, Func<string, IReadOnlyDictionary<string, string>, bool> IsWrong, string Meaning)[] s_expected =
    [
        ("innodb_flush_log_at_trx_commit", (value, _) => value != "1", "a power cut can lose commands that were acknowledged; set it to 1"),
        ("sync_binlog", (value, all) => value != "1" && IsOn(all, "log_bin"),
            "a power cut can lose the end of the binary log, and a replica that takes over lacks commands that were acknowledged; set it " +
            "to 1"),
        ("read_only", (value, all) => IsOn(all, "read_only") || IsOn(all, "innodb_read_only"),
            "it takes no writes: no command can be served until it does, or another server is reached"),
        ("auto_increment_increment", (value, _) => value != "1",
            "more than one server may take writes; events reach the read tables in order only when one server gives out all ids"),
        ("innodb_doublewrite", (value, _) => value is "OFF" or "0" or "DETECT_ONLY", "a power cut can tear a page that was being written"),
        ("max_allowed_packet", (value, _) => long.TryParse(value, out var bytes) && bytes < LeastPacket,
            "a full batch of the journal may not fit, and is tried in halves; allow 4 MiB at least"),
    ];

    /// <summary>Logs a warning for each setting that does not fit.</summary>
    /// <param name="server">The server.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task WarnAsync(DbDataSource server, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await server.OpenConnectionAsync(cancellationToken);
            var rows = await connection.QueryAsync<(string, string)>(
                "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('log_bin','innodb_read_only'," +
                $"{string.Join(',', s_expected.Select(expected => $"'{expected.Name}'"))})");
            foreach (var (name, value,
                meaning) in Wrong(rows.ToDictionary(row => row.Item1, row => row.Item2, StringComparer.OrdinalIgnoreCase)))
                LogUnexpected(logger, name, value, meaning);
        }
        catch (DbException failure)
        {
            LogUnknown(logger, failure);
        }
    }

    /// <summary>What does not fit, and what it means.</summary>
    /// <param name="variables">The server's variables.</param>
    public static IEnumerable<(string Name, string Value, string Meaning)> Wrong(IReadOnlyDictionary<string, string> variables) =>
        s_expected
        .Where(expected => variables.TryGetValue(expected.Name, out var value) && expected.IsWrong(value, variables))
        .Select(expected => (expected.Name, variables[expected.Name], expected.Meaning));

    // Some servers have more to say than on and off, such as read_only=NO_LOCK.
    private static bool IsOn(IReadOnlyDictionary<string, string> variables, string name) =>
        variables.TryGetValue(name, out var value) && value is not ("OFF" or "0" or "");

    [LoggerMessage(2007, LogLevel.Warning, "The database is set up with {Name}={Value}: {Meaning}.")]
    private static partial void LogUnexpected(ILogger logger, string name, string value, string meaning);

    [LoggerMessage(2008, LogLevel.Warning, "How the database is set up could not be asked.")]
    private static partial void LogUnknown(ILogger logger, Exception failure);
}
