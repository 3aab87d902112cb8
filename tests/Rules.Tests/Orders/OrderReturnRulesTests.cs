using Commerce.Journaling;

namespace Commerce.Orders;

/// <summary>One example per outcome of cancelling and refunding.</summary>
public sealed class OrderReturnRulesTests
{
    private const long Customer = 1001;

    private static readonly Guid s_id = new(1, 0, 0, new byte[8]);
    private static readonly DateTimeOffset s_now = new(2025, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan s_cancelWithin = TimeSpan.FromDays(7);

    // 3 pieces at 1,000 and 1 at 7,000, 1,001 off: 300 and 701 of it, for 300.3 and 700.7.
    private static readonly OrderPlaced s_placed = new(Customer, 4001,
        [new(5001, 6001, 2, 1_000), new(5002, 6004, 1, 7_000), new(5001, 6001, 1, 1_000)], 10_000, 1_001, s_now, "", s_now.AddMinutes(30));
    private static readonly PaymentStarted s_started = new(Customer, 1, s_now, null, SagaStep.Apart);
    private static readonly PaymentCompleted s_completed = new(Customer, 1, SagaStep.Id(s_id, 1, "payment"), 8_999, 4001);

    [Fact]
    public void Refund_OnePiece_IsItsShareAndListsTheWork()
    {
        var decision = OrderReturnRules.Refund(Paid(), s_id, Command(Item(null, 6001, 1)), s_now);

        var started = Assert.IsType<RefundStarted>(Assert.Single(decision.Events));
        Assert.Equal((1, 900, true, "damaged", s_now),
            (started.Number, started.Amount, started.Restock, started.Reason, started.StartedAt));
        Assert.Equal([new(5001, 6001, 1, 900)], started.Items);
        Assert.Equal(new(RefundOrderStatus.Refunded, started.RefundId, 900, 900), decision.Outcome);
        Assert.Equal(WorkChange.Open, decision.Work);
    }

    [Fact]
    public void Refund_PieceByPiece_IsTogetherWhatWasPaid()
    {
        var state = Paid();
        var refunds = new List<RefundOrderOutcome>();
        foreach (var option in new long[] { 6001, 6004, 6001, 6001 })
        {
            var decision = OrderReturnRules.Refund(state, s_id, Command(Item(null, option, 1)), s_now);
            state.Apply(decision.Events[0]);
            refunds.Add(decision.Outcome);
        }

        Assert.Equal([900, 6_299, 900, 900], refunds.Select(refund => refund.Amount));
        Assert.Equal([900, 7_199, 8_099, 8_999], refunds.Select(refund => refund.RefundedTotal));
        Assert.Equal(4, refunds.DistinctBy(refund => refund.RefundId).Count());
        AssertRefused(RefundOrderStatus.ExceedsPaid, state, Item(null, 6004, 1));
    }

    [Fact]
    public void Refund_SeveralOptionsAtOnce_IsTheirSum()
    {
        var decision = OrderReturnRules.Refund(Paid(), s_id, Command(Item(null, 6001, 1), Item(null, 6004, 1), Item(5001, 6001, 2)), s_now);

        var started = Assert.IsType<RefundStarted>(Assert.Single(decision.Events));
        Assert.Equal([new(5001, 6001, 1, 900), new(5002, 6004, 1, 6_299), new(5001, 6001, 2, 1_800)], started.Items);
        Assert.Equal((8_999, 8_999, 8_999), (started.Amount, decision.Outcome.Amount, decision.Outcome.RefundedTotal));
    }

    [Fact]
    public void Refund_NoOrder_IsNotFound() => AssertRefused(RefundOrderStatus.NotFound, new OrderState(), Item(null, 6001, 1));

    [Fact]
    public void Refund_NotPaid_IsNotPaid()
    {
        AssertRefused(RefundOrderStatus.NotPaid, State(s_placed), Item(null, 6001, 99));
        AssertRefused(RefundOrderStatus.NotPaid, State(s_placed, s_started), Item(null, 6001, 1));
        AssertRefused(RefundOrderStatus.NotPaid,
            State(s_placed, s_started, new PaymentRejected(Customer, 1, PayOrderStatus.StockInsufficient)), Item(null, 6001, 1));
        AssertRefused(RefundOrderStatus.NotPaid, State(s_placed, new OrderCancelled(Customer, [], 0, false, s_now)), Item(null, 6001, 1));
    }

    [Fact]
    public void Refund_MoreThanIsLeftOrWhatWasNotOrdered_ExceedsPaid()
    {
        AssertRefused(RefundOrderStatus.ExceedsPaid, Paid(), Item(null, 6001, 4));
        AssertRefused(RefundOrderStatus.ExceedsPaid, Paid(), Item(null, 6002, 1));
        AssertRefused(RefundOrderStatus.ExceedsPaid, Paid(), Item(5002, 6001, 1));
        AssertRefused(RefundOrderStatus.ExceedsPaid, Paid(), Item(5001, 6001, 2), Item(null, 6001, 2)); // one option, named twice
        var cancelling = Paid();
        cancelling.Apply(Cancel(cancelling).Events[0]);
        AssertRefused(RefundOrderStatus.ExceedsPaid, cancelling, Item(null, 6001, 1));
    }

    [Fact]
    public void Refund_OptionOfTwoProducts_HasToNameTheProduct()
    {
        var state = State(s_placed with { Lines = [new(1, 9, 1, 5_000), new(2, 9, 1, 5_000)] }, s_started, s_completed);

        var refused = Assert.Throws<OutOfBoundsException>(() => OrderReturnRules.Refund(state, s_id, Command(Item(null, 9, 1)), s_now));
        Assert.Equal("items[0].productId", refused.Field);
        Assert.Equal(2, OrderReturnRules.Refund(state, s_id, Command(Item(2, 9, 1)), s_now).Events.Cast<RefundStarted>().Single()
            .Items[0].ProductId);
    }

    [Fact]
    public void Cancel_NotPaid_IsCancelledAndNothingElseHappens()
    {
        foreach (var state in new[]
                 {
                     State(s_placed), State(s_placed, s_started, new PaymentRejected(Customer, 1, PayOrderStatus.StockInsufficient)),
                 })
        {
            var decision = Cancel(state);
            state.Apply(decision.Events[0]);

            Assert.Equal([new OrderCancelled(Customer, [], 0, false, s_now)], decision.Events.Cast<OrderCancelled>()
                .Select(e => e with { Items = [] }));
            Assert.Equal(WorkChange.None, decision.Work);
            Assert.Equal((OrderStatus.Cancelled, false), (state.Status, state.IsUnfinished));
            Assert.Equal(PayOrderStatus.Cancelled,
                OrderRules.AnswerWithoutPayment(state, new(null), s_now.AddDays(1), TimeSpan.FromMinutes(30))!.Status);
        }
    }

    [Fact]
    public void Cancel_PaidAndPartlyRefunded_GivesBackTheRest()
    {
        var state = Paid();
        state.Apply(OrderReturnRules.Refund(state, s_id, Command(Item(null, 6001, 2)), s_now).Events[0]);

        var decision = Cancel(state);
        var started = Assert.IsType<CancellationStarted>(Assert.Single(decision.Events));

        Assert.Equal([new(5001, 6001, 1, 900), new(5002, 6004, 1, 6_299)], started.Items);
        Assert.Equal((2, 7_199, WorkChange.None), (started.Number, started.Amount, decision.Work)); // listed with the first
    }

    [Fact]
    public void Refund_WhileAnotherIsUnderWay_IsListedWithThat()
    {
        var state = Paid();
        state.Apply(OrderReturnRules.Refund(state, s_id, Command(Item(null, 6001, 1)), s_now).Events[0]);
        Assert.Equal(WorkChange.None, OrderReturnRules.Refund(state, s_id, Command(Item(null, 6001, 1)), s_now).Work);

        state.Apply(OrderReturnRules.End(state, state.PendingReturn!, ReturnEnd.GivenBack).Events[0]);
        Assert.Equal(WorkChange.Open, OrderReturnRules.Refund(state, s_id, Command(Item(null, 6001, 1)), s_now).Work);
        Assert.Equal(WorkChange.Open, Cancel(state).Work);
    }

    [Fact]
    public void Cancel_AnOptionIsBackAlready_GivesBackAndRestocksTheOthersOnly()
    {
        var state = Paid();
        Assert.Equal((null, null), (Read(state).Refunds, Read(state).RefundedAmount));
        state.Apply(OrderReturnRules.Refund(state, s_id, Command(Item(null, 6001, 3)) with { Restock = false }, s_now).Events[0]);
        Assert.False(state.PendingReturn!.Restock);
        state.Apply(OrderReturnRules.End(state, state.PendingReturn!, ReturnEnd.GivenBack).Events[0]);

        state.Apply(Cancel(state).Events[0]);

        Assert.Equal([new(5002, 6004, 1, 6_299)], state.PendingReturn!.Items);
        Assert.True(state.PendingReturn.Restock);

        static Order Read(OrderState state) => OrderRules.Order(state, s_id, s_now, s_cancelWithin)!;
    }

    [Fact]
    public void Cancel_Again_IsCancelledAndNothingHappens()
    {
        var cancelling = Paid();
        cancelling.Apply(Cancel(cancelling).Events[0]);
        var cancelled = State(s_placed, new OrderCancelled(Customer, [], 0, false, s_now));

        foreach (var state in new[] { cancelling, cancelled })
        {
            var (outcome, events, _) = OrderReturnRules.Cancel(state, atAnyTime: false, s_now.AddDays(9), s_cancelWithin);
            Assert.Equal((CancelOrderStatus.Cancelled, 0), (outcome.Status, events.Count));
        }
    }

    [Fact]
    public void Cancel_PastTheTime_IsForAdministrators()
    {
        var late = s_now + s_cancelWithin;
        Assert.Equal(CancelOrderStatus.Cancelled,
            OrderReturnRules.Cancel(Paid(), atAnyTime: false, late.AddTicks(-1), s_cancelWithin).Outcome.Status);
        var refused = OrderReturnRules.Cancel(Paid(), atAnyTime: false, late, s_cancelWithin);
        Assert.Equal((CancelOrderStatus.NotCancellable, 0), (refused.Outcome.Status, refused.Events.Count));
        Assert.Equal(CancelOrderStatus.Cancelled, OrderReturnRules.Cancel(Paid(), atAnyTime: true, late, s_cancelWithin).Outcome.Status);
    }

    [Fact]
    public void Cancel_NoOrder_IsNotFound() => Assert.Equal(CancelOrderStatus.NotFound, Cancel(new OrderState()).Outcome.Status);

    [Fact]
    public void End_OfEach_ClosesTheWorkWithTheLast()
    {
        var state = Paid();
        state.Apply(OrderReturnRules.Refund(state, s_id, Command(Item(null, 6001, 1)), s_now).Events[0]);
        state.Apply(Cancel(state).Events[0]);
        Assert.Equal((OrderStatus.Paid, true), (state.Status, state.IsUnfinished));

        var refunded = OrderReturnRules.End(state, state.PendingReturn!, ReturnEnd.GivenBack);
        state.Apply(refunded.Events[0]);
        Assert.Equal(WorkChange.None, refunded.Work);
        Assert.Equal((900, 900), (OrderRules.Order(state, s_id, s_now, s_cancelWithin)!.RefundedAmount, state.Returns[0].Amount));
        var cancelled = OrderReturnRules.End(state, state.PendingReturn!, ReturnEnd.GivenBackWithCoupon);
        state.Apply(cancelled.Events[0]);

        Assert.Equal(WorkChange.Close, cancelled.Work);
        Assert.True(Assert.IsType<OrderCancelled>(Assert.Single(cancelled.Events)).CouponReturned);
        Assert.Equal((OrderStatus.Cancelled, false), (state.Status, state.IsUnfinished));
        var order = OrderRules.Order(state, s_id, s_now, s_cancelWithin)!;
        Assert.Equal((8_999, s_now, 1), (order.RefundedAmount, order.CancelledAt, order.Refunds!.Count));
    }

    [Fact]
    public void SavedState_LoadedAgain_IsTheSame()
    {
        var state = Paid();
        state.Apply(OrderReturnRules.Refund(state, s_id, Command(Item(null, 6001, 1)), s_now).Events[0]);
        var loaded = new OrderState();
        loaded.LoadPart(0, state.SavePart(0));

        Assert.Equal(state.PendingReturn! with { Items = [] }, loaded.PendingReturn! with { Items = [] });
        Assert.Equal(state.PendingReturn!.Items, loaded.PendingReturn!.Items);
    }

    private static Decision<CancelOrderOutcome, IOrderEvent> Cancel(OrderState state) =>
        OrderReturnRules.Cancel(state, atAnyTime: false, s_now, s_cancelWithin);

    private static void AssertRefused(RefundOrderStatus status, OrderState state, params RefundItemRequest[] items)
    {
        var (outcome, events, _) = OrderReturnRules.Refund(state, s_id, Command(items), s_now);
        Assert.Equal(new(status, Guid.Empty, 0, 0), outcome);
        Assert.Empty(events);
    }

    private static RefundOrder Command(params RefundItemRequest[] items) => new(items, true, "damaged", null);

    private static RefundItemRequest Item(long? productId, long optionId, long quantity) => new(productId, optionId, quantity);

    private static OrderState Paid() => State(s_placed, s_started, s_completed);

    private static OrderState State(params IOrderEvent[] events)
    {
        var state = new OrderState();
        foreach (var e in events)
            state.Apply(e);
        return state;
    }
}
