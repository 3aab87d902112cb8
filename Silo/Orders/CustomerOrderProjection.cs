using System.Data.Common;
using Commerce.Coupons;
using Commerce.Outbox;
using Commerce.Storage;
using Dapper;

namespace Commerce.Orders;

/// <summary>
/// Keeps the table <c>customer_order</c>, and marks the coupon of a paid order as used. A row remembers the last event it
/// has, so a repeated one changes nothing.
/// </summary>
internal sealed class CustomerOrderProjection(ISqlDatabase database) : IProjection, IOrderReads
{
    private const string Prefix = "order/";

    public async Task ProjectAsync(IReadOnlyList<IntegrationEvent> events, DbConnection connection, DbTransaction transaction)
    {
        foreach (var e in events)
        {
            if (!e.Subject.StartsWith(Prefix, StringComparison.Ordinal))
                continue;
            var order = Guid.ParseExact(e.Subject.AsSpan(Prefix.Length), "N").ToByteArray(bigEndian: true);
            switch (OrderEventCodec.Instance.Decode(e.Type, e.Version, e.Data))
            {
                case OrderPlaced placed:
                    await connection.ExecuteAsync(
                        $"{database.InsertOrIgnore} customer_order (order_id, customer_id, placed_at, status, last_seq, total_amount, discount_amount) " +
                        "VALUES (@order, @CustomerId, @At, 0, @Sequence, @TotalAmount, @DiscountAmount)",
                        new { order, placed.CustomerId, At = placed.PlacedAt.ToUnixTimeMilliseconds(), e.Sequence, placed.TotalAmount, placed.DiscountAmount },
                        transaction);
                    break;
                case PaymentStarted:
                    await SetStatusAsync(order, OrderStatus.Paying, e.Sequence, connection, transaction);
                    break;
                case PaymentCompleted completed:
                    await SetStatusAsync(order, OrderStatus.Paid, e.Sequence, connection, transaction);
                    if (completed.CouponId is { } couponId)
                        await UseCouponAsync(couponId, completed.CustomerId, connection, transaction);
                    break;
                case PaymentRejected:
                    await SetStatusAsync(order, OrderStatus.Rejected, e.Sequence, connection, transaction);
                    break;
            }
        }
    }

    public async Task<IReadOnlyList<OrderSummary>> OfCustomerAsync(long customerId, OrderCursor? before, int limit)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        var rows = await connection.QueryAsync<(byte[] OrderId, long PlacedAt, int Status, long TotalAmount, long DiscountAmount)>(
            "SELECT order_id, placed_at, status, total_amount, discount_amount FROM customer_order WHERE customer_id = @customerId " +
            (before is null ? "" : "AND (placed_at < @at OR placed_at = @at AND order_id < @id) ") +
            "ORDER BY placed_at DESC, order_id DESC LIMIT @limit",
            new { customerId, limit, at = before?.PlacedAt, id = before?.OrderId.ToByteArray(bigEndian: true) });
        return [.. rows.Select(row => new OrderSummary(new Guid(row.OrderId, bigEndian: true), customerId, (OrderStatus)row.Status,
            row.TotalAmount, row.DiscountAmount, DateTimeOffset.FromUnixTimeMilliseconds(row.PlacedAt)))];
    }

    private static Task SetStatusAsync(byte[] order, OrderStatus status, long sequence, DbConnection connection, DbTransaction transaction) =>
        connection.ExecuteAsync(
            "UPDATE customer_order SET status = @status, last_seq = @sequence WHERE order_id = @order AND last_seq < @sequence",
            new { order, status = (int)status, sequence }, transaction);

    private static Task UseCouponAsync(long couponId, long customerId, DbConnection connection, DbTransaction transaction) =>
        connection.ExecuteAsync(
            "UPDATE issued_coupon SET status = @used WHERE customer_id = @customerId AND coupon_id = @couponId",
            new { used = (int)IssuedCouponStatus.Used, customerId, couponId }, transaction);
}
