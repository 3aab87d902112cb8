using Commerce.Storage;
using Dapper;

namespace Commerce.Balances;

/// <summary>Reads a balance's ledger, which is its stream in the journal.</summary>
internal sealed class LedgerReads(ISqlDatabase database) : ILedgerReads
{
    private static readonly string[] s_entryTypes =
        [BalanceEventCodec.Opened, BalanceEventCodec.Charged, BalanceEventCodec.Debited, BalanceEventCodec.Refunded];

    public async Task<IReadOnlyList<LedgerEntry>> OfCustomerAsync(long customerId, long before, int limit)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        var rows = await connection.QueryAsync<(long Seq, string Type, int Version, byte[] Payload, long RecordedAt)>(
            "SELECT seq, event_type, event_version, payload, recorded_at FROM journal " +
            "WHERE stream = @stream AND seq < @before AND event_type IN @types ORDER BY seq DESC LIMIT @limit",
            new { stream = BalanceStreams.Of(customerId).ToString(), before, types = s_entryTypes, limit });
        return [.. rows.Select(row => Entry(row.Seq, BalanceEventCodec.Instance.Decode(row.Type, row.Version, row.Payload),
            DateTimeOffset.FromUnixTimeMilliseconds(row.RecordedAt)))];
    }

    private static LedgerEntry Entry(long position, IBalanceEvent e, DateTimeOffset at) => e switch
    {
        AccountOpened opened => new(position, LedgerEntryKind.Opening, opened.Balance, null, opened.Balance, at),
        BalanceCharged charged => new(position, LedgerEntryKind.Charge, charged.Amount, null, charged.BalanceAfter, at),
        BalanceDebited debited => new(position, LedgerEntryKind.Debit, debited.Amount, debited.OrderId, debited.BalanceAfter, at),
        BalanceRefunded refunded => new(position, LedgerEntryKind.Refund, refunded.Amount, refunded.OrderId, refunded.BalanceAfter, at),
        _ => throw new NotSupportedException($"{e.GetType().Name} is no entry of a ledger."),
    };
}
