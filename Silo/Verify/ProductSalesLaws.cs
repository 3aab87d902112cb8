namespace Commerce.Verify;

/// <summary>What must hold of the read table of sales.</summary>
internal sealed class ProductSalesLaws(StoreSnapshot snapshot)
{
    private readonly Law _sales = new("product_sales has the pieces of paid orders less those given back, product by product");
    private readonly Dictionary<long, long> _sold = []; // by product: few, whatever is sold of them
    private readonly HashSet<long> _untold = []; // products of which something is on its way

    public IEnumerable<Law> ReadTables => [_sales];

    /// <summary>Pieces were sold, or given back.</summary>
    public void Add(long productId, long quantity, bool told)
    {
        _sold[productId] = _sold.GetValueOrDefault(productId) + quantity;
        if (!told)
            _untold.Add(productId);
    }

    /// <summary>Goes through the table.</summary>
    public async Task CheckReadTableAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<long, long>();
        await foreach (var (_, productId, quantity) in snapshot.RowsAsync("SELECT day, product_id, quantity FROM product_sales",
                           ["day", "product_id"], row => (Day: row.GetInt64(0), ProductId: row.GetInt64(1), Quantity: row.GetInt64(2)),
                           row => [row.Day, row.ProductId], cancellationToken))
            found[productId] = found.GetValueOrDefault(productId) + quantity;
        foreach (var productId in _sold.Keys.Union(found.Keys))
        {
            if (_untold.Contains(productId))
            {
                _sales.Skip();
                continue;
            }
            var (sold, listed) = (_sold.GetValueOrDefault(productId), found.GetValueOrDefault(productId));
            _sales.Check(sold == listed, () => $"product {productId}: {listed} sold, the journal says {sold}");
        }
    }
}
