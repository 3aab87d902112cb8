namespace Commerce.Orders;

/// <content>What is given back: one after the other, each decided on those before it.</content>
internal sealed partial class OrderGrain
{
    private Task? _givingBack;

    public async Task<Reply<CancelOrderOutcome>> Cancel(CancelOrder command)
    {
        if (OrderRules.IsAnothers(State, command.OnBehalfOf))
            return new(ReplyKind.Decided, new(CancelOrderStatus.NotFound, null));
        if (await RecallAsync(command, OrderJson.Default.CancelOrderOutcome) is { } earlier)
            return earlier;
        while (State.Status == OrderStatus.Paying)
            await JoinPaymentAsync(null, Now);
        if (!command.AtAnyTime && IsKeyOfPayment(command))
            return new(ReplyKind.IdempotencyKeyReused, null); // the customer's; an administrator's keys are others
        var wasOpen = State is { Completed: null, Cancelled: null };
        var outcome = await ExecuteAsync("cancel",
            () => OrderReturnRules.Cancel(State, command.AtAnyTime, Now, options.Value.CancelWithin), command.Actor);
        if (outcome.Status != CancelOrderStatus.Cancelled)
            return new(ReplyKind.Decided, outcome); // nothing happened: asked again, it is decided again
        if (wasOpen)
            CountNoLonger();
        await FinishReturnsAsync();
        return await RememberAsync(command, OrderJson.Default.CancelOrderOutcome,
            outcome with { Order = OrderRules.Order(State, OrderId, Now, PayWithin) });
    }

    public async Task<Reply<RefundOrderOutcome>> Refund(RefundOrder command)
    {
        Validate(command);
        while (State.Status == OrderStatus.Paying)
            await JoinPaymentAsync(null, Now);
        // Nothing of it can be refused later, so its answer is remembered with its start.
        var reply = await ExecuteAsync("refund", command, OrderJson.Default.RefundOrderOutcome,
            () => OrderReturnRules.Refund(State, OrderId, command, Now));
        await FinishReturnsAsync();
        return reply;
    }

    private async Task FinishReturnsAsync()
    {
        while (State.PendingReturn is { } pending)
            await (_givingBack is { IsCompleted: false } underWay ? underWay : _givingBack = GiveBackAsync(pending));
    }

    private async Task GiveBackAsync(OrderReturn given)
    {
        var end = await MeasureAsync(given.IsCancellation ? "cancellation" : "refund",
            () => new ReturnSaga(steps, OrderId, State.Placement!, given).RunAsync());
        await ExecuteAsync(() => OrderReturnRules.End(State, given, end));
        DeactivateOnIdle();
    }
}
