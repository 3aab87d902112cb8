using System.Data.Common;
using Commerce.Orders;
using Dapper;

namespace Commerce.Verify;

/// <summary>
/// What must hold of the read tables: they have what the journal has, row by row, and nothing else. They follow the journal,
/// so this can be asked when nothing is on its way to them.
/// </summary>
internal sealed class ReadTableLaws(CouponLaws coupons, ProductLaws products, OrderLaws orders)
{
    private readonly Law _pieces = new("issued_coupon has every issued piece, and nothing else (checked when the outbox is empty)");
    private readonly Law _uses = new("coupon_use has the order that uses each piece (checked when the outbox is empty)");
    private readonly Law _orders = new("customer_order has every order as it is, and nothing else (checked when the outbox is empty)");
    private readonly Law _products = new("product has every product, and nothing else (checked when the outbox is empty)");

    /// <summary>The laws with what was found.</summary>
    public IReadOnlyList<Law> Laws => [_pieces, _uses, _orders, _products];

    /// <summary>Whether every law holds.</summary>
    public bool Hold => Laws.All(law => law.Breaches == 0);

    /// <summary>Reads the tables from end to end.</summary>
    public async Task CheckAsync(DbConnection connection)
    {
        await CheckPiecesAsync(connection);
        await CheckUsesAsync(connection);
        await CheckOrdersAsync(connection);
        await CheckProductsAsync(connection);
    }

    private async Task CheckPiecesAsync(DbConnection connection)
    {
        var rows = 0L;
        await foreach (var (couponId, customerId, number) in connection.QueryUnbufferedAsync<(long, long, long)>(
                           "SELECT coupon_id, customer_id, issue_number FROM issued_coupon"))
        {
            rows++;
            _pieces.Check(coupons.Find(couponId, customerId)?.Number == number, () => $"coupon {couponId}: number {number} of customer {customerId} was not issued");
        }
        _pieces.Check(rows == coupons.Pieces, () => $"{rows} rows, {coupons.Pieces} pieces were issued");
    }

    private async Task CheckUsesAsync(DbConnection connection)
    {
        var used = 0L;
        await foreach (var (couponId, customerId, bytes) in connection.QueryUnbufferedAsync<(long, long, byte[]?)>(
                           "SELECT coupon_id, customer_id, order_id FROM coupon_use"))
        {
            Guid? orderId = bytes is null ? null : new Guid(bytes, bigEndian: true);
            used += orderId is null ? 0 : 1;
            var due = coupons.Find(couponId, customerId)?.UsedBy;
            _uses.Check(due == orderId, () => $"coupon {couponId}: customer {customerId}'s piece is used by {orderId}, the journal says {due}");
        }
        _uses.Check(used == coupons.PiecesInUse, () => $"{used} pieces in use, the journal has {coupons.PiecesInUse}");
    }

    private async Task CheckOrdersAsync(DbConnection connection)
    {
        var rows = 0L;
        await foreach (var (bytes, customerId, status, total, discount) in connection.QueryUnbufferedAsync<(byte[], long, int, long, long)>(
                           "SELECT order_id, customer_id, status, total_amount, discount_amount FROM customer_order"))
        {
            rows++;
            var orderId = new Guid(bytes, bigEndian: true);
            var due = orders.Find(orderId);
            _orders.Check(due == (customerId, (OrderStatus)status, total, discount), () => $"order {orderId} is {(OrderStatus)status}, the journal says {due}");
        }
        _orders.Check(rows == orders.Total, () => $"{rows} rows, {orders.Total} orders were placed");
    }

    private async Task CheckProductsAsync(DbConnection connection)
    {
        var rows = 0L;
        await foreach (var productId in connection.QueryUnbufferedAsync<long>("SELECT product_id FROM product"))
        {
            rows++;
            _products.Check(products.Defined.Contains(productId), () => $"there is no product {productId}");
        }
        _products.Check(rows == products.Defined.Count, () => $"{rows} rows, {products.Defined.Count} products were defined");
    }
}
