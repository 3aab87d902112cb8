using Commerce.Catalog;
using Commerce.Journaling;

namespace Commerce.Verify;

/// <summary>What must hold of stock, and of the read table of products.</summary>
internal sealed class ProductLaws(StoreSnapshot snapshot, Scratch scratch) : IStreamLaws
{
    private readonly Law _stock = new("no option has more pieces sold than supplied, or fewer than none");
    private readonly Law _listed = new("product has every product, and nothing else");
    private readonly Dictionary<long, (long Supplied, long Sold)> _options = []; // of the product that is read
    private readonly Dictionary<long, bool> _told = []; // products there are: few, whatever is sold of them
    private long _productId;

    public IEnumerable<Law> Laws => [_stock];

    public IEnumerable<Law> ReadTables => [_listed];

    public void Begin(StreamName stream)
    {
        _productId = stream.NumberKey;
        _options.Clear();
    }

    public void Take(JournalRow row, bool told)
    {
        switch (ProductEventCodec.Instance.Decode(row.Type, row.Version, row.Payload))
        {
            case ProductDefined defined:
                _told.TryAdd(_productId, told);
                foreach (var option in defined.Options)
                    _options[option.OptionId] = _options.GetValueOrDefault(option.OptionId) with { Supplied = option.Supplied };
                break;
            case StockAdded added:
                var (supplied, sold) = _options.GetValueOrDefault(added.OptionId);
                _options[added.OptionId] = (supplied + added.Quantity, sold);
                break;
            case StockDeducted deducted:
                Move(deducted.OrderId, deducted.Items, 1);
                break;
            case StockRestored restored:
                Move(restored.OrderId, restored.Items, -1);
                break;
        }
    }

    public void End()
    {
        // Once more at the end, for a supply that shrank after the last piece was sold.
        foreach (var (optionId, (supplied, sold)) in _options)
            Check(optionId, supplied, sold);
    }

    /// <summary>Goes through the table of products.</summary>
    public async Task CheckReadTableAsync(CancellationToken cancellationToken)
    {
        var found = new HashSet<long>();
        await foreach (var productId in snapshot.RowsAsync("SELECT product_id FROM product", ["product_id"],
                           row => row.GetInt64(0), row => [row], cancellationToken))
        {
            found.Add(productId);
            _listed.Check(_told.ContainsKey(productId), () => $"there is no product {productId}");
        }
        foreach (var (productId, told) in _told.Where(product => !found.Contains(product.Key)))
        {
            if (told)
                _listed.Check(false, () => $"product {productId} is missing");
            else
                _listed.Skip();
        }
    }

    private void Check(long optionId, long supplied, long sold)
    {
        var productId = _productId;
        _stock.Check(sold >= 0 && sold <= supplied, () => $"option {optionId} of product {productId}: {sold} of {supplied}");
    }

    private void Move(Guid orderId, IReadOnlyList<StockItem> items, int sign)
    {
        foreach (var item in items)
        {
            var (supplied, sold) = _options.GetValueOrDefault(item.OptionId);
            sold += sign * item.Quantity;
            Check(item.OptionId, supplied, sold);
            _options[item.OptionId] = (supplied, sold);
            scratch.AddTaken(orderId, _productId, item.OptionId, sign * item.Quantity);
        }
    }
}
