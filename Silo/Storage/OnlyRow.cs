using Dapper;

namespace Commerce.Storage;

/// <summary>Tables of one row, <c>only_row</c> 1: what processes have to agree on is what the first of them wrote.</summary>
internal static class OnlyRow
{
    /// <summary>Reads the row's value.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="database">The database.</param>
    /// <param name="table">The table.</param>
    /// <param name="column">The column.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The value; <see langword="null"/> when nobody has written it yet.</returns>
    public static async Task<T?> ReadOnlyRowAsync<T>(
        this ISqlDatabase database, string table, string column, CancellationToken cancellationToken)
        where T : class
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<T?>($"SELECT {column} FROM {table} WHERE only_row = 1");
    }

    /// <summary>Reads the row's value, and writes it first where nobody has.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="database">The database.</param>
    /// <param name="table">The table.</param>
    /// <param name="column">The column.</param>
    /// <param name="make">Makes the value.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>What is there: another process may have been faster.</returns>
    public static async Task<T> ReadOrWriteOnlyRowAsync<T>(
        this ISqlDatabase database, string table, string column, Func<T> make, CancellationToken cancellationToken)
        where T : class
    {
        if (await database.ReadOnlyRowAsync<T>(table, column, cancellationToken) is { } known)
            return known;
        var value = make();
        await database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            $"{database.Dialect.InsertOrIgnore} {table} (only_row, {column}) VALUES (1, @value)", new { value }, transaction),
            cancellationToken);
        return await database.ReadOnlyRowAsync<T>(table, column, cancellationToken)
            ?? throw new InvalidOperationException("What was written a moment ago is not there.");
    }
}
