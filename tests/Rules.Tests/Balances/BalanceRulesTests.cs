namespace Commerce.Balances;

/// <summary>One example per outcome.</summary>
public sealed class BalanceRulesTests
{
    private const long CustomerId = 1001;

    private static readonly Guid s_order = new(1, 0, 0, new byte[8]);

    [Fact]
    public void Open_WithoutAnOpeningBalance_RenamesWhoIsKnownAndNobodyElse()
    {
        var state = new BalanceState();
        var rename = new OpenAccount("Lee", 0, null, MustExist: true);
        Assert.Equal("openingBalance", Assert.Throws<OutOfBoundsException>(() => BalanceRules.Open(state, 1, rename)).Field);

        state.Apply(new AccountOpened("Kim", 500));

        var decision = BalanceRules.Open(state, 1, rename);
        Assert.Equal(new OpenAccountOutcome(OpenAccountStatus.Renamed, new(1, "Lee", 500)), decision.Outcome);
    }

    [Fact]
    public void Open_NewCustomer_IsCreatedWithTheOpeningBalance()
    {
        var decision = BalanceRules.Open(new BalanceState(), CustomerId, new("Kim", 500, null));

        Assert.Equal(new(OpenAccountStatus.Created, new(CustomerId, "Kim", 500)), decision.Outcome);
        Assert.Equal([new AccountOpened("Kim", 500)], decision.Events);
    }

    [Fact]
    public void Open_KnownCustomer_IsUnchangedWhateverTheOpeningBalance()
    {
        var decision = BalanceRules.Open(State(500), CustomerId, new("Kim", 9_000, null));

        Assert.Equal(new(OpenAccountStatus.Unchanged, new(CustomerId, "Kim", 500)), decision.Outcome);
        Assert.Empty(decision.Events);
    }

    [Fact]
    public void Open_AnotherName_RenamesAndLeavesTheBalance()
    {
        var decision = BalanceRules.Open(State(500), CustomerId, new("Lee", 9_000, null));

        Assert.Equal(new(OpenAccountStatus.Renamed, new(CustomerId, "Lee", 500)), decision.Outcome);
        Assert.Equal([new AccountRenamed("Lee")], decision.Events);
    }

    [Fact]
    public void EveryChange_OfAnUnknownCustomer_IsNotFound()
    {
        var unknown = new BalanceState();

        AssertRefused(ChangeBalanceStatus.NotFound, 0, Charge(unknown, long.MaxValue));
        AssertRefused(ChangeBalanceStatus.NotFound, 0, BalanceRules.Debit(unknown, new(1, s_order, null, null)));
        AssertRefused(ChangeBalanceStatus.NotFound, 0, BalanceRules.Refund(unknown, new(1, s_order, null, null)));
    }

    [Fact]
    public void Charge_UpToTheLimit_IsTaken()
    {
        var decision = Charge(State(1), BalanceBounds.Limit - 1);

        Assert.Equal(new(ChangeBalanceStatus.Changed, BalanceBounds.Limit), decision.Outcome);
        Assert.Equal([new BalanceCharged(BalanceBounds.Limit - 1, BalanceBounds.Limit)], decision.Events);
    }

    [Theory]
    [InlineData(1, BalanceBounds.Limit)]
    [InlineData(BalanceBounds.Limit, 1)]
    [InlineData(0, BalanceBounds.Limit + 1)]
    [InlineData(0, long.MaxValue)]
    [InlineData(BalanceBounds.Limit + 5, 1)]
    public void Charge_OverTheLimit_IsLimitExceeded(long balance, long amount) =>
        AssertRefused(ChangeBalanceStatus.LimitExceeded, balance, Charge(State(balance), amount));

    [Fact]
    public void Charge_SeveralTogether_DecidesOneAfterTheOther()
    {
        var decision = BalanceRules.Charge(State(0), [new(BalanceBounds.Limit - 10, null), new(11, null), new(10, null)]);

        Assert.Equal(
        [
            new(ChangeBalanceStatus.Changed, BalanceBounds.Limit - 10), new(ChangeBalanceStatus.LimitExceeded, BalanceBounds.Limit - 10),
            new(ChangeBalanceStatus.Changed, BalanceBounds.Limit),
        ], decision.Outcome);
        Assert.Equal(
            [new BalanceCharged(BalanceBounds.Limit - 10, BalanceBounds.Limit - 10), new BalanceCharged(10, BalanceBounds.Limit)],
                decision.Events);
    }

    [Fact]
    public void Debit_TheWholeBalance_LeavesNothing()
    {
        var decision = BalanceRules.Debit(State(700), new(700, s_order, null, null));

        Assert.Equal(new(ChangeBalanceStatus.Changed, 0), decision.Outcome);
        Assert.Equal([new BalanceDebited(700, s_order, 0)], decision.Events);
    }

    [Theory]
    [InlineData(701)]
    [InlineData(long.MaxValue)]
    public void Debit_MoreThanTheBalance_IsInsufficient(long amount) =>
        AssertRefused(ChangeBalanceStatus.Insufficient, 700, BalanceRules.Debit(State(700), new(amount, s_order, null, null)));

    [Fact]
    public void Refund_OverTheLimit_IsTakenAllTheSame()
    {
        var decision = BalanceRules.Refund(State(BalanceBounds.Limit), new(3, s_order, null, null));

        Assert.Equal(new(ChangeBalanceStatus.Changed, BalanceBounds.Limit + 3), decision.Outcome);
        Assert.Equal([new BalanceRefunded(3, s_order, BalanceBounds.Limit + 3)], decision.Events);
    }

    [Fact]
    public void Refund_UpToWhatABalanceCanEverBe_IsTaken_AndNotOneWonMore()
    {
        var state = State(BalanceBounds.MostEver - 3);

        Assert.Equal(new(ChangeBalanceStatus.Changed, BalanceBounds.MostEver),
            BalanceRules.Refund(state, new(3, s_order, null, null)).Outcome);
        AssertRefused(ChangeBalanceStatus.LimitExceeded, BalanceBounds.MostEver - 3,
            BalanceRules.Refund(state, new(4, s_order, null, null)));
    }

    [Fact]
    public void Charge_WithAReference_KeepsItWithTheEvent()
    {
        var decision = BalanceRules.Charge(State(700), [new(50, null, "pay_7")]);

        Assert.Equal([new BalanceCharged(50, 750, "pay_7")], decision.Events);
    }

    private static Journaling.Decision<ChangeBalanceOutcome, IBalanceEvent> Charge(BalanceState state, long amount)
    {
        var (outcomes, events, work) = BalanceRules.Charge(state, [new ChargeBalance(amount, null)]);
        return new(Assert.Single(outcomes), events, work);
    }

    private static void AssertRefused(
        ChangeBalanceStatus status, long balance, Journaling.Decision<ChangeBalanceOutcome, IBalanceEvent> decision)
    {
        Assert.Equal(new(status, balance), decision.Outcome);
        Assert.Empty(decision.Events);
    }

    private static BalanceState State(long balance)
    {
        var state = new BalanceState();
        state.Apply(new AccountOpened("Kim", balance));
        return state;
    }
}
