using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Commerce.Stored;

/// <summary>A SQLite file as text, and back.</summary>
internal static class SqliteDump
{
    public static string Write(string directory)
    {
        using var connection = Open(directory, SqliteOpenMode.ReadOnly);
        var sql = new StringBuilder();
        var tables = Rows(connection,
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name");
        foreach (var table in tables)
        {
            sql.Append(table[1]).Append(";\n");
            if (table[0] is "lease")
                continue; // a process's, not a release's
            foreach (var row in Rows(connection, $"SELECT * FROM {table[0]}"))
                sql.Append(CultureInfo.InvariantCulture, $"INSERT INTO {table[0]} VALUES ({string.Join(", ", row.Select(Literal))});\n");
        }
        foreach (var index in Rows(connection, "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"))
            sql.Append(index[0]).Append(";\n");
        return sql.ToString().TrimEnd('\n');
    }

    public static void Read(string directory, string sql)
    {
        Directory.CreateDirectory(directory);
        using var connection = Open(directory, SqliteOpenMode.ReadWriteCreate);
        using var command = connection.CreateCommand();
        command.CommandText = $"BEGIN; {sql} COMMIT;";
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Open(string directory, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(directory, "commerce.db"),
            Mode = mode,
            Pooling = false,
        }.ToString());
        connection.Open();
        return connection;
    }

    private static List<object[]> Rows(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }
        return rows;
    }

    private static string Literal(object value) => value switch
    {
        DBNull => "NULL",
        byte[] bytes => $"x'{Convert.ToHexStringLower(bytes)}'",
        string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
