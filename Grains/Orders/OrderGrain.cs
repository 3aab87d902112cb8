using Commerce.Cluster;
using Commerce.Journaling;
using Microsoft.Extensions.Options;

namespace Commerce.Orders;

/// <summary>One order. It ends its activation once paid: orders are many, and each is asked for rarely.</summary>
[CollectionAgeLimit(Minutes = 2), NearCustomerPlacement]
internal sealed partial class OrderGrain(
    JournalContext journal, IGrainFactory grains, IPaymentSteps steps, IOptions<OrderOptions> options, OpenOrders open)
    : PayingGrain<OrderState, IOrderEvent, PayOrderOutcome>(journal, OrderEventCodec.Instance), IOrderGrain
{
    /// <summary>How long a payment waits to hear whether there is enough; without an answer it asks for the stock first.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly EarlyAnswers _here = journal.Early;
    private readonly TimeProvider _clock = journal.Clock;
    private DateTimeOffset _sideBySideUntil;

    protected override string StreamCategory => OrderStreams.Category;

    protected override bool HasSnapshots => false;

    protected override bool IsNew => NewOrder.Is(OrderId);

    protected override Guid? PaymentCommandId => State.Payment?.CommandId;

    private TimeSpan PayWithin => options.Value.PayWithin;

    private Guid OrderId => this.GetPrimaryKey();

    private OrderQuotes Quotes => new(new(_here, this), grains);

    public async Task<Reply<PlaceOrderOutcome>> Place(PlaceOrder command)
    {
        command.Validate(); // before others are asked about it
        var quote = Exists ? null : await Quotes.AskAsync(OrderId, command);
        // Between the question and here another call may have placed the order; then the rule does not look at the quote.
        var before = false;
        Reply<PlaceOrderOutcome> reply;
        try
        {
            reply = await ExecuteAsync("place", command, OrderJson.Default.PlaceOrderOutcome, () =>
            {
                before = State.Placement is not null;
                return Count(command.CustomerId, OrderRules.Place(State, OrderId, command, quote!, Now, PayWithin));
            });
        }
        catch when (State.Placement is null)
        {
            open.Remove(OrderId); // the journal did not take it
            throw;
        }
        if (quote is not null && reply.Outcome?.Order is { } order)
            _sideBySideUntil = OrderRules.SideBySideUntil(order.Lines, quote.Products, Now);
        // The order itself remembers its placement for ever, the receipt only for a while.
        return before && reply.Outcome?.Status == PlaceOrderStatus.Placed ? reply with { Kind = ReplyKind.Replayed } : reply;
    }

    public async Task<Reply<PayOrderOutcome>> Pay(PayOrder command)
    {
        if (OrderRules.IsAnothers(State, command.OnBehalfOf))
            return new(ReplyKind.Decided, new(PayOrderStatus.NotFound, Guid.Empty, 0));
        Validate(command);
        if (!IsKeyOfPayment(command) && await RecallAsync(command, OrderJson.Default.PayOrderOutcome) is { } earlier)
            return earlier;
        await LookForStockAsync();
        var now = Now;
        return await AnswerAsync(command, OrderJson.Default.PayOrderOutcome,
            OrderRules.AnswerWithoutPayment(State, command, now, PayWithin), now);
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
        var kind = paid.Kind == ReplyKind.Replayed ? placed.Kind : ReplyKind.Decided;
        // What was given back since is not in the answer that is repeated.
        var order = kind == ReplyKind.Replayed && paid.Outcome?.Status == PayOrderStatus.Paid
            ? OrderRules.OrderAsPaid(State, OrderId, PayWithin)
            : OrderRules.Order(State, OrderId, Now, PayWithin);
        return new(kind, new(placement with { Order = order }, paid.Outcome));
    }

    public async Task Resume()
    {
        if (State.Status == OrderStatus.Paying)
            await JoinPaymentAsync(null, Now);
        else if (State.PendingReturn is not null)
            await FinishReturnsAsync();
        else
            DeactivateOnIdle(); // it is listed as unfinished: another activation may have begun it, and this one does not know
    }

    public Task<Order?> Get() => ReadAsync(state => OrderRules.Order(state, OrderId, Now, PayWithin));

    protected override bool IsPaid(PayOrderOutcome outcome) => outcome.Status == PayOrderStatus.Paid;

    protected override long AmountOf(PayOrderOutcome outcome) => outcome.Amount;

    protected override async Task<PayOrderOutcome> RunPaymentAsync(Guid? commandId, DateTimeOffset askedAt)
    {
        var started = await ExecuteAsync(() => OrderRules.StartPayment(State, commandId, askedAt, AsksSideBySide()));
        var result = await MeasureAsync("payment", () => new PaymentSaga(steps, OrderId, State.Placement!, started).RunAsync());
        var outcome = await ExecuteAsync("pay", () => OrderRules.EndPayment(State, OrderId, result));
        if (IsPaid(outcome))
            CountNoLonger();
        DeactivateOnIdle();
        return outcome;
    }

    /// <summary>Whether the order was paid under the command's key. The state knows that for ever, and has no receipt of it.</summary>
    private bool IsKeyOfPayment(ICommand command) =>
        command.CommandId is { } id && State is { Completed: not null, Payment.CommandId: { } paidUnder } && paidUnder == id;

    /// <summary>
    /// Before a payment whose steps are in several other silos: whether its products have enough, where they did not say so just now.
    /// </summary>
    private async Task LookForStockAsync()
    {
        if (State is not { Status: OrderStatus.Placed or OrderStatus.Rejected, Placement: { } placed }
            || Now < _sideBySideUntil || !StepPlaces.AreApart(_here, grains, placed))
            return;
        try
        {
            var products = await Quotes.ProductsAsync(placed.Lines.Select(line => line.ProductId))
                .WaitAsync(Patience, _clock);
            _sideBySideUntil = OrderRules.SideBySideUntil(placed.Lines, products, Now);
        }
        catch (Exception failure) when (failure is CommerceUnavailableException or OrleansException or TimeoutException)
        {
            // The payment finds out itself, and repeats what it asks.
        }
    }

    private bool AsksSideBySide()
    {
        var isEnough = Now < _sideBySideUntil;
        _sideBySideUntil = default; // the next payment comes after a refusal
        return isEnough && StepPlaces.AreApart(_here, grains, State.Placement!);
    }
}
