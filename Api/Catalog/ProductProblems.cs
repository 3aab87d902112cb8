using Commerce.Http;

namespace Commerce.Catalog;

/// <summary>Refusals about products and their stock.</summary>
internal static class ProductProblems
{
    public static readonly ProblemType NotFound = new(StatusCodes.Status404NotFound, "PRODUCT_NOT_FOUND", "There is no such product.");

    public static readonly ProblemType OptionNotFound =
        new(StatusCodes.Status404NotFound, "PRODUCT_OPTION_NOT_FOUND", "The product has no such option.");

    public static readonly ProblemType StockInsufficient =
        new(StatusCodes.Status409Conflict, "STOCK_INSUFFICIENT", "An option has fewer pieces left than were ordered.");

    public static readonly ProblemType StockBelowSold =
        new(StatusCodes.Status409Conflict, "STOCK_BELOW_SOLD", "More pieces of an option were sold than this stock.");
}
