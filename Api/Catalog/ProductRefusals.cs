using Commerce.Http;

namespace Commerce.Catalog;

/// <summary>What clients are told when something about a product or its stock is refused.</summary>
internal static class ProductRefusals
{
    public static readonly ProblemType NotFound = new(StatusCodes.Status404NotFound, "PRODUCT_NOT_FOUND", "There is no such product.");

    public static readonly ProblemType OptionNotFound =
        new(StatusCodes.Status404NotFound, "PRODUCT_OPTION_NOT_FOUND", "The product has no such option.");

    public static readonly ProblemType StockInsufficient =
        new(StatusCodes.Status409Conflict, "STOCK_INSUFFICIENT", "An option has fewer pieces left than were ordered.");

    public static readonly ProblemType StockBelowSold =
        new(StatusCodes.Status409Conflict, "STOCK_BELOW_SOLD", "More pieces of an option were sold than this supply.");

    public static readonly ProblemType StockLimitExceeded = new(StatusCodes.Status409Conflict, "STOCK_LIMIT_EXCEEDED",
        "More pieces would have been supplied than can be of an option.");

    public static Problem Of(AddStockStatus status) => new(status switch
    {
        AddStockStatus.NotFound => NotFound,
        AddStockStatus.OptionNotFound => OptionNotFound,
        AddStockStatus.LimitExceeded => StockLimitExceeded,
        _ => throw new NotSupportedException($"{status} is no refusal."),
    });

    public static Problem Of(DefineProductStatus status) => new(status switch
    {
        DefineProductStatus.VersionMismatch => HttpProblems.VersionMismatch,
        DefineProductStatus.SupplyBelowSold => StockBelowSold,
        _ => throw new NotSupportedException($"{status} is no refusal."),
    });
}
