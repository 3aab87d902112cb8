using System.Collections.Concurrent;
using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Testing;

namespace Commerce.Orders;

/// <summary>
/// Holds a payment at one of its steps: the step's first call waits at the grain that it is for, before the step is done or
/// before its answer is given. Calls that come after it pass, as those of whoever resumes the payment do.
/// </summary>
internal sealed class StepGate : IIncomingGrainCallFilter, IGate
{
    private readonly ConcurrentDictionary<(Guid OrderId, Type Step), Hold> _holds = [];
    private readonly ConcurrentBag<Hold> _held = [];
    private readonly TaskCompletionSource _open = NewSource();
    private readonly TaskCompletionSource _enoughPayments = NewSource();
    private int _paymentsAwaited;

    /// <summary>Holds a step of an order's payment.</summary>
    /// <param name="step">The step, by its command.</param>
    /// <param name="orderId">The order.</param>
    /// <param name="done">Whether it is done, and only its answer is held.</param>
    /// <returns>Completes when the payment is held; fails after <see cref="Eventually.Deadline"/>.</returns>
    public Task HoldAsync(Type step, Guid orderId, bool done)
    {
        var hold = new Hold(done, NewSource(), NewSource());
        _holds[(orderId, step)] = hold;
        return hold.Arrived.Task.WaitAsync(Eventually.Deadline);
    }

    /// <summary>Completes when so many more calls have asked for a payment.</summary>
    public Task PaymentsAskedForAsync(int count)
    {
        Volatile.Write(ref _paymentsAwaited, count);
        return _enoughPayments.Task.WaitAsync(Eventually.Deadline);
    }

    /// <summary>Lets go of everything that is held.</summary>
    /// <param name="gone">The silo whose calls end with it, if one is gone.</param>
    /// <returns>Completes when what was held has come to its end.</returns>
    public Task OpenAsync(SiloAddress? gone = null)
    {
        _open.SetResult();
        return Task.WhenAll(_held.Where(hold => !Equals(hold.At, gone)).Select(hold => hold.Ended.Task));
    }

    public void LetGo() => _open.TrySetResult();

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        var command = context.Request.GetArgumentCount() > 0 ? context.Request.GetArgument(0) : null;
        if (command is PayOrder && Interlocked.Decrement(ref _paymentsAwaited) == 0)
            _enoughPayments.SetResult();
        if (OrderOf(command) is not { } orderId || !_holds.TryRemove((orderId, command!.GetType()), out var hold))
        {
            await context.Invoke();
            return;
        }
        hold.At = context.TargetContext!.Address.SiloAddress;
        _held.Add(hold);
        try
        {
            if (hold.Done)
                await context.Invoke();
            hold.Arrived.SetResult();
            await _open.Task;
            if (!hold.Done)
                await context.Invoke();
        }
        finally
        {
            hold.Ended.SetResult();
        }
    }

    private static Guid? OrderOf(object? command) => command switch
    {
        DeductStock deduct => deduct.OrderId,
        RestoreStock restore => restore.OrderId,
        RedeemCoupon redeem => redeem.OrderId,
        RestoreCoupon restore => restore.OrderId,
        DebitBalance debit => debit.OrderId,
        RefundBalance refund => refund.OrderId,
        _ => null,
    };

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record Hold(bool Done, TaskCompletionSource Arrived, TaskCompletionSource Ended)
    {
        public SiloAddress? At { get; set; }
    }
}
