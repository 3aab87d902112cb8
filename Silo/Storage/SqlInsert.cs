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
    /// The rows' values, written out as <see cref="SqlText"/> has them.
    /// </param>
    /// <returns>How many were inserted.</returns>
    public static async Task<int> NewRowsAsync(
        ISqlDatabase database, DbConnection connection, DbTransaction transaction, string into, IReadOnlyList<string> rows)
    {
        var inserted = 0;
        foreach (var chunk in rows.Chunk(RowsPerStatement))
        {
            inserted += await SqlText.ExecuteAsync(connection, transaction,
                $"{database.Dialect.InsertOrIgnore} {into} VALUES {string.Join(',', chunk)}");
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
        try
        {
            await SqlText.ExecuteAsync(connection, transaction, $"INSERT INTO {into} VALUES {string.Join(',', rows)}");
            return true;
        }
        catch (DbException failure) when (database.Dialect.IsRowThere(failure))
        {
            return false;
        }
    }
}
