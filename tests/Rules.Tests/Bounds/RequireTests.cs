using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Orders;

namespace Commerce.Bounds;

/// <summary>The least and the most are taken, and the next value is not.</summary>
public sealed class RequireTests
{
    private static readonly Guid s_order = new(1, 0, 0, new byte[8]);
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, true)]
    [InlineData(9_007_199_254_740_991, true)]
    [InlineData(0, false)]
    [InlineData(9_007_199_254_740_992, false)]
    public void Id_IsWhatABrowserCanSay(long id, bool taken) => AssertTaken(taken, () => Require.Id(id, "id"));

    [Theory]
    [InlineData(0, true)]
    [InlineData(9_007_199_254_740_991, true)]
    [InlineData(-1, false)]
    [InlineData(9_007_199_254_740_992, false)]
    public void CustomerId_MayBeZero(long id, bool taken) => AssertTaken(taken, () => Require.CustomerId(id, "id"));

    [Theory]
    [InlineData("a", true)]
    [InlineData("가나다라마", true)]
    [InlineData("😀x😀", true)] // two characters each, as their length is counted
    [InlineData("sixsix", false)]
    [InlineData("a\u0085b", false)]
    [InlineData("\u3000", false)]
    [InlineData("\u200b\u200d\ufeff", false)]
    [InlineData("\u2060 \u00ad", false)]
    [InlineData("a\u2028b", false)]
    [InlineData("a\u2029b", false)]
    [InlineData("a\u200db", true)] // joined, as in most scripts and in emoji
    [InlineData(null, false)]
    public void Text_IsWholeCharactersThatCanBeSeen(string? text, bool taken) => AssertTaken(taken, () => Require.Text(text, 5, "text"));

    [Fact]
    public void Text_HalfACharacter_IsNone() // in no theory: a test's name is written in UTF-8, which has no such text
    {
        foreach (var text in new[] { "a\ud800", "\udc00", "\ude00\ud83d", "\ud83d\ud83d" })
            Assert.Throws<OutOfBoundsException>(() => Require.Text(text, 5, "text"));
    }

    [Fact]
    public void Commands_AtTheirBounds_AreTaken()
    {
        ICommand[] commands =
        [
            new OpenAccount(new string('가', BalanceBounds.MaxNameLength), BalanceBounds.Limit, null), new OpenAccount("a", 0, null),
            new ChargeBalance(1, null), new ChargeBalance(BalanceBounds.Limit, null, "pay_7"), new DebitBalance(1, s_order, null, null),
            new RefundBalance(OrderBounds.MaxTotal, s_order, null, null),
            new DefineProduct(new string('n', ProductBounds.MaxNameLength), ProductBounds.MaxPrice, Options(ProductBounds.MaxOptions),
                null),
            new DeductStock(s_order, [new(IdBounds.Max, OrderBounds.MaxItems * OrderBounds.MaxQuantity)], null, null),
            new RestoreStock(s_order, [.. Enumerable.Range(1, OrderBounds.MaxItems).Select(i => new StockItem(i, 1))], null, null),
            Terms(DiscountType.Fixed, CouponBounds.MaxDiscount), Terms(DiscountType.Rate, CouponBounds.MaxRate), Terms(DiscountType.Rate,
                1),
            new IssueCoupon(IdBounds.MinCustomer, null), new IssueCoupon(IdBounds.Max, null),
            new RedeemCoupon(0, s_order, OrderBounds.MaxTotal, null), new RedeemCoupon(0, s_order, 0, null), new RestoreCoupon(0, s_order,
                null),
            new PlaceOrder(0, null, [.. Enumerable.Repeat(new OrderItemRequest(1, null, OrderBounds.MaxQuantity), OrderBounds.MaxItems)],
                null, null),
            new PayOrder(null),
        ];
        foreach (var command in commands)
            command.Validate();
    }

    /// <summary>So no order that its items allow is refused for its total.</summary>
    [Fact]
    public void MaxTotal_IsWhatTheDearestOrderCosts() =>
        Assert.Equal(OrderBounds.MaxTotal, OrderBounds.MaxItems * OrderBounds.MaxQuantity * 2 * ProductBounds.MaxPrice);

    [Fact]
    public void Refund_ThatNobodyCouldHavePaid_IsLimitExceededAndDoesNotOverflow()
    {
        var state = new BalanceState();
        state.Apply(new AccountOpened("Kim", BalanceBounds.MostEver - 1));

        Assert.Equal(ChangeBalanceStatus.Changed, BalanceRules.Refund(state, new(1, s_order, null, null)).Outcome.Status);
        var decision = BalanceRules.Refund(state, new(2, s_order, null, null));
        Assert.Equal((ChangeBalanceStatus.LimitExceeded, 0), (decision.Outcome.Status, decision.Events.Count));
    }

    [Fact]
    public void Define_OptionsInAllPastTheMost_IsRefusedAndWhatIsThereCanStillBeChanged()
    {
        var full = new ProductState();
        full.Apply(new ProductDefined("Notebook", 1, Options(ProductBounds.MaxOptions + 5))); // of a release that did not look

        var refused = Assert.Throws<OutOfBoundsException>(() => ProductRules.Define(full, 1, new("Notebook", 1, [Option(5_000)], null)));
        Assert.Equal("options", refused.Field);
        Assert.Equal(DefineProductStatus.Updated, ProductRules.Define(full, 1, new("Notebook", 2, [Option(1)], null)).Outcome.Status);
    }

    private static DefineCoupon Terms(DiscountType type, long amount) =>
        new(new string('n', CouponBounds.MaxNameLength), new string('c', CouponBounds.MaxCodeLength), type, amount,
            CouponBounds.MaxQuantity,
            s_start, s_start.AddTicks(1), null);

    private static OptionDefinition[] Options(int count) => [.. Enumerable.Range(1, count).Select(i => Option(i))];

    private static OptionDefinition Option(long id) =>
        new(id, new string('o', ProductBounds.MaxOptionNameLength), ProductBounds.MaxPrice, ProductBounds.MaxSupply);

    private static void AssertTaken(bool taken, Action check)
    {
        if (taken)
            check();
        else
            Assert.Throws<OutOfBoundsException>(check);
    }
}
