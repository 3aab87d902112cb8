using System.Data.Common;
using System.Globalization;
using System.Reflection;
using Microsoft.Data.Sqlite;
using MySqlConnector;
using Xunit.Sdk;

namespace Commerce.Testing;

/// <summary>The databases a silo can keep its journal in.</summary>
public enum StoreKind
{
    Sqlite,
    MariaDb,
}

/// <summary>Runs a theory on one kind of store; skipped, with the reason, where its server is not installed.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class StoreAttribute : DataAttribute
{
    private readonly StoreKind _kind;

    public StoreAttribute(StoreKind kind)
    {
        _kind = kind;
        if (kind == StoreKind.MariaDb && !MariaDbServer.IsInstalled)
            Skip = MariaDbServer.SkipReason;
    }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[_kind]];
}

/// <summary>An empty store for one silo: how the silo is told of it, and SQL behind the silo's back.</summary>
public sealed class SiloStore
{
    private readonly Func<DbConnection> _connect;

    private SiloStore(IReadOnlyList<string> settings, Func<DbConnection> connect) => (Settings, _connect) = (settings, connect);

    /// <summary>The silo's settings.</summary>
    public IReadOnlyList<string> Settings { get; }

    /// <summary>A SQLite file in a folder.</summary>
    public static SiloStore Sqlite(string directory)
    {
        var file = new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory, "commerce.db"), Pooling = false };
        return new([$"--Storage:Directory={directory}"], () => new SqliteConnection(file.ToString()));
    }

    /// <summary>A database on a MySQL-compatible server.</summary>
    /// <param name="connectionString">How the silo reaches it.</param>
    /// <param name="behind">How it is reached behind the silo's back, where that is another way.</param>
    public static SiloStore MySql(string connectionString, string? behind = null) =>
        new(["--Storage:Provider=MySql", $"--Storage:ConnectionString={connectionString}"],
            () => new MySqlConnection(behind ?? connectionString));

    /// <summary>Reads one number.</summary>
    public async Task<long> CountAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = Command(connection, sql, []);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>Changes what is stored.</summary>
    /// <returns>How many rows it changed.</returns>
    public async Task<int> ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = Command(connection, sql, []);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>Reads rows; parameters are <c>@p0</c>, <c>@p1</c> and so on.</summary>
    public async Task<List<TRow>> ReadAsync<TRow>(string sql, Func<DbDataReader, TRow> row, params object[] parameters)
    {
        await using var connection = await OpenAsync();
        await using var command = Command(connection, sql, parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<TRow>();
        while (await reader.ReadAsync())
            rows.Add(row(reader));
        return rows;
    }

    /// <summary>Waits until every event has reached the read tables.</summary>
    public Task OutboxDrainedAsync() =>
        Eventually.HoldsAsync("the outbox to be drained", async () => await CountAsync("SELECT COUNT(*) FROM outbox") == 0);

    private async Task<DbConnection> OpenAsync()
    {
        var connection = _connect();
        await connection.OpenAsync();
        return connection;
    }

    private static DbCommand Command(DbConnection connection, string sql, object[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters.Length; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"@p{i}";
            parameter.Value = parameters[i];
            command.Parameters.Add(parameter);
        }
        return command;
    }
}
