using System.Data.Common;
using System.Globalization;
using Commerce.Journaling;
using Commerce.Outbox;
using Commerce.Projections;
using Commerce.Storage;
using Dapper;

namespace Commerce.Orders;

/// <summary>
/// Keeps the table <c>customer_order</c>. A row remembers the last event it has, so a repeated one changes nothing.
/// </summary>
internal sealed class CustomerOrderProjection(ISqlDatabase database) : IProjection, IOrderReads
{
    public IReadOnlyList<string> Tables => ["customer_order"];

    public async Task ProjectAsync(IReadOnlyList<IntegrationEvent> events, DbConnection connection, DbTransaction transaction)
    {
        var orders = Fold(events);
        var placed = orders.Where(order => order.Value.Placed is not null).ToList();
        var inserted = await SqlInsert.NewRowsAsync(database, connection, transaction,
            "customer_order (order_id, customer_id, placed_at, status, last_seq, total_amount, discount_amount, expires_at)",
            [.. placed.Select(order => Row(order.Key, order.Value.Placed!, order.Value))]);
        var known = inserted == placed.Count ? orders.Where(order => order.Value.Placed is null) : orders;
        // Most orders take the same few steps: one statement for all that came to the same one.
        foreach (var step in known.GroupBy(order => (order.Value.Status, order.Value.Sequence), order => order.Key))
        {
            foreach (var some in step.Chunk(SqlInsert.RowsPerStatement))
            {
                var (status, sequence) = ((int)step.Key.Status, step.Key.Sequence);
                await SqlText.ExecuteAsync(connection, transaction, string.Create(CultureInfo.InvariantCulture,
                    $"UPDATE customer_order SET status = {status}, last_seq = {sequence} WHERE last_seq < {sequence} ") +
                    $"AND order_id IN ({string.Join(',', some.Select(SqlText.Id))})");
            }
        }
    }

    /// <summary>What the events come to, order by order: mostly the whole life of each.</summary>
    private static Dictionary<Guid, Latest> Fold(IReadOnlyList<IntegrationEvent> events)
    {
        var orders = new Dictionary<Guid, Latest>();
        foreach (var e in events)
        {
            var stream = StreamName.Parse(e.Subject);
            if (!stream.IsOf(OrderStreams.Category))
                continue;
            var orderId = stream.GuidKey;
            var happened = OrderEventCodec.Instance.Decode(e.Type, e.Version, e.Data);
            var latest = orders.GetValueOrDefault(orderId);
            if (happened is OrderPlaced placed)
                latest = latest with { Placed = placed };
            if (latest.Sequence < e.Sequence && StatusAfter(happened) is { } status)
                latest = latest with { Status = status, Sequence = e.Sequence };
            orders[orderId] = latest;
        }
        return orders;
    }

    private static OrderStatus? StatusAfter(IOrderEvent e) => e switch
    {
        OrderPlaced => OrderStatus.Placed,
        PaymentStarted => OrderStatus.Paying,
        PaymentCompleted => OrderStatus.Paid,
        PaymentRejected => OrderStatus.Rejected,
        RefundStarted or RefundCompleted or CancellationStarted => OrderStatus.Paid, // as it was: nothing is told of what is under way
        OrderCancelled => OrderStatus.Cancelled,
        _ => null,
    };

    private static string Row(Guid orderId, OrderPlaced placed, Latest latest) => string.Create(CultureInfo.InvariantCulture,
        $"({SqlText.Id(orderId)},{placed.CustomerId},{placed.PlacedAt.ToUnixTimeMilliseconds()}," +
        $"{(int)latest.Status},{latest.Sequence},{placed.TotalAmount},{placed.DiscountAmount},") +
        $"{placed.ExpiresAt?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) ?? "NULL"})";

    public async Task<IReadOnlyList<ListedOrder>> OfCustomerAsync(long customerId, OrderCursor? before, int limit)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        var rows = await connection.QueryAsync<(
            byte[] OrderId, long PlacedAt, int Status, long TotalAmount, long DiscountAmount, long? ExpiresAt)>(
            "SELECT order_id, placed_at, status, total_amount, discount_amount, expires_at FROM customer_order " +
            "WHERE customer_id = @customerId " +
            (before is null ? "" : "AND (placed_at < @at OR placed_at = @at AND order_id < @id) ") +
            "ORDER BY placed_at DESC, order_id DESC LIMIT @limit",
            new { customerId, limit, at = before?.PlacedAt, id = before?.OrderId.ToByteArray(bigEndian: true) });
        return [.. rows.Select(row => new ListedOrder(
            new(new Guid(row.OrderId, bigEndian: true), customerId, (OrderStatus)row.Status, row.TotalAmount, row.DiscountAmount,
                DateTimeOffset.FromUnixTimeMilliseconds(row.PlacedAt)),
            row.ExpiresAt is { } end ? DateTimeOffset.FromUnixTimeMilliseconds(end) : null))];
    }

    private readonly record struct Latest(OrderPlaced? Placed, OrderStatus Status, long Sequence);
}
