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
    public IReadOnlyList<string> Tables => ["product_sales", "order_sale"];

    public async Task ProjectAsync(IReadOnlyList<IntegrationEvent> events, DbConnection connection, DbTransaction transaction)
    {
        var orders = Sort(events);
        if (orders.Values.All(order => order.Steps.Count == 0))
            return;
        var counted = orders.Where(order => order.Value.Steps.Count > 0).ToDictionary();
        var known = await KnowAsync(counted, connection, transaction);
        // An event that is counted already counts for nothing; one of an order that was not paid there is not.
        foreach (var (orderId, order) in counted)
        {
            var last = known.TryGetValue(orderId, out var row) ? row.LastSeq : long.MaxValue;
            order.Steps.RemoveAll(step => step.Sequence <= last);
        }
        await FindPlacementsAsync(counted, connection, transaction);
        await NoteAsync(counted, connection, transaction);
        await AddAsync(counted.SelectMany(order => order.Value.Changes().Select(change =>
            (known.GetValueOrDefault(order.Key).Day, change.ProductId, change.Quantity))), connection, transaction);
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
            if (e.Type is not (OrderEventCodec.Placed or OrderEventCodec.Completed or OrderEventCodec.RefundCompleted
                or OrderEventCodec.Cancelled))
                continue;
            var orderId = StreamName.Parse(e.Subject).GuidKey;
            if (!orders.TryGetValue(orderId, out var order))
                orders[orderId] = order = new OrderSteps();
            order.Take(OrderEventCodec.Instance.Decode(e.Type, e.Version, e.Data), e);
        }
        return orders;
    }

    /// <summary>Makes a row of each order that is paid, and reads them; nobody else counts these orders until the end.</summary>
    private async Task<Dictionary<Guid, (long Day, long LastSeq)>> KnowAsync(
        Dictionary<Guid, OrderSteps> orders, DbConnection connection, DbTransaction transaction)
    {
        await SqlInsert.NewRowsAsync(database, connection, transaction, "order_sale (order_id, day, last_seq)",
            [.. orders.Where(order => order.Value.PaidOn is not null).Select(order =>
                string.Create(CultureInfo.InvariantCulture, $"({Bytes(order.Key)},{order.Value.PaidOn},0)"))]);
        var known = new Dictionary<Guid, (long, long)>();
        foreach (var some in orders.Keys.Chunk(SqlInsert.RowsPerStatement))
        {
            var ids = string.Join(',', some.Select(Bytes));
            await connection.ExecuteAsync($"UPDATE order_sale SET last_seq = last_seq WHERE order_id IN ({ids})", null, transaction);
            foreach (var (id, day, lastSeq) in await connection.QueryAsync<(byte[] Id, long Day, long LastSeq)>(
                $"SELECT order_id, day, last_seq FROM order_sale WHERE order_id IN ({ids})", null, transaction))
                known[new Guid(id, bigEndian: true)] = (day, lastSeq);
        }
        return known;
    }

    /// <summary>What was ordered is told when an order is placed; where that was another time, the journal has it.</summary>
    private static async Task FindPlacementsAsync(
        Dictionary<Guid, OrderSteps> orders, DbConnection connection, DbTransaction transaction)
    {
        var missing = orders.Where(order => order.Value.NeedsPlacement).Select(order => order.Key);
        foreach (var some in missing.Chunk(SqlInsert.RowsPerStatement))
        {
            var streams = some.Select(orderId => new StreamName(OrderStreams.Category, orderId).ToString());
            foreach (var (stream, type, version, payload) in await connection.QueryAsync<(string, string, int, byte[])>(
                "SELECT stream, event_type, event_version, payload FROM journal WHERE seq = 1 AND stream IN @streams",
                new { streams }, transaction))
                orders[StreamName.Parse(stream).GuidKey].Placed = OrderEventCodec.Instance.Decode(type, version, payload) as OrderPlaced;
        }
    }

    private static async Task NoteAsync(Dictionary<Guid, OrderSteps> orders, DbConnection connection, DbTransaction transaction)
    {
        foreach (var step in orders.Where(order => order.Value.Steps.Count > 0)
            .GroupBy(order => order.Value.Steps[^1].Sequence, order => order.Key))
        {
            foreach (var some in step.Chunk(SqlInsert.RowsPerStatement))
            {
                await connection.ExecuteAsync(
                    $"UPDATE order_sale SET last_seq = @sequence WHERE order_id IN ({string.Join(',', some.Select(Bytes))})",
                    new { sequence = step.Key }, transaction);
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
            await connection.ExecuteAsync(
                $"UPDATE product_sales SET quantity = quantity + CASE product_id{cases} END WHERE day = @Day AND product_id IN ({ids})",
                new { some[0].Day }, transaction);
        }
    }

    private static string Bytes(Guid orderId) => SqlInsert.Bytes(orderId.ToByteArray(bigEndian: true));
}
