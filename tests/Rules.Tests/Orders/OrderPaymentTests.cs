using Commerce.Catalog;
using Commerce.Journaling;

namespace Commerce.Orders;

/// <summary>Where an order's payments begin and end, and what is answered without one.</summary>
public sealed class OrderPaymentTests
{
    private const long Customer = 1001;

    private static readonly Guid s_id = new(1, 0, 0, new byte[8]);
    private static readonly Guid s_key = new(9, 0, 0, new byte[8]);
    private static readonly Guid s_otherKey = new(8, 0, 0, new byte[8]);
    private static readonly DateTimeOffset s_now = new(2025, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan s_payWithin = TimeSpan.FromMinutes(30);
    private static readonly OrderPlaced s_placed =
        new(Customer, 4001, [new(5001, 6001, 1, 10_000)], 10_000, 1_000, s_now, "content", s_now.AddMinutes(10));

    [Fact]
    public void AnswerWithoutPayment_NoOrder_IsNotFound() =>
        Assert.Equal(new(PayOrderStatus.NotFound, Guid.Empty, 0), Answer(new OrderState(), new(s_key)));

    [Fact]
    public void AnswerWithoutPayment_NotPaidYet_IsNothing()
    {
        Assert.Null(Answer(State(), new(s_key)));
        Assert.Null(Answer(State(Started(1)), new(s_key)));
        Assert.Null(Answer(State(Started(1), Rejected(1)), new(s_otherKey)));
        Assert.Null(Answer(State(Started(1, null), Rejected(1)), new(null)));
    }

    [Fact]
    public void AnswerWithoutPayment_PaidByAnother_IsAlreadyPaid()
    {
        var paid = State(Started(1), Completed(1));

        Assert.Equal(new(PayOrderStatus.AlreadyPaid, Guid.Empty, 0), Answer(paid, new(s_otherKey)));
        Assert.Equal(new(PayOrderStatus.AlreadyPaid, Guid.Empty, 0), Answer(paid, new(null)));
        Assert.Equal(PayOrderStatus.AlreadyPaid, Answer(State(Started(1, null), Completed(1)), new(null))!.Status);
    }

    [Fact]
    public void AnswerWithoutPayment_OwnPaymentWhoseAnswerWasLost_IsThatAnswer()
    {
        var completed = Completed(1);

        Assert.Equal(new(PayOrderStatus.Paid, completed.PaymentId, 9_000),
            Answer(State(Started(1), completed), new(s_key)));
    }

    [Fact]
    public void AnswerWithoutPayment_OwnPaymentWasRefused_IsDecidedAgain() =>
        Assert.Null(Answer(State(Started(1), Rejected(1)), new(s_key)));

    [Fact]
    public void AnswerWithoutPayment_NotPaidInTime_IsExpired()
    {
        var end = s_now.AddMinutes(10); // as it was placed with, whatever the setting is by now
        foreach (var state in new[] { State(), State(Started(1), Rejected(1)) })
        {
            Assert.Null(Answer(state, new(s_otherKey), end.AddTicks(-1)));
            Assert.Equal(new(PayOrderStatus.Expired, Guid.Empty, 0), Answer(state, new(s_otherKey), end));
            Assert.Equal(OrderStatus.Expired, OrderRules.Order(state, s_id, end, s_payWithin)!.Status);
        }
        Assert.Null(Answer(State(Started(1)), new(s_otherKey), end)); // what is under way is finished
        Assert.Equal(PayOrderStatus.AlreadyPaid, Answer(State(Started(1), Completed(1)), new(s_otherKey), end)!.Status);
        Assert.Equal(PayOrderStatus.Expired, Answer(State(Started(1), Rejected(1)), new(s_key), end)!.Status);
    }

    [Fact]
    public void AnswerWithoutPayment_OfAnOrderWithoutAnEnd_GoesByTheSetting()
    {
        var state = new OrderState();
        state.Apply(s_placed with { ExpiresAt = null });

        Assert.Null(Answer(state, new(s_key), (s_now + s_payWithin).AddTicks(-1)));
        Assert.Equal(PayOrderStatus.Expired, Answer(state, new(s_key), s_now + s_payWithin)!.Status);
    }

    [Fact]
    public void StartPayment_Placed_StartsTheFirstAttemptAndListsTheWork()
    {
        var decision = OrderRules.StartPayment(State(), s_key, s_now, sideBySide: false);

        Assert.Equal(Started(1), decision.Outcome);
        Assert.Equal([Started(1)], decision.Events);
        Assert.Equal(WorkChange.Open, decision.Work);
    }

    [Fact]
    public void StartPayment_SideBySide_SaysSoToWhoeverRunsIt() => Assert.Equal(Started(1) with { SideBySide = true },
        OrderRules.StartPayment(State(), s_key, s_now, sideBySide: true).Outcome);

    [Theory]
    [InlineData(3, 2, true)]
    [InlineData(2, 2, false)] // three pieces of option 11, in two lines
    [InlineData(3, 1, false)]
    public void SideBySideUntil_ProductsThatJustAnswered_CountsWhenEachOptionIsEnough(int first, int second, bool isEnough)
    {
        OrderLine[] lines = [new(1, 11, 1, 1_000), new(1, 11, 2, 1_000), new(2, 21, 2, 1_000)];
        var products = new Dictionary<long, Product>
        {
            [1] = new(1, "One", 1_000, [new(11, "A", 0, 1_000, first)]),
            [2] = new(2, "Two", 1_000, [new(21, "A", 0, 1_000, second)]),
        };

        Assert.Equal(isEnough, s_now < OrderRules.SideBySideUntil(lines, products, s_now));
        Assert.False(s_now.AddSeconds(1) < OrderRules.SideBySideUntil(lines, products, s_now));
        products[2] = products[2] with { Options = [new(22, "B", 0, 1_000, second)] };
        Assert.False(s_now < OrderRules.SideBySideUntil(lines, products, s_now));
        products.Remove(2);
        Assert.False(s_now < OrderRules.SideBySideUntil(lines, products, s_now));
    }

    [Fact]
    public void StartPayment_UnderWay_IsTheOneUnderWay()
    {
        var decision = OrderRules.StartPayment(State(Started(1)), s_otherKey, s_now.AddDays(1), sideBySide: true);

        Assert.Equal(Started(1), decision.Outcome);
        Assert.Empty(decision.Events);
        Assert.Equal(WorkChange.None, decision.Work);
    }

    [Fact]
    public void StartPayment_AfterARefusal_IsTheNextAttempt()
    {
        var state = State(Started(1), Rejected(1));
        var decision = OrderRules.StartPayment(state, s_otherKey, s_now, sideBySide: false);
        state.Apply(decision.Events[0]);

        Assert.Equal(2, decision.Outcome.Attempt);
        Assert.Equal((OrderStatus.Paying, null), (state.Status, state.Rejection));
    }

    [Fact]
    public void EndPayment_Paid_CompletesWithTheDiscountedAmount()
    {
        var state = State(Started(1));
        var decision = OrderRules.EndPayment(state, s_id, PayOrderStatus.Paid);
        state.Apply(decision.Events[0]);

        Assert.Equal(new PaymentCompleted(Customer, 1, decision.Outcome.PaymentId, 9_000, 4001), Assert.Single(decision.Events));
        Assert.Equal((PayOrderStatus.Paid, 9_000), (decision.Outcome.Status, decision.Outcome.Amount));
        Assert.Equal(SagaStep.Id(s_id, 1, "payment"), decision.Outcome.PaymentId);
        Assert.Equal(WorkChange.Close, decision.Work);
        Assert.Equal(OrderStatus.Paid, state.Status);
    }

    [Theory]
    [InlineData(PayOrderStatus.StockInsufficient)]
    [InlineData(PayOrderStatus.CouponUnavailable)]
    [InlineData(PayOrderStatus.BalanceInsufficient)]
    public void EndPayment_Refused_RejectsWithTheReason(PayOrderStatus reason)
    {
        var state = State(Started(3));
        var decision = OrderRules.EndPayment(state, s_id, reason);
        state.Apply(decision.Events[0]);

        Assert.Equal(new(reason, Guid.Empty, 0), decision.Outcome);
        Assert.Equal([new PaymentRejected(Customer, 3, reason)], decision.Events);
        Assert.Equal(WorkChange.Close, decision.Work);
        Assert.Equal((OrderStatus.Rejected, reason), (state.Status, state.Rejection));
        Assert.Equal(reason, OrderRules.Order(state, s_id, s_now, s_payWithin)!.Rejection);
    }

    [Fact]
    public void SagaStepId_OrderAttemptOrStepDiffers_IsAnotherId()
    {
        Guid[] ids =
        [
            SagaStep.Id(s_id, 1, "debit"), SagaStep.Id(s_id, 2, "debit"), SagaStep.Id(s_id, 1, "redeem"), SagaStep.Id(s_key, 1, "debit"),
            SagaStep.Id(s_id, 1, "deduct/1"), SagaStep.Id(s_id, 1, "deduct/11"), SagaStep.Id(s_id, 11, "deduct/1"),
        ];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        // A payment that one release started is finished by the next under the same ids.
        Assert.Equal(new Guid("f02e6931-be47-d405-a484-93ec35a55d45"), SagaStep.Id(s_id, 1, "debit", null));
        Assert.Equal(new Guid("41b3964b-c346-e0de-6298-e8a55805edaf"), SagaStep.Id(s_id, 1, "debit"));
    }

    private static PayOrderOutcome? Answer(OrderState state, PayOrder command, DateTimeOffset? now = null) =>
        OrderRules.AnswerWithoutPayment(state, command, now ?? s_now, s_payWithin);

    private static OrderState State(params IOrderEvent[] events)
    {
        var state = new OrderState();
        foreach (var e in events.Prepend(s_placed))
            state.Apply(e);
        return state;
    }

    private static PaymentStarted Started(int attempt) => Started(attempt, s_key);

    private static PaymentStarted Started(int attempt, Guid? key) => new(Customer, attempt, s_now, key, SagaStep.Apart);

    private static PaymentCompleted Completed(int attempt) => new(Customer, attempt, SagaStep.Id(s_id, attempt, "payment"), 9_000, 4001);

    private static PaymentRejected Rejected(int attempt) => new(Customer, attempt, PayOrderStatus.StockInsufficient);
}
