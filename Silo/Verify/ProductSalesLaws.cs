namespace Commerce.Verify;

/// <summary>What must hold of the read table of sales.</summary>
internal sealed class ProductSalesLaws(StoreSnapshot snapshot)
{
    private readonly Law _sales = new("product_sales has the pieces of paid orders less those given back, by product and day");
    private readonly Dictionary<(long Day, long ProductId), long> _sold = []; // few, whatever is sold of them
    private readonly HashSet<long> _untold = []; // products of which something is on its way

    public IEnumerable<Law> ReadTables => [_sales];

    /// <summary>Pieces were sold, or given back.</summary>
    public void Add(long day, long productId, long quantity, bool told)
    {
        _sold[(day, productId)] = _sold.GetValueOrDefault((day, productId)) + quantity;
        if (!told)
            _untold.Add(productId);
    }

    /// <summary>Goes through the table.</summary>
    public async Task CheckReadTableAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<(long Day, long ProductId), long>();
        await foreach (var (day, productId, quantity) in snapshot.RowsAsync("SELECT day, product_id, quantity FROM product_sales",
                           ["day", "product_id"], row => (Day: row.GetInt64(0), ProductId: row.GetInt64(1), Quantity: row.GetInt64(2)),
                           row => [row.Day, row.ProductId], cancellationToken))
            found[(day, productId)] = quantity;
        foreach (var (day, productId) in _sold.Keys.Union(found.Keys))
        {
            if (_untold.Contains(productId))
            {
                _sales.Skip();
                continue;
            }
            var (sold, listed) = (_sold.GetValueOrDefault((day, productId)), found.GetValueOrDefault((day, productId)));
            _sales.Check(sold == listed, () => $"product {productId} on day {day}: {listed} sold, the journal says {sold}");
        }
    }
}
