using System.Data.Common;
using System.Runtime.CompilerServices;
using Commerce.Journaling;
using Commerce.Storage;
using Dapper;

namespace Commerce.Verify;

/// <summary>
/// The whole store at one moment: whatever is written meanwhile, every table is seen as it was then. Rows come in the order
/// of a key, a page at a time, so that several tables can be read side by side on the one connection that has the moment.
/// </summary>
internal sealed class StoreSnapshot : IAsyncDisposable
{
    /// <summary>Rows read at once.</summary>
    public const int PageRows = 2_000;

    private readonly DbConnection _connection;

    private StoreSnapshot(DbConnection connection) => _connection = connection;

    /// <summary>Takes the moment.</summary>
    public static async Task<StoreSnapshot> OpenAsync(ISqlDatabase database, CancellationToken cancellationToken)
    {
        var snapshot = new StoreSnapshot(await database.DataSource.OpenConnectionAsync(cancellationToken));
        try
        {
            await database.Dialect.BeginSnapshotAsync(snapshot._connection, cancellationToken);
            return snapshot;
        }
        catch
        {
            await snapshot._connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads a table from end to end.</summary>
    /// <param name="select">Columns and table: <c>SELECT a, b FROM t</c>.</param>
    /// <param name="key">One or two columns that are unique together, in the order of an index.</param>
    /// <param name="read">Makes a row.</param>
    /// <param name="keyOf">The key's values in a row.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<TRow> RowsAsync<TRow>(
        string select, string[] key, Func<DbDataReader, TRow> read, Func<TRow, object[]> keyOf,
            [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Written out, for no server here compares (a, b) > (x, y) by an index.
        var after = key is [var only] ? $"{only} > @k0" : $"({key[0]} > @k0 OR ({key[0]} = @k0 AND {key[1]} > @k1))";
        object[]? last = null;
        var page = new List<TRow>(PageRows);
        do
        {
            await using var command = _connection.CreateCommand();
            command.CommandTimeout = 0;
            command.CommandText = $"{select}{(last is null ? "" : $" WHERE {after}")} ORDER BY {string.Join(", ", key)} LIMIT {PageRows}";
            for (var i = 0; i < last?.Length; i++)
                SqlJournalRows.Add(command, $"@k{i}", last[i]);
            page.Clear();
            await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
            {
                while (await reader.ReadAsync(cancellationToken))
                    page.Add(read(reader));
            }
            foreach (var row in page)
                yield return row;
            if (page.Count > 0)
                last = keyOf(page[^1]);
        }
        while (page.Count == PageRows);
    }

    /// <summary>Reads one number.</summary>
    public Task<long> NumberAsync(string sql, CancellationToken cancellationToken) =>
        _connection.ExecuteScalarAsync<long>(new CommandDefinition(sql, cancellationToken: cancellationToken));

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _connection.ExecuteAsync("ROLLBACK");
        }
        catch (DbException)
        {
            // The connection is gone, and the moment with it.
        }
        await _connection.DisposeAsync();
    }
}
