using Commerce.Journaling;

namespace Commerce.Catalog;

/// <summary>The decisions of a product. Pure: state and command in; outcome and events out.</summary>
internal static class ProductRules
{
    public static Decision<DefineProductOutcome, IProductEvent> Define(ProductState state, long productId, DefineProduct command)
    {
        command.Validate();
        Require.Id(productId, "productId");
        if (!Revision.IsExpected(command.IfMatch, Product(state, productId)?.Revision()))
            return new(new(DefineProductStatus.VersionMismatch, Product(state, productId)), []);
        var options = WithSupplies(state, command.Options);
        if (options.Exists(option => option.Supplied < state.Sold(option.OptionId)))
            return new(new(DefineProductStatus.SupplyBelowSold, Product(state, productId)), []);

        var named = options.ToDictionary(option => option.OptionId);
        var known = state.Definition?.Options ?? [];
        // Options keep their order: what is sold by "the first option" does not change under a customer.
        var definition = new ProductDefined(command.Name, command.BasePrice,
        [
            .. known.Select(option => named.GetValueOrDefault(option.OptionId, option)),
            .. options.Where(option => state.Option(option.OptionId) is null),
        ]);
        // It can be extended again and again, so what it comes to is bounded, too.
        Require.Range(definition.Options.Count, 1, Math.Max(ProductBounds.MaxOptions, known.Count), "options");
        if (state.Definition is { } current && Same(current, definition))
            return new(new(DefineProductStatus.Unchanged, Product(state, productId)), []);
        return new(
            new(state.Definition is null ? DefineProductStatus.Created : DefineProductStatus.Updated,
                Product(definition, state, productId)),
            [definition]);
    }

    public static Decision<AddStockOutcome, IProductEvent> Add(ProductState state, long productId, AddStock command)
    {
        command.Validate();
        if (state.Definition is not { } definition)
            return Refuse(AddStockStatus.NotFound);
        if (state.Option(command.OptionId) is not { } option)
            return Refuse(AddStockStatus.OptionNotFound);
        if (command.Quantity > ProductBounds.MaxSupply - option.Supplied)
            return Refuse(AddStockStatus.LimitExceeded);
        var added = new StockAdded(command.OptionId, command.Quantity);
        return new(new(AddStockStatus.Added, Product(definition.With(added), state, productId)), [added]);

        Decision<AddStockOutcome, IProductEvent> Refuse(AddStockStatus status) => new(new(status, Product(state, productId)), []);
    }

    public static Decision<DeductStockOutcome, IProductEvent> Deduct(ProductState state, DeductStock command)
    {
        command.Validate();
        if (command.Items.Any(item => state.Option(item.OptionId) is null))
            return new(new(DeductStockStatus.NotFound), []);
        if (command.Items.Any(item => item.Quantity > state.Stock(state.Option(item.OptionId)!)))
            return new(new(DeductStockStatus.Insufficient), []);
        return new(new(DeductStockStatus.Deducted), [new StockDeducted(command.OrderId, command.Items)]);
    }

    public static Decision<RestoreStockOutcome, IProductEvent> Restore(ProductState state, RestoreStock command)
    {
        command.Validate();
        return command.Items.Any(item => state.Option(item.OptionId) is null || item.Quantity > state.Sold(item.OptionId))
            ? new(new(RestoreStockStatus.NotDeducted), [])
            : new(new(RestoreStockStatus.Restored), [new StockRestored(command.OrderId, command.Items)]);
    }

    public static Product? Product(ProductState state, long productId) =>
        state.Definition is { } definition ? Product(definition, state, productId) : null;

    private static Product Product(ProductDefined definition, ProductState state, long productId) => new(
        productId, definition.Name, definition.BasePrice,
        [
            .. definition.Options.Select(option => new ProductOption(
                option.OptionId, option.Name, option.ExtraPrice, definition.BasePrice + option.ExtraPrice, state.Stock(option),
                option.Supplied)),
        ]);

    /// <summary>The options with all that was ever supplied of them, however the command says it.</summary>
    private static List<OptionDefinition> WithSupplies(ProductState state, IReadOnlyList<OptionDefinition> options) =>
        [.. options.Select((option, i) => (option.Form, state.Option(option.OptionId)) switch
        {
            (SupplyForm.Kept, { } known) => option with { Supplied = known.Supplied, Form = null },
            (SupplyForm.Kept, null) =>
                throw new OutOfBoundsException($"options[{i}].supplied", $"options[{i}].supplied is required: the option is new."),
            (SupplyForm.First, not null) => throw new OutOfBoundsException($"options[{i}].stock",
                $"options[{i}].stock is what is left of an option, and cannot be set: send supplied, all pieces that were ever supplied, "
                + "or leave both out, and add pieces with restock."),
            _ => option with { Form = null },
        })];

    private static bool Same(ProductDefined one, ProductDefined other) =>
        one.Name == other.Name && one.BasePrice == other.BasePrice && one.Options.SequenceEqual(other.Options);
}
