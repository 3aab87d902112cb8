using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Commerce.Storage;
using Dapper;

namespace Commerce.Journaling;

/// <summary>
/// The table <c>command_index</c>: for each command that can come again, where its answer is in the journal. The dialects write it
/// with the event, in one transaction; it is read here.
/// </summary>
internal sealed class SqlCommandIndex(ISqlDatabase database)
{
    /// <summary>The columns, in the order in which <see cref="Write"/> fills them.</summary>
    public const string Columns = "stream, command_id, seq, recorded_at";

    private long? _completeFrom; // does not change while a silo runs

    /// <summary>Events of the batch that belong in the index.</summary>
    public static IEnumerable<JournalEvent> Of(IReadOnlyList<JournalAppend> batch) =>
        batch.SelectMany(append => append.Events).Where(e => e is { CommandId: not null, Receipt: not null });

    /// <summary>Writes the row of an event.</summary>
    /// <param name="to">The row.</param>
    /// <param name="e">The event.</param>
    public static void Write(SqlJournalRows.ISqlRow to, JournalEvent e)
    {
        to.Text(e.Stream);
        to.Id(e.CommandId);
        to.Number(e.Seq);
        to.Number(e.RecordedAt.ToUnixTimeMilliseconds());
    }

    /// <inheritdoc cref="IJournalStore.FindReceiptsAsync"/>
    public async Task<StoredReceipt?[]> FindReceiptsAsync(IReadOnlyList<CommandLookup> commands, CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        var found = await FindAsync(connection, commands, cancellationToken);
        var receipts = new StoredReceipt?[commands.Count];
        for (var i = 0; i < receipts.Length; i++)
        {
            var command = commands[i];
            receipts[i] = found.GetValueOrDefault((command.Stream, command.CommandId))
                ?? (command.NotBefore is { } began && await IsBeforeTheIndexAsync(connection, began)
                    ? await SearchJournalAsync(connection, command, cancellationToken)
                    : null);
        }
        return receipts;
    }

    /// <inheritdoc cref="IJournalStore.ReadCommandIdsAsync"/>
    public async IAsyncEnumerable<Guid> ReadIdsAsync(
        string stream, int atMost, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT command_id FROM command_index WHERE stream = @stream LIMIT @atMost";
        SqlJournalRows.Add(command, "@stream", stream);
        SqlJournalRows.Add(command, "@atMost", atMost);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            yield return new Guid(rows.GetFieldValue<byte[]>(0), bigEndian: true);
    }

    private static async Task<Dictionary<(string Stream, Guid Id), StoredReceipt>> FindAsync(
        DbConnection connection, IReadOnlyList<CommandLookup> commands, CancellationToken cancellationToken)
    {
        await using var find = connection.CreateCommand();
        // By stream: both kinds of database read this as ranges of the key.
        var sql = new StringBuilder("SELECT i.stream, i.command_id, i.recorded_at, j.receipt FROM command_index i " +
            "JOIN journal j ON j.stream = i.stream AND j.seq = i.seq AND j.command_id = i.command_id WHERE ");
        var streams = 0;
        foreach (var ofStream in commands.GroupBy(command => command.Stream))
        {
            sql.Append(CultureInfo.InvariantCulture, $"{(streams == 0 ? "" : " OR ")}(i.stream = @s{streams} AND i.command_id IN (")
                .AppendJoin(',', ofStream.Select(command => SqlText.Id(command.CommandId))).Append("))");
            SqlJournalRows.Add(find, $"@s{streams++}", ofStream.Key);
        }
        find.CommandText = sql.ToString();
        var found = new Dictionary<(string, Guid), StoredReceipt>();
        await using var rows = await find.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            found[(rows.GetString(0), new Guid(rows.GetFieldValue<byte[]>(1), bigEndian: true))] =
                new(rows.GetFieldValue<byte[]>(3), DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(2)));
        }
        return found;
    }

    /// <summary>Whether a saga began when silos of a release could run that did not write the index.</summary>
    private async Task<bool> IsBeforeTheIndexAsync(DbConnection connection, DateTimeOffset began) => began.ToUnixTimeMilliseconds()
        < (_completeFrom ??= await connection.ExecuteScalarAsync<long>("SELECT complete_from FROM command_index_start"));

    /// <summary>Reads the whole stream, as that release did.</summary>
    private static async Task<StoredReceipt?> SearchJournalAsync(
        DbConnection connection, CommandLookup command, CancellationToken cancellationToken)
    {
        await using var search = connection.CreateCommand();
        search.CommandText =
            "SELECT receipt, recorded_at FROM journal WHERE stream = @stream AND command_id = @id AND receipt IS NOT NULL";
        SqlJournalRows.Add(search, "@stream", command.Stream);
        SqlJournalRows.Add(search, "@id", command.CommandId.ToByteArray(bigEndian: true));
        await using var row = await search.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken)
            ? new(row.GetFieldValue<byte[]>(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)))
            : null;
    }
}
