using System.Data.Common;
using System.Globalization;
using Commerce.Journaling;
using Commerce.Orders;
using Commerce.Outbox;
using Commerce.Projections;
using Commerce.Storage;
using Dapper;

namespace Commerce.Catalog;

/// <summary>
/// Keeps the table <c>product_sales</c>: a number for each product and day, so reading it takes as long after ten million orders as after
/// ten. What is given back is taken off the day of the sale. <c>order_sale</c> remembers of each order the last event that was counted.
/// </summary>
internal sealed class ProductSalesProjection(ISqlDatabase database) : IProjection, IProductSalesReads
{
    private const string OrderRow = "order_sale (order_id, day, last_seq)";

    private static readonly string[] s_steps = [OrderEventCodec.Completed, OrderEventCodec.RefundCompleted, OrderEventCodec.Cancelled];

    public IReadOnlyList<string> Tables => ["order_sale", "product_sales"];

    public async Task ProjectAsync(IReadOnlyList<IntegrationEvent> events, DbConnection connection, DbTransaction transaction)
    {
        var orders = Sort(events).Where(order => !order.Value.IsEmpty).ToDictionary();
        var paidHere = orders.Where(order => order.Value.PaidOn is not null).ToList(); // new, unless it is told again
        await FindPassedOverAsync(orders, connection, transaction);
        // A new row has its last step at once, and nobody else counts the order until the end: who inserts or updates the same row waits
        // for this transaction, and finds the row as it is then. Of SQLite's writers each waits for the one before it.
        var known = orders;
        foreach (var some in paidHere.Chunk(SqlInsert.RowsPerStatement))
        {
            if (await SqlInsert.OnlyNewRowsAsync(database, connection, transaction, OrderRow,
                some.Select(order => Row(order.Key, order.Value, order.Value.LastSequence))))
                known = known.ExceptBy(some.Select(order => order.Key), order => order.Key).ToDictionary();
        }
        if (known.Count > 0)
            await DropCountedAsync(known, connection, transaction);
        await FindPlacementsAsync(orders, connection, transaction);
        await AddAsync(orders.Values.SelectMany(order => order.Changes().Select(change =>
            (order.PaidOn ?? 0, change.ProductId, change.Quantity))), connection, transaction);
    }

    public async Task<IReadOnlyList<ProductSales>> MostSoldAsync(long fromDay, int limit)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        var rows = await connection.QueryAsync<(long ProductId, decimal Quantity)>(
            "SELECT product_id, SUM(quantity) FROM product_sales WHERE day >= @fromDay GROUP BY product_id HAVING SUM(quantity) > 0 " +
            "ORDER BY SUM(quantity) DESC, product_id LIMIT @limit", new { fromDay, limit });
        return [.. rows.Select(row => new ProductSales(row.ProductId, (long)row.Quantity))];
    }

    /// <summary>The events that sales are counted by, order by order.</summary>
    private static Dictionary<Guid, OrderSteps> Sort(IReadOnlyList<IntegrationEvent> events)
    {
        var orders = new Dictionary<Guid, OrderSteps>();
        foreach (var e in events)
        {
            if (e.Type != OrderEventCodec.Placed && !s_steps.Contains(e.Type))
                continue;
            var orderId = StreamName.Parse(e.Subject).GuidKey;
            if (!orders.TryGetValue(orderId, out var order))
                orders[orderId] = order = new OrderSteps();
            order.Take(e.Sequence, e.Time, OrderEventCodec.Instance.Decode(e.Type, e.Version, e.Data));
        }
        return orders;
    }

    /// <summary>
    /// An event that could not be taken in when it came would be lost, once a later one of its order is counted. So whatever the journal
    /// has of an order before the last step is counted with that, or neither is.
    /// </summary>
    private static async Task FindPassedOverAsync(
        Dictionary<Guid, OrderSteps> orders, DbConnection connection, DbTransaction transaction)
    {
        var returned = orders.Where(order => order.Value.HasReturns).Select(order => order.Key);
        foreach (var some in returned.Chunk(SqlInsert.RowsPerStatement))
        {
            foreach (var (stream, sequence, type, version, payload, at) in await connection.QueryAsync<(
                string, long, string, int, byte[], long)>(
                "SELECT stream, seq, event_type, event_version, payload, recorded_at FROM journal " +
                "WHERE stream IN @streams AND event_type IN @types", new { streams = StreamsOf(some), types = s_steps }, transaction))
            {
                var order = orders[StreamName.Parse(stream).GuidKey];
                if (order.Lacks(sequence))
                {
                    order.Take(sequence, DateTimeOffset.FromUnixTimeMilliseconds(at),
                        OrderEventCodec.Instance.Decode(type, version, payload));
                }
            }
        }
    }

    /// <summary>
    /// Drops what is counted already of orders that have a row, and notes there what is counted now. The update that changes nothing
    /// waits for whoever else counts such an order, and keeps others from it until the end. What is read behind it is what they left: at
    /// READ COMMITTED a statement sees all that was committed before it. An insert that failed has looked at the rows already: of two
    /// that count the same orders again at once MySQL ends one, whose batch is tried again.
    /// </summary>
    private async Task DropCountedAsync(Dictionary<Guid, OrderSteps> orders, DbConnection connection, DbTransaction transaction)
    {
        var unpaid = orders.Keys.ToHashSet();
        foreach (var some in orders.Chunk(SqlInsert.RowsPerStatement))
        {
            var ids = string.Join(',', some.Select(order => SqlText.Id(order.Key)));
            await SqlText.ExecuteAsync(connection, transaction, $"UPDATE order_sale SET last_seq = last_seq WHERE order_id IN ({ids})");
            await SqlInsert.NewRowsAsync(database, connection, transaction, OrderRow,
                [.. some.Where(order => order.Value.PaidOn is not null).Select(order => Row(order.Key, order.Value, lastSequence: 0))]);
            foreach (var (orderId, day, lastSeq) in await SqlText.QueryAsync(connection, transaction,
                $"SELECT order_id, day, last_seq FROM order_sale WHERE order_id IN ({ids})",
                row => (new Guid(row.GetFieldValue<byte[]>(0), bigEndian: true), row.GetInt64(1), row.GetInt64(2))))
            {
                orders[orderId].DropCounted(lastSeq, day);
                unpaid.Remove(orderId);
            }
        }
        foreach (var orderId in unpaid)
            orders[orderId].DropAll();
        await NoteAsync(orders, connection, transaction);
    }

    /// <summary>What was ordered is told when an order is placed; where that was another time, the journal has it.</summary>
    private static async Task FindPlacementsAsync(
        Dictionary<Guid, OrderSteps> orders, DbConnection connection, DbTransaction transaction)
    {
        var missing = orders.Where(order => order.Value.NeedsPlacement).Select(order => order.Key);
        foreach (var some in missing.Chunk(SqlInsert.RowsPerStatement))
        {
            foreach (var (stream, type, version, payload) in await connection.QueryAsync<(string, string, int, byte[])>(
                "SELECT stream, event_type, event_version, payload FROM journal WHERE seq = 1 AND stream IN @streams",
                new { streams = StreamsOf(some) }, transaction))
                orders[StreamName.Parse(stream).GuidKey].Placed = OrderEventCodec.Instance.Decode(type, version, payload) as OrderPlaced;
        }
    }

    private static async Task NoteAsync(Dictionary<Guid, OrderSteps> orders, DbConnection connection, DbTransaction transaction)
    {
        foreach (var step in orders.Where(order => !order.Value.IsEmpty).GroupBy(order => order.Value.LastSequence, order => order.Key))
        {
            foreach (var some in step.Chunk(SqlInsert.RowsPerStatement))
            {
                await SqlText.ExecuteAsync(connection, transaction, string.Create(CultureInfo.InvariantCulture,
                    $"UPDATE order_sale SET last_seq = {step.Key} WHERE order_id IN ({string.Join(',', some.Select(SqlText.Id))})"));
            }
        }
    }

    // By day and product, so that two who add to the same rows do not wait for each other.
    private async Task AddAsync(
        IEnumerable<(long Day, long ProductId, long Quantity)> changes, DbConnection connection, DbTransaction transaction)
    {
        var sums = changes.GroupBy(change => (change.Day, change.ProductId), change => change.Quantity)
            .Select(product => (product.Key.Day, product.Key.ProductId, Quantity: product.Sum()))
            .Where(product => product.Quantity != 0).OrderBy(product => (product.Day, product.ProductId)).ToList();
        await SqlInsert.NewRowsAsync(database, connection, transaction, "product_sales (day, product_id, quantity)",
            [.. sums.Select(sum => string.Create(CultureInfo.InvariantCulture, $"({sum.Day},{sum.ProductId},0)"))]);
        foreach (var some in sums.GroupBy(sum => sum.Day).SelectMany(day => day.Chunk(SqlInsert.RowsPerStatement)))
        {
            var cases = string.Concat(some.Select(sum =>
                string.Create(CultureInfo.InvariantCulture, $" WHEN {sum.ProductId} THEN {sum.Quantity}")));
            var ids = string.Join(',', some.Select(sum => sum.ProductId.ToString(CultureInfo.InvariantCulture)));
            var day = some[0].Day.ToString(CultureInfo.InvariantCulture);
            await SqlText.ExecuteAsync(connection, transaction,
                $"UPDATE product_sales SET quantity = quantity + CASE product_id{cases} END WHERE day = {day} AND product_id IN ({ids})");
        }
    }

    private static IEnumerable<string> StreamsOf(IEnumerable<Guid> orders) =>
        orders.Select(orderId => new StreamName(OrderStreams.Category, orderId).ToString());

    private static string Row(Guid orderId, OrderSteps order, long lastSequence) =>
        string.Create(CultureInfo.InvariantCulture, $"({SqlText.Id(orderId)},{order.PaidOn},{lastSequence})");
}
