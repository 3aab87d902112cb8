using Commerce.Catalog;

namespace Commerce.Orders;

/// <summary>What a saga's step asks of one product.</summary>
internal static class StepItems
{
    /// <summary>Adds up what is named more than once, for a step names an option once; in the order of the options.</summary>
    /// <param name="items">Pieces of the product's options.</param>
    public static StockItem[] Of(IEnumerable<StockItem> items) =>
    [
        .. items.GroupBy(item => item.OptionId).OrderBy(option => option.Key)
            .Select(option => new StockItem(option.Key, option.Sum(item => item.Quantity))),
    ];
}
