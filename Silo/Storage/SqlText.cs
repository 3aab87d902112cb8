using System.Data.Common;

namespace Commerce.Storage;

/// <summary>
/// Statements whose text is another each time, because it names rows. They do not go through Dapper, which would keep every text, and
/// compile a reader of parameters or of rows for each. Values are written out: numbers and <see cref="Id"/> only, for nothing there can
/// carry text into the statement.
/// </summary>
internal static class SqlText
{
    /// <summary>Executes a statement.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="text">The statement.</param>
    /// <returns>How many rows it changed.</returns>
    public static async Task<int> ExecuteAsync(DbConnection connection, DbTransaction transaction, string text)
    {
        await using var command = Command(connection, transaction, text);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>Executes a query.</summary>
    /// <typeparam name="TRow">A row.</typeparam>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="text">The query.</param>
    /// <param name="read">Reads a row.</param>
    public static async Task<IReadOnlyList<TRow>> QueryAsync<TRow>(
        DbConnection connection, DbTransaction transaction, string text, Func<DbDataReader, TRow> read)
    {
        await using var command = Command(connection, transaction, text);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<TRow>();
        while (await reader.ReadAsync())
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>Writes an id out, as tables keep it.</summary>
    /// <param name="id">The id.</param>
    public static string Id(Guid id) => $"X'{Convert.ToHexString(id.ToByteArray(bigEndian: true))}'";

    private static DbCommand Command(DbConnection connection, DbTransaction transaction, string text)
    {
        var command = connection.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, text);
        return command;
    }
}
