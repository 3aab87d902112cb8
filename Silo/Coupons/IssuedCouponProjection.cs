using System.Data.Common;
using System.Globalization;
using Commerce.Journaling;
using Commerce.Outbox;
using Commerce.Projections;
using Commerce.Storage;
using Dapper;

namespace Commerce.Coupons;

/// <summary>
/// Keeps the tables <c>issued_coupon</c>, one row per piece, and <c>coupon_use</c>, which order has the piece. The first is
/// only ever added to, and a row of the second remembers the last event it has: a repeated event changes nothing.
/// </summary>
internal sealed class IssuedCouponProjection(ISqlDatabase database) : IProjection
{
    public IReadOnlyList<string> Tables => ["issued_coupon", "coupon_use"];

    public async Task ProjectAsync(IReadOnlyList<IntegrationEvent> events, DbConnection connection, DbTransaction transaction)
    {
        var issued = new List<string>();
        var uses = new Dictionary<(long CustomerId, long CouponId), (Guid? OrderId, long Sequence)>();
        foreach (var e in events)
        {
            var stream = StreamName.Parse(e.Subject);
            if (!stream.IsOf(CouponStreams.Category))
                continue;
            var couponId = stream.NumberKey;
            switch (CouponEventCodec.Instance.Decode(e.Type, e.Version, e.Data))
            {
                case CouponIssued piece:
                    issued.Add(Row(couponId, piece));
                    break;
                case CouponPiecesIssued together:
                    issued.AddRange(together.Pieces().Select(piece => Row(couponId, piece)));
                    break;
                case CouponRedeemed redeemed:
                    Use(redeemed.CustomerId, couponId, redeemed.OrderId, e.Sequence);
                    break;
                case CouponRestored restored:
                    Use(restored.CustomerId, couponId, null, e.Sequence);
                    break;
            }
        }
        await SqlInsert.NewRowsAsync(database, connection, transaction,
            "issued_coupon (customer_id, coupon_id, issue_number, status, issued_at)", issued);
        await WriteUsesAsync(uses, connection, transaction);

        void Use(long customerId, long couponId, Guid? orderId, long sequence)
        {
            if (uses.GetValueOrDefault((customerId, couponId)).Sequence < sequence)
                uses[(customerId, couponId)] = (orderId, sequence);
        }
    }

    private static string Row(long couponId, CouponIssued piece) => string.Create(CultureInfo.InvariantCulture,
        $"({piece.CustomerId},{couponId},{piece.IssueNumber},{(int)IssuedCouponStatus.Issued},{piece.IssuedAt.ToUnixTimeMilliseconds()})");

    private async Task WriteUsesAsync(
        Dictionary<(long CustomerId, long CouponId), (Guid? OrderId, long Sequence)> uses, DbConnection connection,
            DbTransaction transaction)
    {
        var inserted = await SqlInsert.NewRowsAsync(database, connection, transaction,
            "coupon_use (customer_id, coupon_id, order_id, last_seq)",
            [.. uses.Select(use => string.Create(CultureInfo.InvariantCulture,
                $"({use.Key.CustomerId},{use.Key.CouponId}," +
                $"{(use.Value.OrderId is { } order ? SqlText.Id(order) : "NULL")},{use.Value.Sequence})"))]);
        if (inserted == uses.Count)
            return;
        foreach (var ((customerId, couponId), (orderId, sequence)) in uses)
        {
            await connection.ExecuteAsync(
                "UPDATE coupon_use SET order_id = @order, last_seq = @sequence " +
                "WHERE customer_id = @customerId AND coupon_id = @couponId AND last_seq < @sequence",
                new { customerId, couponId, order = orderId?.ToByteArray(bigEndian: true), sequence }, transaction);
        }
    }
}
