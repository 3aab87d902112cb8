using System.Data.Common;
using System.Globalization;
using System.Text;
using Commerce.Journaling;
using Commerce.Outbox;
using Commerce.Storage;

namespace Commerce.Coupons;

/// <summary>Keeps the table <c>issued_coupon</c>: one row per piece, with its state.</summary>
internal sealed class IssuedCouponProjection(ISqlDatabase database) : IProjection
{
    private const int RowsPerInsert = 500;

    public async Task ProjectAsync(IReadOnlyList<IntegrationEvent> events, DbConnection connection, DbTransaction transaction)
    {
        var issued = new List<(long CouponId, CouponIssued Event)>();
        foreach (var e in events)
        {
            if (!e.Subject.StartsWith("coupon/", StringComparison.Ordinal))
                continue;
            var couponId = long.Parse(e.Subject.AsSpan("coupon/".Length), CultureInfo.InvariantCulture);
            switch (CouponEventCodec.Instance.Decode(e.Type, e.Version, e.Data))
            {
                case CouponIssued piece:
                    issued.Add((couponId, piece));
                    break;
                case CouponRedeemed redeemed:
                    await FlushAsync(issued, connection, transaction);
                    await ChangeStatusAsync(couponId, redeemed.CustomerId, IssuedCouponStatus.Issued, IssuedCouponStatus.Reserved, connection, transaction);
                    break;
                case CouponRestored restored:
                    await FlushAsync(issued, connection, transaction);
                    await ChangeStatusAsync(couponId, restored.CustomerId, IssuedCouponStatus.Reserved, IssuedCouponStatus.Issued, connection, transaction);
                    break;
            }
        }
        await FlushAsync(issued, connection, transaction);
    }

    private async Task FlushAsync(List<(long CouponId, CouponIssued Event)> issued, DbConnection connection, DbTransaction transaction)
    {
        foreach (var chunk in issued.Chunk(RowsPerInsert))
        {
            // Numbers only, written out: nothing here can carry text into the statement.
            var sql = new StringBuilder($"{database.InsertOrIgnore} issued_coupon (customer_id, coupon_id, issue_number, status, issued_at) VALUES ");
            for (var i = 0; i < chunk.Length; i++)
            {
                var (couponId, piece) = chunk[i];
                sql.Append(CultureInfo.InvariantCulture,
                    $"{(i == 0 ? "" : ",")}({piece.CustomerId},{couponId},{piece.IssueNumber},{(int)IssuedCouponStatus.Issued},{piece.IssuedAt.ToUnixTimeMilliseconds()})");
            }
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = sql.ToString();
            await command.ExecuteNonQueryAsync();
        }
        issued.Clear();
    }

    // A piece that a paid order used stays used: that order's events can overtake the coupon's.
    private static async Task ChangeStatusAsync(
        long couponId, long customerId, IssuedCouponStatus from, IssuedCouponStatus to, DbConnection connection, DbTransaction transaction)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "UPDATE issued_coupon SET status = @to WHERE customer_id = @customer AND coupon_id = @coupon AND status = @from";
        SqlJournalRows.Add(command, "@from", (int)from);
        SqlJournalRows.Add(command, "@to", (int)to);
        SqlJournalRows.Add(command, "@customer", customerId);
        SqlJournalRows.Add(command, "@coupon", couponId);
        await command.ExecuteNonQueryAsync();
    }
}
