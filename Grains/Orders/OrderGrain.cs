using Commerce.Journaling;

namespace Commerce.Orders;

/// <summary>One order. It ends its activation once paid: orders are many, and each is asked for rarely.</summary>
[CollectionAgeLimit(Minutes = 2)]
internal sealed class OrderGrain(JournalContext journal, IGrainFactory grains, IPaymentSteps steps)
    : PayingGrain<OrderState, IOrderEvent, PayOrderOutcome>(journal, OrderEventCodec.Instance), IOrderGrain
{
    protected override string StreamCategory => OrderStreams.Category;

    protected override bool HasSnapshots => false;

    protected override bool IsNew => NewOrder.Is(OrderId);

    private Guid OrderId => this.GetPrimaryKey();

    public async Task<Reply<PlaceOrderOutcome>> Place(PlaceOrder command)
    {
        command.Validate(); // before others are asked about it
        var quote = Exists ? null : await OrderQuotes.AskAsync(grains, command);
        // Between the question and here another call may have placed the order; then the rule does not look at the quote.
        var before = false;
        var reply = await ExecuteAsync("place", command, OrderJson.Default.PlaceOrderOutcome, () =>
        {
            before = State.Placement is not null;
            return OrderRules.Place(State, OrderId, command, quote!, Now);
        });
        // The order itself remembers its placement for ever, the receipt only for a while.
        return before && reply.Outcome?.Status == PlaceOrderStatus.Placed ? reply with { Kind = ReplyKind.Replayed } : reply;
    }

    public async Task<Reply<PayOrderOutcome>> Pay(PayOrder command)
    {
        if (await RecallAsync(command, OrderJson.Default.PayOrderOutcome) is { } earlier)
            return earlier;
        if (OrderRules.AnswerWithoutPayment(State, command) is { } answer)
            return new(answer.Status == PayOrderStatus.Paid ? ReplyKind.Replayed : ReplyKind.Decided, answer);
        var outcome = await JoinPaymentAsync(command.CommandId);
        // The order knows for ever which command its payment was begun for; of one that joined it, the answer is remembered.
        return outcome.Status == PayOrderStatus.Paid && State.Payment?.CommandId != command.CommandId
            ? await RememberAsync(command, OrderJson.Default.PayOrderOutcome, outcome)
            : new(ReplyKind.Decided, outcome);
    }

    public async Task<Reply<PlaceAndPayOutcome>> PlaceAndPay(PlaceOrder command)
    {
        var placed = await Place(command);
        if (placed.Outcome is not { } placement)
            return new(placed.Kind, null);
        if (placement.Status != PlaceOrderStatus.Placed)
            return new(placed.Kind, new(placement, null));
        Guid? payId = command.CommandId is { } id ? SagaStep.Id(id, 0, "pay") : null;
        var paid = await Pay(new(payId));
        // Placed before, and paid only now: that is no answer from before.
        return new(paid.Kind == ReplyKind.Replayed ? placed.Kind : ReplyKind.Decided,
            new(placement with { Order = OrderRules.Order(State, OrderId) }, paid.Outcome));
    }

    public async Task Resume()
    {
        if (State.Status == OrderStatus.Paying)
            await JoinPaymentAsync(null);
        else
            DeactivateOnIdle(); // it is listed as unfinished: another activation may have begun it, and this one does not know
    }

    public Task<Order?> Get() => ReadAsync(state => OrderRules.Order(state, OrderId));

    protected override async Task<PayOrderOutcome> RunPaymentAsync(Guid? commandId)
    {
        var started = await ExecuteAsync(() => OrderRules.StartPayment(State, commandId, Now));
        var result = await MeasureAsync("payment", () => new PaymentSaga(steps, OrderId, State.Placement!, started).RunAsync());
        var outcome = await ExecuteAsync("pay", () => OrderRules.EndPayment(State, OrderId, result));
        DeactivateOnIdle();
        return outcome;
    }
}
