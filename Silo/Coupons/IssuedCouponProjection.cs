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
                    await SetStatusAsync(couponId, redeemed.CustomerId, IssuedCouponStatus.Reserved, connection, transaction);
                    break;
                case CouponRestored restored:
                    await FlushAsync(issued, connection, transaction);
                    await SetStatusAsync(couponId, restored.CustomerId, IssuedCouponStatus.Issued, connection, transaction);
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

    private static async Task SetStatusAsync(
        long couponId, long customerId, IssuedCouponStatus status, DbConnection connection, DbTransaction transaction)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "UPDATE issued_coupon SET status = @status WHERE customer_id = @customer AND coupon_id = @coupon";
        SqlJournalRows.Add(command, "@status", (int)status);
        SqlJournalRows.Add(command, "@customer", customerId);
        SqlJournalRows.Add(command, "@coupon", couponId);
        await command.ExecuteNonQueryAsync();
    }
}
