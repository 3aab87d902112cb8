using System.Data.Common;
using System.Text.Json.Nodes;
using Commerce.Journaling;
using Commerce.Storage;
using Dapper;

namespace Commerce.Balances;

/// <summary>
/// Takes a customer's name out of the store. Everything else stays: the id, the money and what was bought with it, which the shop has to be
/// able to show. Silos may run; one that has the customer's balance starts over with the next command for it.
/// </summary>
internal sealed class ForgottenNames(ISqlDatabase database, TimeProvider clock)
{
    /// <summary>What stands for a name that was taken out.</summary>
    public const string Name = "(forgotten)";

    private const int Attempts = 5;

    /// <summary>Takes a name out, from every place that it was written to. Doing it again is harmless.</summary>
    /// <param name="customerId">The customer.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>In how many places it stood; <see langword="null"/> when there is no such customer.</returns>
    public async Task<int?> ForgetAsync(long customerId, CancellationToken cancellationToken)
    {
        var stream = BalanceStreams.Of(customerId).ToString();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await database.WriteAsync(
                    (connection, transaction) => ForgetAsync(stream, connection, transaction), cancellationToken);
            }
            catch (DbException taken) when (!taken.IsTransient && attempt < Attempts)
            {
                // A running silo took the next place of the stream first.
            }
        }
    }

    private async Task<int?> ForgetAsync(string stream, DbConnection connection, DbTransaction transaction)
    {
        var rows = (await connection.QueryAsync<Row>(
            "SELECT seq AS Seq, event_type AS Type, event_version AS Version, payload AS Payload, receipt AS Receipt FROM journal " +
            "WHERE stream = @stream AND event_type IN @types ORDER BY seq",
            new { stream, types = new[] { BalanceEventCodec.Opened, BalanceEventCodec.Renamed, AnsweredCommand.EventType } },
            transaction)).ToList();
        if (!rows.Exists(row => row.Type == BalanceEventCodec.Opened))
            return null;
        var places = 0;
        foreach (var row in rows.Where(row => HasName(row) || NamesSomebody(row.Receipt)))
        {
            // What answers a repeated command has the name, too: such a command is decided anew.
            places += await connection.ExecuteAsync(
                "UPDATE journal SET payload = @Payload, receipt = NULL, command_id = NULL WHERE stream = @stream AND seq = @Seq",
                new { stream, row.Seq, Payload = WithoutName(row) }, transaction);
            await connection.ExecuteAsync(
                "DELETE FROM command_index WHERE stream = @stream AND seq = @Seq", new { stream, row.Seq }, transaction);
        }
        foreach (var row in await SetAsideAsync(stream, connection, transaction))
        {
            places += await connection.ExecuteAsync("UPDATE set_aside_event SET payload = @Payload, receipt = NULL WHERE id = @Id",
                new { row.Id, Payload = WithoutName(row) }, transaction);
        }
        // An event of its own ends what a silo has in memory: its next append finds the place taken, and it reads the stream anew.
        if (places > 0)
            await AppendAsync(stream, connection, transaction);
        return places + await connection.ExecuteAsync("DELETE FROM grain_snapshot WHERE grain_key = @stream", new { stream }, transaction);
    }

    private static async Task<List<Row>> SetAsideAsync(string stream, DbConnection connection, DbTransaction transaction) =>
        [.. (await connection.QueryAsync<Row>(
            "SELECT id AS Id, seq AS Seq, event_type AS Type, event_version AS Version, payload AS Payload, receipt AS Receipt " +
            "FROM set_aside_event WHERE stream = @stream", new { stream }, transaction))
            .Where(row => HasName(row) || NamesSomebody(row.Receipt))];

    private Task AppendAsync(string stream, DbConnection connection, DbTransaction transaction)
    {
        var renamed = BalanceEventCodec.Instance.Encode(new AccountRenamed(Name));
        return connection.ExecuteAsync(
            "INSERT INTO journal (stream, seq, event_id, event_type, event_version, payload, recorded_at) " +
            "SELECT @stream, MAX(seq) + 1, @Id, @Type, @Version, @Payload, @At FROM journal WHERE stream = @stream",
            new
            {
                stream,
                Id = Guid.CreateVersion7(clock.GetUtcNow()).ToByteArray(bigEndian: true),
                renamed.Type,
                renamed.Version,
                renamed.Payload,
                At = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            }, transaction);
    }

    private static bool HasName(Row row) => EventOf(row) switch
    {
        AccountOpened opened => opened.Username != Name,
        AccountRenamed renamed => renamed.Username != Name,
        _ => false,
    };

    private static byte[] WithoutName(Row row) => EventOf(row) switch
    {
        AccountOpened opened => BalanceEventCodec.Instance.Encode(opened with { Username = Name }).Payload,
        AccountRenamed => BalanceEventCodec.Instance.Encode(new AccountRenamed(Name)).Payload,
        _ => row.Payload,
    };

    private static IBalanceEvent? EventOf(Row row) => row.Type is BalanceEventCodec.Opened or BalanceEventCodec.Renamed
        ? BalanceEventCodec.Instance.Decode(row.Type, (int)row.Version, row.Payload)
        : null;

    private static bool NamesSomebody(byte[]? receipt) =>
        receipt is not null && JsonNode.Parse(CommandReceipt.FromBytes(receipt).Outcome)?["account"] is not null;

    private sealed class Row
    {
        public long Id { get; init; }

        public long Seq { get; init; }

        public string Type { get; init; } = "";

        public long Version { get; init; }

        public byte[] Payload { get; init; } = [];

        public byte[]? Receipt { get; init; }
    }
}
