using System.Globalization;
using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Journaling;
using Commerce.Orders;
using Commerce.Storage;
using Dapper;

namespace Commerce.Verify;

/// <summary>
/// Reads the whole store by SQL and checks the laws that must hold whatever was killed: nothing issued over quantity or
/// twice, no money or piece made or lost, no payment half done. It shares no code with the grains but the events' form.
/// </summary>
/// <param name="database">The store.</param>
/// <param name="patience">How long the read tables may take to catch up: over Kafka, what left the outbox is still under way.</param>
internal sealed class JournalVerifier(ISqlDatabase database, TimeSpan patience = default)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    private readonly Law _streams = new("every stream's events are numbered 1, 2, 3, ... without gaps");
    private readonly CouponLaws _coupons = new();
    private readonly BalanceLaws _balances = new();
    private readonly ProductLaws _products = new();
    private readonly OrderLaws _orders = new();

    /// <summary>Checks everything.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The laws with what was found.</returns>
    public async Task<IReadOnlyList<Law>> VerifyAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandTimeout = 0;
        command.CommandText = $"SELECT {SqlJournalRows.Columns} FROM journal ORDER BY stream, seq";
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            var (stream, seq) = ("", 0L);
            while (await reader.ReadAsync(cancellationToken))
            {
                var e = SqlJournalRows.Read(reader);
                (stream, seq) = e.Stream == stream ? (stream, seq + 1) : (e.Stream, 1);
                _streams.Check(e.Seq == seq, () => $"{e.Stream} has {e.Seq} where {seq} is due");
                seq = e.Seq;
                Take(e);
            }
        }

        var open = (await connection.QueryAsync<string>("SELECT stream FROM open_work")).ToHashSet();
        var orders = _orders.Finish(_balances, _coupons, _products, open);
        return [_streams, .. _coupons.Laws, .. _balances.Finish(_orders.PaidTotal, _orders.TakenByOpenPayments), .. _products.Finish(), .. orders,
            .. await ReadTablesAsync(connection)];
    }

    private void Take(JournalEvent e)
    {
        var slash = e.Stream.IndexOf('/', StringComparison.Ordinal);
        var key = e.Stream.AsSpan(slash + 1);
        if (e.Type == "command.answered")
            return;
        switch (e.Stream[..slash])
        {
            case "coupon":
                _coupons.Take(long.Parse(key, CultureInfo.InvariantCulture), CouponEventCodec.Instance.Decode(e.Type, e.Version, e.Payload));
                break;
            case "balance":
                _balances.Take(long.Parse(key, CultureInfo.InvariantCulture), BalanceEventCodec.Instance.Decode(e.Type, e.Version, e.Payload));
                break;
            case "product":
                _products.Take(long.Parse(key, CultureInfo.InvariantCulture), ProductEventCodec.Instance.Decode(e.Type, e.Version, e.Payload));
                break;
            case "order":
                _orders.Take(Guid.ParseExact(key, "N"), OrderEventCodec.Instance.Decode(e.Type, e.Version, e.Payload));
                break;
        }
    }

    private async Task<IReadOnlyList<Law>> ReadTablesAsync(System.Data.Common.DbConnection connection)
    {
        var tables = new ReadTableLaws(_coupons, _products, _orders);
        if (await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM outbox") > 0)
            return tables.Laws;
        await tables.CheckAsync(connection);
        for (var waited = TimeSpan.Zero; !tables.Hold && waited < patience; waited += s_pause)
        {
            await Task.Delay(s_pause);
            tables = new ReadTableLaws(_coupons, _products, _orders);
            await tables.CheckAsync(connection);
        }
        return tables.Laws;
    }
}
