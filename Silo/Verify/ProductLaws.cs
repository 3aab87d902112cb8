using Commerce.Catalog;

namespace Commerce.Verify;

/// <summary>What must hold of stock.</summary>
internal sealed class ProductLaws
{
    private readonly Law _stock = new("no option has more pieces sold than supplied, or fewer than none");
    private readonly Dictionary<(long Product, long Option), (long Supplied, long Sold)> _options = [];
    private readonly Dictionary<Guid, Dictionary<(long Product, long Option), long>> _takenBy = [];

    /// <summary>Products there are.</summary>
    public HashSet<long> Defined { get; } = [];

    /// <summary>Orders that pieces were taken for.</summary>
    public IEnumerable<Guid> Takers => _takenBy.Where(taken => taken.Value.Values.Any(quantity => quantity != 0)).Select(taken => taken.Key);

    /// <summary>Pieces taken for an order and not put back, by product and option.</summary>
    public IReadOnlyDictionary<(long Product, long Option), long> TakenBy(Guid orderId) =>
        _takenBy.TryGetValue(orderId, out var taken)
            ? taken.Where(option => option.Value != 0).ToDictionary()
            : [];

    public void Take(long productId, IProductEvent e)
    {
        switch (e)
        {
            case ProductDefined defined:
                Defined.Add(productId);
                foreach (var option in defined.Options)
                    _options[(productId, option.OptionId)] = _options.GetValueOrDefault((productId, option.OptionId)) with { Supplied = option.Supplied };
                break;
            case StockDeducted deducted:
                Move(productId, deducted.OrderId, deducted.Items, 1);
                break;
            case StockRestored restored:
                Move(productId, restored.OrderId, restored.Items, -1);
                break;
        }
    }

    public IEnumerable<Law> Finish()
    {
        // Once more at the end, for a supply that shrank after the last piece was sold.
        foreach (var ((productId, optionId), (supplied, sold)) in _options)
            Check(productId, optionId, supplied, sold);
        return [_stock];
    }

    private void Check(long productId, long optionId, long supplied, long sold) =>
        _stock.Check(sold >= 0 && sold <= supplied, () => $"option {optionId} of product {productId}: {sold} of {supplied}");

    private void Move(long productId, Guid orderId, IReadOnlyList<StockItem> items, int sign)
    {
        if (!_takenBy.TryGetValue(orderId, out var taken))
            _takenBy[orderId] = taken = [];
        foreach (var item in items)
        {
            var key = (productId, item.OptionId);
            var (supplied, sold) = _options.GetValueOrDefault(key);
            sold += sign * item.Quantity;
            Check(productId, item.OptionId, supplied, sold);
            _options[key] = (supplied, sold);
            taken[key] = taken.GetValueOrDefault(key) + sign * item.Quantity;
        }
    }
}
