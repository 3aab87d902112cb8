using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using MySqlConnector;

namespace Commerce.Storage.MySql;

/// <summary>How a connection is asked who is at its other end.</summary>
internal sealed partial class MySqlSessions
{
    // How long an answer may take: the question touches neither disk nor tables. A connection that the network dropped is found and
    // replaced within two seconds.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>What is wrong with a connection, which is closed then; <see langword="null"/> when nothing is.</summary>
    private async Task<DbException?> FindWrongAsync(MySqlConnection connection, Generation? generation, bool replicaWillDo)
    {
        var asking = AskAsync(connection);
        try
        {
            var (takesWrites, allowed) = await asking.WaitAsync(s_patience);
            if (takesWrites || replicaWillDo)
            {
                _metPrimary |= takesWrites;
                if (takesWrites)
                    Volatile.Write(ref _refused, 0); // the connection string leads to a server that takes writes again
                _allows(allowed);
                generation?.Trust(connection);
                return null;
            }
            await connection.DisposeAsync();
            Volatile.Write(ref _refused, Stopwatch.GetTimestamp());
            return new DatabaseUnavailableException("The database takes no writes.");
        }
        catch (TimeoutException silent)
        {
            _ = ForgetAsync(asking, connection);
            return new DatabaseUnavailableException("The database does not answer.", silent);
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            await connection.DisposeAsync();
            return broken as DbException ?? new DatabaseUnavailableException("The connection to the database is gone.", broken);
        }
    }

    private static async Task<(bool TakesWrites, int Allowed)> AskAsync(MySqlConnection connection)
    {
        // innodb_read_only is set on a reader of shared storage. Both variables are texts on some servers and numbers on others.
        await using var command = new MySqlCommand(
            "SELECT @@global.read_only, @@global.innodb_read_only, @@global.max_connections, @@max_user_connections", connection);
        command.CommandTimeout = (int)s_patience.TotalSeconds;
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var (server, user) = (reader.GetInt64(2), reader.GetInt64(3)); // the latter 0 for no bound of its own
        var allowed = (int)Math.Min(int.MaxValue, user > 0 ? Math.Min(user, server) : server);
        return (IsOff(reader.GetValue(0)) && IsOff(reader.GetValue(1)), allowed);
    }

    private static bool IsOff(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) is "0" or "OFF";

    /// <summary>Closes the connection once the question has ended, without keeping the caller waiting.</summary>
    private static async Task ForgetAsync(Task asking, MySqlConnection connection)
    {
        await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await connection.DisposeAsync();
    }
}
