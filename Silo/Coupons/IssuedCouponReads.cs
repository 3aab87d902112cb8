using Commerce.Orders;
using Commerce.Storage;
using Dapper;

namespace Commerce.Coupons;

/// <summary>
/// Reads <c>issued_coupon</c>. A piece is used when the order that has it is paid, or was cancelled when it could not be used any
/// more: order and coupon are told of apart, in any order, and this joins them.
/// </summary>
internal sealed class IssuedCouponReads(ISqlDatabase database) : IIssuedCouponReads
{
    private static readonly string s_sql =
        "SELECT i.coupon_id, i.issue_number, " +
        $"CASE WHEN u.last_seq IS NULL THEN i.status WHEN u.order_id IS NULL THEN {(int)IssuedCouponStatus.Issued} " +
        $"WHEN o.status IN ({(int)OrderStatus.Paid},{(int)OrderStatus.Cancelled}) THEN {(int)IssuedCouponStatus.Used} " +
        $"ELSE {(int)IssuedCouponStatus.Reserved} END, " +
        "i.issued_at FROM issued_coupon i " +
        "LEFT JOIN coupon_use u ON u.customer_id = i.customer_id AND u.coupon_id = i.coupon_id " +
        "LEFT JOIN customer_order o ON o.order_id = u.order_id " +
        "WHERE i.customer_id = @customerId AND i.coupon_id > @afterCouponId ORDER BY i.coupon_id LIMIT @limit";

    public async Task<IReadOnlyList<IssuedCoupon>> OfCustomerAsync(long customerId, long afterCouponId, int limit)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        var rows = await connection.QueryAsync<(long CouponId, long IssueNumber, int Status, long IssuedAt)>(
            s_sql, new { customerId, afterCouponId, limit });
        return [.. rows.Select(row => new IssuedCoupon(
            row.CouponId, customerId, row.IssueNumber, (IssuedCouponStatus)row.Status,
                DateTimeOffset.FromUnixTimeMilliseconds(row.IssuedAt)))];
    }
}
