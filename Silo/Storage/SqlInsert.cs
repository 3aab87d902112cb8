using System.Data.Common;

namespace Commerce.Storage;

/// <summary>Inserts of many rows at once.</summary>
internal static class SqlInsert
{
    /// <summary>Rows that one statement names at the most.</summary>
    public const int RowsPerStatement = 500;

    /// <summary>Inserts the rows whose keys are not there yet; the others stay as they are.</summary>
    /// <param name="database">The dialect.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="into">The table and its columns.</param>
    /// <param name="rows">
    /// The rows' values, written out. Numbers and <see cref="Bytes"/> only, for nothing there can carry text into the statement.
    /// </param>
    /// <returns>How many were inserted.</returns>
    public static async Task<int> NewRowsAsync(
        ISqlDatabase database, DbConnection connection, DbTransaction transaction, string into, IReadOnlyList<string> rows)
    {
        var inserted = 0;
        foreach (var chunk in rows.Chunk(RowsPerStatement))
        {
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = $"{database.Dialect.InsertOrIgnore} {into} VALUES {string.Join(',', chunk)}";
            inserted += await command.ExecuteNonQueryAsync();
        }
        return inserted;
    }

    /// <summary>Inserts rows if none of their keys is there yet: a statement that fails has inserted none.</summary>
    /// <param name="database">The dialect.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The transaction, which goes on either way.</param>
    /// <param name="into">The table and its columns.</param>
    /// <param name="rows">As of <see cref="NewRowsAsync"/>, at the most <see cref="RowsPerStatement"/>, at least one.</param>
    /// <returns>Whether they were inserted.</returns>
    public static async Task<bool> OnlyNewRowsAsync(
        ISqlDatabase database, DbConnection connection, DbTransaction transaction, string into, IEnumerable<string> rows)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"INSERT INTO {into} VALUES {string.Join(',', rows)}";
        try
        {
            await command.ExecuteNonQueryAsync();
            return true;
        }
        catch (DbException failure) when (database.Dialect.IsRowThere(failure))
        {
            return false;
        }
    }

    /// <summary>Writes bytes out.</summary>
    /// <param name="value">The bytes.</param>
    public static string Bytes(byte[] value) => $"X'{Convert.ToHexString(value)}'";
}
