using Commerce.Storage;
using Dapper;

namespace Commerce.Coupons;

/// <summary>Reads the table <c>issued_coupon</c>.</summary>
internal sealed class IssuedCouponReads(ISqlDatabase database) : IIssuedCouponReads
{
    public async Task<IReadOnlyList<IssuedCoupon>> OfCustomerAsync(long customerId, long afterCouponId, int limit)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        var rows = await connection.QueryAsync<(long CouponId, long IssueNumber, int Status, long IssuedAt)>(
            "SELECT coupon_id, issue_number, status, issued_at FROM issued_coupon " +
            "WHERE customer_id = @customerId AND coupon_id > @afterCouponId ORDER BY coupon_id LIMIT @limit",
            new { customerId, afterCouponId, limit });
        return [.. rows.Select(row => new IssuedCoupon(
            row.CouponId, customerId, row.IssueNumber, (IssuedCouponStatus)row.Status, DateTimeOffset.FromUnixTimeMilliseconds(row.IssuedAt)))];
    }
}
