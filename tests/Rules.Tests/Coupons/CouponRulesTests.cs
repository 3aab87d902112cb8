using Commerce.Orders;

namespace Commerce.Coupons;

/// <summary>One example per outcome, each with every later reason for a refusal present too: that is what precedence means.</summary>
public sealed partial class CouponRulesTests
{
    private const long CouponId = 4001;
    private const long Holder = 1001;
    private const long Other = 1002;

    private static readonly DateTimeOffset s_opens = new(2025, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_closes = s_opens.AddDays(1);
    private static readonly DateTimeOffset s_before = s_opens.AddTicks(-1);
    private static readonly Guid s_order = new(1, 0, 0, new byte[8]);
    private static readonly Guid s_otherOrder = new(2, 0, 0, new byte[8]);

    private static readonly CouponDefined s_terms = new("Spring", "SPRING", DiscountType.Fixed, 1_000, 1, s_opens, s_closes);

    [Fact]
    public void Define_NewCampaign_IsCreated()
    {
        var decision = CouponRules.Define(new CouponState(), CouponId, Command(s_terms));

        Assert.Equal(DefineCouponStatus.Created, decision.Outcome.Status);
        Assert.Equal([s_terms], decision.Events);
        Assert.Equal(new CouponCampaign(CouponId, "Spring", "SPRING", DiscountType.Fixed, 1_000, 1, 0, s_opens, s_closes),
            decision.Outcome.Campaign);
    }

    [Fact]
    public void Define_SameTerms_IsUnchangedAndRecordsNothing()
    {
        var (outcome, events, _) = CouponRules.Define(State(s_terms), CouponId, Command(s_terms));

        Assert.Equal((DefineCouponStatus.Unchanged, 0), (outcome.Status, events.Count));
    }

    [Fact]
    public void Define_WithoutCode_KeepsTheCode()
    {
        var decision = CouponRules.Define(State(s_terms), CouponId, Command(s_terms with { Name = "Summer", Code = null }));

        Assert.Equal(DefineCouponStatus.Updated, decision.Outcome.Status);
        Assert.Equal([s_terms with { Name = "Summer" }], decision.Events);
        Assert.Equal("SPRING", decision.Outcome.Campaign!.Code);
    }

    [Fact]
    public void Define_AnotherCodeWhileNothingWasIssuedUnderIt_IsUpdated()
    {
        var state = State(s_terms with { Code = null, TotalQuantity = 3 });
        state.Apply(new CouponIssued(Holder, 1, s_opens)); // before there was a code
        state.Apply(s_terms with { TotalQuantity = 3 });

        var decision = CouponRules.Define(state, CouponId, Command(s_terms with { Code = "SUMMER", TotalQuantity = 3 }));
        Assert.Equal((DefineCouponStatus.Updated, "SUMMER"), (decision.Outcome.Status, decision.Outcome.Campaign!.Code));
        Assert.Equal([s_terms with { Code = null, TotalQuantity = 3 }], CouponRules.ReleaseCode(state, CouponId).Events);

        var loaded = new CouponState();
        for (var part = 0; part < state.PartCount; part++)
            loaded.LoadPart(part, state.SavePart(part));
        Assert.Equal(0, loaded.IssuedUnderCode);
        loaded.Apply(new CouponIssued(Other, 2, s_opens));
        Assert.Equal(DefineCouponStatus.CodeFixed, CouponRules.ReleaseCode(loaded, CouponId).Outcome.Status);
        Assert.Equal(DefineCouponStatus.NotFound, CouponRules.ReleaseCode(new CouponState(), CouponId).Outcome.Status);
    }

    [Theory]
    [InlineData(null, IssueCouponStatus.CodeRequired)]
    [InlineData("spring", IssueCouponStatus.CodeNotFound)]
    public void Issue_WithoutTheCampaignsCode_IsRefusedBeforeAnythingElse(string? code, IssueCouponStatus expected)
    {
        var decision = CouponRules.Issue(SoldOut(), [new IssueCoupon(Holder, null, code)], s_before);

        Assert.Equal((expected, 0), (decision.Outcome[0].Status, decision.Events.Count));
    }

    [Fact]
    public void Define_AnotherCodeAndTooFewPieces_IsCodeFixed()
    {
        var decision = CouponRules.Define(TwoIssued(), CouponId, Command(s_terms with { Code = "SUMMER", TotalQuantity = 1 }));

        Assert.Equal(DefineCouponStatus.CodeFixed, decision.Outcome.Status);
        Assert.Empty(decision.Events);
    }

    [Fact]
    public void Define_FewerPiecesThanIssued_IsQuantityBelowIssued()
    {
        var decision = CouponRules.Define(TwoIssued(), CouponId, Command(s_terms with { TotalQuantity = 1 }));

        Assert.Equal(DefineCouponStatus.QuantityBelowIssued, decision.Outcome.Status);
        Assert.Equal(2, decision.Outcome.Campaign!.TotalQuantity);
        Assert.Empty(decision.Events);
    }

    [Fact]
    public void Issue_OpenCampaignWithPiecesLeft_IsIssuedWithTheNextNumber()
    {
        var state = State(s_terms with { TotalQuantity = 2 }, new CouponIssued(Holder, 1, s_opens));

        var decision = CouponRules.Issue(state, [new IssueCoupon(Other, null, "SPRING")], s_opens);

        Assert.Equal([new IssueCouponOutcome(IssueCouponStatus.Issued, 2, s_opens)], decision.Outcome);
        Assert.Equal([new CouponIssued(Other, 2, s_opens)], decision.Events);
    }

    [Fact]
    public void Issue_SeveralTogether_DecidesOneAfterTheOtherInOneEvent()
    {
        var state = State(s_terms with { TotalQuantity = 3 }, new CouponIssued(Holder, 1, s_opens));

        var decision = CouponRules.Issue(state,
            [.. new long[] { Other, Holder, Other, 77, 78, 77 }.Select(customer => new IssueCoupon(customer, null, "SPRING"))], s_opens);

        Assert.Equal(
        [
            new(IssueCouponStatus.Issued, 2, s_opens), new(IssueCouponStatus.AlreadyIssued, 1, default),
                new(IssueCouponStatus.AlreadyIssued, 2, default),
            new(IssueCouponStatus.Issued, 3, s_opens), new(IssueCouponStatus.SoldOut, 0, default),
                new(IssueCouponStatus.AlreadyIssued, 3, default),
        ], decision.Outcome);
        var together = Assert.IsType<CouponPiecesIssued>(Assert.Single(decision.Events));
        Assert.Equal([new(Other, 2, s_opens), new(77, 3, s_opens)], together.Pieces());
    }

    [Fact]
    public void Issue_UnknownCampaign_IsNotFound() =>
        AssertRefused(new(IssueCouponStatus.NotFound, 0, default), new CouponState(), Holder, s_before);

    [Fact]
    public void Issue_HolderBeforeTheStart_IsNotOpen() =>
        AssertRefused(new(IssueCouponStatus.NotOpen, 0, default), SoldOut(), Holder, s_before);

    [Fact]
    public void Issue_AtTheEnd_IsNotOpen() =>
        AssertRefused(new(IssueCouponStatus.NotOpen, 0, default), SoldOut(), Other, s_closes);

    [Fact]
    public void Issue_HolderOfSoldOutCampaign_IsAlreadyIssuedWithItsNumber() =>
        AssertRefused(new(IssueCouponStatus.AlreadyIssued, 1, default), SoldOut(), Holder, s_opens);

    [Fact]
    public void Issue_LastTickWithNoPieceLeft_IsSoldOut() =>
        AssertRefused(new(IssueCouponStatus.SoldOut, 0, default), SoldOut(), Other, s_closes.AddTicks(-1));

    [Theory]
    [InlineData(DiscountType.Fixed, 1_000, 5_000, 1_000)]
    [InlineData(DiscountType.Fixed, 1_000, 999, 999)]
    [InlineData(DiscountType.Fixed, 1_000, 0, 0)]
    [InlineData(DiscountType.Rate, 10, 999, 99)]
    [InlineData(DiscountType.Rate, 33, 10, 3)]
    [InlineData(DiscountType.Rate, 100, OrderBounds.MaxTotal, OrderBounds.MaxTotal)]
    [InlineData(DiscountType.Fixed, CouponBounds.MaxDiscount, OrderBounds.MaxTotal, OrderBounds.MaxTotal)]
    public void Redeem_HeldPiece_IsRedeemedWithTheDiscount(DiscountType type, long amount, long of, long discount)
    {
        var state = State(s_terms with { DiscountType = type, DiscountAmount = amount }, new CouponIssued(Holder, 1, s_opens));

        var decision = CouponRules.Redeem(state, new RedeemCoupon(Holder, s_order, of, null), s_opens);

        Assert.Equal(new RedeemCouponOutcome(RedeemCouponStatus.Redeemed, discount), decision.Outcome);
        Assert.Equal([new CouponRedeemed(Holder, s_order, discount)], decision.Events);
    }

    [Fact]
    public void Redeem_SameOrderAfterTheTermsChangedAndEnded_IsRedeemedWithTheSameDiscount()
    {
        var state = Redeemed();
        state.Apply(s_terms with { DiscountAmount = 5_000 });

        var decision = CouponRules.Redeem(state, new RedeemCoupon(Holder, s_order, 9_000, null), s_closes);

        Assert.Equal(new RedeemCouponOutcome(RedeemCouponStatus.Redeemed, 700), decision.Outcome);
        Assert.Empty(decision.Events);
    }

    [Theory]
    [InlineData(700)]
    [InlineData(0)]
    public void Redeem_OnAPromiseAfterTheTermsChangedAndEnded_IsRedeemedWithWhatWasPromised(long promised)
    {
        var state = State(s_terms with { DiscountAmount = 5_000 }, new CouponIssued(Holder, 1, s_opens));

        var decision = CouponRules.Redeem(state, new RedeemCoupon(Holder, s_order, 9_000, null, null, promised), s_closes);

        Assert.Equal(new RedeemCouponOutcome(RedeemCouponStatus.Redeemed, promised), decision.Outcome);
        Assert.Equal([new CouponRedeemed(Holder, s_order, promised, IsPromised: true)], decision.Events);
    }

    [Fact]
    public void Redeem_OnAPromiseOfAPieceInUse_IsInUse() => Assert.Equal(
        RedeemCouponStatus.InUse,
        CouponRules.Redeem(Redeemed(), new RedeemCoupon(Holder, s_otherOrder, 9_000, null, null, 700), s_opens).Outcome.Status);

    [Fact]
    public void Redeem_UnknownCampaign_IsNotFound() =>
        AssertRefused(RedeemCouponStatus.NotFound, new CouponState(), Holder, s_order, s_before);

    [Fact]
    public void Redeem_NoPieceBeforeTheStart_IsNotHeld() =>
        AssertRefused(RedeemCouponStatus.NotHeld, SoldOut(), Other, s_order, s_before);

    [Fact]
    public void Redeem_AnotherOrderAfterTheEnd_IsInUse() =>
        AssertRefused(RedeemCouponStatus.InUse, Redeemed(), Holder, s_otherOrder, s_closes);

    [Fact]
    public void Redeem_BeforeTheStart_IsNotOpen() =>
        AssertRefused(RedeemCouponStatus.NotOpen, SoldOut(), Holder, s_order, s_before);

    [Fact]
    public void Redeem_AtTheEnd_IsNotOpen() =>
        AssertRefused(RedeemCouponStatus.NotOpen, SoldOut(), Holder, s_order, s_closes);

    [Fact]
    public void Restore_ByItsOrder_IsRestoredAndCanBeUsedByAnotherOrder()
    {
        var state = Redeemed();

        var decision = CouponRules.Restore(state, new RestoreCoupon(Holder, s_order, null), s_closes);
        state.Apply(Assert.Single(decision.Events));

        Assert.Equal(RestoreCouponStatus.Restored, decision.Outcome.Status);
        var again = CouponRules.Redeem(state, new RedeemCoupon(Holder, s_otherOrder, 700, null), s_opens);
        Assert.Equal(RedeemCouponStatus.Redeemed, again.Outcome.Status);
    }

    [Fact]
    public void Restore_OnlyWhileUsable_StaysWithTheOrderFromTheEndOn()
    {
        var command = new RestoreCoupon(Holder, s_order, null, null, OnlyWhileUsable: true);

        Assert.Equal(RestoreCouponStatus.Restored, CouponRules.Restore(Redeemed(), command, s_closes.AddTicks(-1)).Outcome.Status);
        var late = CouponRules.Restore(Redeemed(), command, s_closes);
        Assert.Equal((RestoreCouponStatus.NotUsable, 0), (late.Outcome.Status, late.Events.Count));
    }

    [Fact]
    public void Restore_ByAnotherOrderOrTwice_IsNotRedeemed()
    {
        var state = Redeemed();
        Assert.Equal(RestoreCouponStatus.NotRedeemed,
            CouponRules.Restore(state, new RestoreCoupon(Holder, s_otherOrder, null), s_closes).Outcome.Status);

        state.Apply(new CouponRestored(Holder, s_order));

        var again = CouponRules.Restore(state, new RestoreCoupon(Holder, s_order, null), s_closes);
        Assert.Equal(RestoreCouponStatus.NotRedeemed, again.Outcome.Status);
        Assert.Empty(again.Events);
    }

    private static CouponState TwoIssued() =>
        State(s_terms with { TotalQuantity = 2 }, new CouponIssued(Holder, 1, s_opens), new CouponIssued(Other, 2, s_opens));

    private static CouponState SoldOut() => State(s_terms, new CouponIssued(Holder, 1, s_opens));

    private static CouponState Redeemed() => State(s_terms, new CouponIssued(Holder, 1, s_opens), new CouponRedeemed(Holder, s_order, 700));

    private static CouponState State(params ICouponEvent[] events)
    {
        var state = new CouponState();
        foreach (var e in events)
            state.Apply(e);
        return state;
    }

    private static DefineCoupon Command(CouponDefined terms) => new(
        terms.Name, terms.Code, terms.DiscountType, terms.DiscountAmount, terms.TotalQuantity, terms.StartedAt, terms.ExpiredAt, null);

    private static void AssertRefused(IssueCouponOutcome expected, CouponState state, long customer, DateTimeOffset now)
    {
        var decision = CouponRules.Issue(state, [new IssueCoupon(customer, null, "SPRING")], now);
        Assert.Equal([expected], decision.Outcome);
        Assert.Empty(decision.Events);
    }

    private static void AssertRefused(RedeemCouponStatus expected, CouponState state, long customer, Guid order, DateTimeOffset now)
    {
        var decision = CouponRules.Redeem(state, new RedeemCoupon(customer, order, 5_000, null), now);
        Assert.Equal(new RedeemCouponOutcome(expected, 0), decision.Outcome);
        Assert.Empty(decision.Events);
    }
}
