using Commerce.Journaling;

namespace Commerce.Catalog;

/// <summary>What of a product is saved in snapshots.</summary>
internal sealed record SavedProduct(ProductDefined? Definition, IReadOnlyList<StockItem> Sold);

/// <summary>A product: its definition, and how many pieces of each option are sold or on their way to be.</summary>
internal sealed class ProductState() : JsonState<IProductEvent, SavedProduct>(ProductJson.Default.SavedProduct)
{
    private readonly Dictionary<long, long> _sold = [];
    private Dictionary<long, OptionDefinition> _options = [];

    /// <summary>The definition, or <see langword="null"/> while there is no product.</summary>
    public ProductDefined? Definition { get; private set; }

    /// <summary>An option, or <see langword="null"/>.</summary>
    public OptionDefinition? Option(long optionId) => _options.GetValueOrDefault(optionId);

    /// <summary>Pieces of an option taken and not put back.</summary>
    public long Sold(long optionId) => _sold.GetValueOrDefault(optionId);

    /// <summary>Pieces of an option left; never negative.</summary>
    public long Stock(OptionDefinition option) => option.Supplied - Sold(option.OptionId);

    protected override void Fold(IProductEvent e)
    {
        switch (e)
        {
            case ProductDefined defined:
                Define(defined);
                break;
            case StockAdded added:
                Define(Definition!.With(added));
                break;
            case StockDeducted deducted:
                foreach (var item in deducted.Items)
                    _sold[item.OptionId] = Sold(item.OptionId) + item.Quantity;
                break;
            case StockRestored restored:
                foreach (var item in restored.Items)
                    _sold[item.OptionId] = Sold(item.OptionId) - item.Quantity;
                break;
            default:
                throw new NotSupportedException($"A product has no event {e.GetType().Name}.");
        }
    }

    protected override SavedProduct Save() => new(Definition, [.. _sold.Select(sold => new StockItem(sold.Key, sold.Value))]);

    protected override void Load(SavedProduct saved)
    {
        if (saved.Definition is { } definition)
            Define(definition);
        foreach (var (optionId, quantity) in saved.Sold)
            _sold[optionId] = quantity;
    }

    private void Define(ProductDefined definition)
    {
        Definition = definition;
        _options = definition.Options.ToDictionary(option => option.OptionId);
    }
}
