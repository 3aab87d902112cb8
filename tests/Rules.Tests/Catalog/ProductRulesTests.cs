namespace Commerce.Catalog;

/// <summary>One example per outcome, with later reasons for a refusal present too.</summary>
public sealed class ProductRulesTests
{
    private const long ProductId = 5001;
    private const long Small = 6001;
    private const long Large = 6002;
    private const long Unknown = 6999;

    private static readonly Guid s_order = new(1, 0, 0, new byte[8]);
    private static readonly OptionDefinition s_small = new(Small, "S", 0, 10);
    private static readonly OptionDefinition s_large = new(Large, "L", 2_000, 5);
    private static readonly ProductDefined s_shirt = new("Shirt", 10_000, [s_small, s_large]);

    [Fact]
    public void Define_NewProduct_IsCreatedWithPricesAndStock()
    {
        var decision = ProductRules.Define(new ProductState(), ProductId, Command(s_small, s_large));

        Assert.Equal(DefineProductStatus.Created, decision.Outcome.Status);
        Assert.Equal([new(Small, "S", 0, 10_000, 10, 10), new(Large, "L", 2_000, 12_000, 5, 5)], decision.Outcome.Product!.Options);
        Assert.Equal([s_small, s_large], Assert.IsType<ProductDefined>(Assert.Single(decision.Events)).Options);
    }

    [Fact]
    public void Define_TheSameAgain_IsUnchanged()
    {
        var (outcome, events, _) = ProductRules.Define(State(), ProductId, Command(s_large, s_small));

        Assert.Equal((DefineProductStatus.Unchanged, 0), (outcome.Status, events.Count));
    }

    [Fact]
    public void Define_OneOptionAndANewOne_KeepsTheOthersAndTheirOrder()
    {
        var medium = new OptionDefinition(6003, "M", 1_000, 7);
        var decision = ProductRules.Define(State(), ProductId, Command(medium, s_large with { Supplied = 50 }));

        Assert.Equal(DefineProductStatus.Updated, decision.Outcome.Status);
        Assert.Equal([s_small, s_large with { Supplied = 50 }, medium],
            Assert.IsType<ProductDefined>(Assert.Single(decision.Events)).Options);
    }

    [Fact]
    public void Define_SupplyDownToWhatWasSold_LeavesNoStock()
    {
        var decision = ProductRules.Define(State((Small, 4)), ProductId, Command(s_small with { Supplied = 4 }));

        Assert.Equal(0, decision.Outcome.Product!.Options[0].Stock);
    }

    [Fact]
    public void Define_LessThanWasSold_IsSupplyBelowSold()
    {
        var decision = ProductRules.Define(State((Small, 4)), ProductId, Command(s_large, s_small with { Supplied = 3 }));

        Assert.Equal(DefineProductStatus.SupplyBelowSold, decision.Outcome.Status);
        Assert.Equal(6, decision.Outcome.Product!.Options[0].Stock);
        Assert.Empty(decision.Events);
    }

    [Fact]
    public void Define_OfAnotherRevision_IsVersionMismatch_AndSellingIsNone()
    {
        var revision = ProductRules.Product(State(), ProductId)!.Revision();
        var changes = Command(s_small with { Name = "Small" }) with { IfMatch = [revision] };
        var state = State((Small, 4));
        Assert.Equal(DefineProductStatus.Updated, ProductRules.Define(state, ProductId, changes).Outcome.Status);

        state.Apply(new StockAdded(Small, 1));

        var (outcome, events, _) = ProductRules.Define(state, ProductId, changes with { Options = [s_small with { Supplied = 3 }] });
        Assert.Equal((DefineProductStatus.VersionMismatch, 0), (outcome.Status, events.Count));
    }

    [Fact]
    public void Define_SupplyLeftOut_KeepsWhatWasSupplied()
    {
        var state = State((Small, 4));
        state.Apply(new StockAdded(Small, 30));

        var unchanged = ProductRules.Define(state, ProductId, Command(Kept(s_small), Kept(s_large)));
        var renamed = ProductRules.Define(state, ProductId, Command(Kept(s_small with { Name = "Small" })));

        Assert.Equal((DefineProductStatus.Unchanged, 0), (unchanged.Outcome.Status, unchanged.Events.Count));
        Assert.Equal([new(Small, "Small", 0, 10_000, 36, 40), new(Large, "L", 2_000, 12_000, 5, 5)], renamed.Outcome.Product!.Options);
        Assert.Equal([s_small with { Name = "Small", Supplied = 40 }, s_large],
            Assert.IsType<ProductDefined>(Assert.Single(renamed.Events)).Options);
    }

    [Fact]
    public void Define_SupplyLeftOutOfANewOption_IsOutOfBounds() => Assert.Equal("options[1].supplied",
        Assert.Throws<OutOfBoundsException>(() =>
            ProductRules.Define(State(), ProductId, Command(Kept(s_small), Kept(s_large with { OptionId = Unknown })))).Field);

    [Fact]
    public void Define_FirstSupply_IsTakenOfANewOptionAndRefusedOfAnother()
    {
        var medium = new OptionDefinition(6003, "M", 1_000, 7);

        var decision = ProductRules.Define(State(), ProductId, Command(medium with { Form = SupplyForm.First }));

        Assert.Equal([s_small, s_large, medium], Assert.IsType<ProductDefined>(Assert.Single(decision.Events)).Options);
        var refused = Assert.Throws<OutOfBoundsException>(() =>
            ProductRules.Define(State((Small, 4)), ProductId, Command(s_small with { Form = SupplyForm.First, Supplied = 6 })));
        Assert.Equal("options[0].stock", refused.Field);
        Assert.Contains("supplied", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_ToAnOption_AddsToItsStockAndSupply()
    {
        var decision = ProductRules.Add(State((Small, 4)), ProductId, new(Small, 30, null));

        Assert.Equal(AddStockStatus.Added, decision.Outcome.Status);
        Assert.Equal(new ProductOption(Small, "S", 0, 10_000, 36, 40), decision.Outcome.Product!.Options[0]);
        Assert.Equal([new StockAdded(Small, 30)], decision.Events);
        var state = State((Small, 4));
        state.Apply(decision.Events[0]);
        Assert.Equal(decision.Outcome.Product.Options, ProductRules.Product(state, ProductId)!.Options);
    }

    [Theory]
    [InlineData(Unknown, ProductBounds.MaxSupply, AddStockStatus.OptionNotFound)]
    [InlineData(Small, ProductBounds.MaxSupply - 9, AddStockStatus.LimitExceeded)]
    [InlineData(Small, ProductBounds.MaxSupply - 10, AddStockStatus.Added)]
    public void Add_ToNoOptionOrTooMuch_IsRefused(long option, long quantity, AddStockStatus expected)
    {
        var (outcome, events, _) = ProductRules.Add(State(), ProductId, new(option, quantity, null));

        Assert.Equal((expected, expected == AddStockStatus.Added ? 1 : 0), (outcome.Status, events.Count));
        Assert.Equal(AddStockStatus.NotFound, ProductRules.Add(new ProductState(), ProductId, new(option, quantity, null)).Outcome.Status);
    }

    [Fact]
    public void Deduct_SeveralOptions_TakesAllOfThem()
    {
        var decision = ProductRules.Deduct(State(), Deduct((Small, 10), (Large, 5)));

        Assert.Equal(DeductStockStatus.Deducted, decision.Outcome.Status);
        Assert.Equal([new StockItem(Small, 10), new StockItem(Large, 5)],
            Assert.IsType<StockDeducted>(Assert.Single(decision.Events)).Items);
    }

    [Fact]
    public void Deduct_OneOptionTooFew_TakesNothing()
    {
        var (outcome, events, _) = ProductRules.Deduct(State((Large, 1)), Deduct((Small, 1), (Large, 5)));

        Assert.Equal((DeductStockStatus.Insufficient, 0), (outcome.Status, events.Count));
    }

    [Fact]
    public void Deduct_OneOptionUnknownAndOneTooFew_IsNotFound()
    {
        var (outcome, events, _) = ProductRules.Deduct(State(), Deduct((Small, long.MaxValue), (Unknown, 1)));

        Assert.Equal((DeductStockStatus.NotFound, 0), (outcome.Status, events.Count));
    }

    [Fact]
    public void Deduct_OfNoProduct_IsNotFound() =>
        Assert.Equal(DeductStockStatus.NotFound, ProductRules.Deduct(new ProductState(), Deduct((Small, 1))).Outcome.Status);

    [Fact]
    public void Restore_WhatWasTaken_IsRestored()
    {
        var decision = ProductRules.Restore(State((Small, 3), (Large, 1)), Restore((Small, 3), (Large, 1)));

        Assert.Equal(RestoreStockStatus.Restored, decision.Outcome.Status);
        Assert.Equal([new StockItem(Small, 3), new StockItem(Large, 1)],
            Assert.IsType<StockRestored>(Assert.Single(decision.Events)).Items);
    }

    [Theory]
    [InlineData(Small, 3)]
    [InlineData(Large, 1)]
    [InlineData(Unknown, 1)]
    public void Restore_MoreThanWasTaken_IsNotDeducted(long option, long quantity)
    {
        var (outcome, events, _) =
            ProductRules.Restore(State((Small, 2)), option == Small ? Restore((Small, quantity)) : Restore((Small, 1), (option, quantity)));

        Assert.Equal((RestoreStockStatus.NotDeducted, 0), (outcome.Status, events.Count));
    }

    [Fact]
    public void Product_OfNothing_IsNull() => Assert.Null(ProductRules.Product(new ProductState(), ProductId));

    private static ProductState State(params ReadOnlySpan<(long Option, long Quantity)> sold)
    {
        var state = new ProductState();
        state.Apply(s_shirt);
        foreach (var (option, quantity) in sold)
            state.Apply(new StockDeducted(s_order, [new(option, quantity)]));
        return state;
    }

    private static DefineProduct Command(params OptionDefinition[] options) => new("Shirt", 10_000, options, null);

    private static OptionDefinition Kept(OptionDefinition option) =>
        option with { Supplied = OptionDefinition.KeptSupply, Form = SupplyForm.Kept };

    private static DeductStock Deduct(params ReadOnlySpan<(long Option, long Quantity)> items) => new(s_order, Items(items), null, null);

    private static RestoreStock Restore(params ReadOnlySpan<(long Option, long Quantity)> items) => new(s_order, Items(items), null, null);

    private static List<StockItem> Items(ReadOnlySpan<(long Option, long Quantity)> items)
    {
        var list = new List<StockItem>();
        foreach (var (option, quantity) in items)
            list.Add(new(option, quantity));
        return list;
    }
}
