using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Concerts;
using Commerce.Coupons;
using Commerce.WaitingQueue;

namespace Commerce.Orders;

/// <summary>The steps on the grains themselves. A step that is not answered is repeated for a while.</summary>
internal sealed class GrainPaymentSteps(IGrainFactory grains, TimeProvider clock) : IPaymentSteps
{
    // Past this the callers are told to come back, and the payment is finished by the sweeper.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(800);

    public async Task<DeductStockStatus?> DeductStock(long productId, DeductStock command) =>
        (await Repeat(() => grains.Grain<IProductGrain>(productId).Deduct(command)))?.Status;

    public async Task<bool> RestoreStock(long productId, RestoreStock command) =>
        await Repeat(() => grains.Grain<IProductGrain>(productId).Restore(command)) is not null;

    public async Task<RedeemCouponStatus?> RedeemCoupon(long couponId, RedeemCoupon command) =>
        (await Repeat(() => grains.Grain<ICouponGrain>(couponId).Redeem(command)))?.Status;

    public async Task<RestoreCouponStatus?> RestoreCoupon(long couponId, RestoreCoupon command) =>
        (await Repeat(() => grains.Grain<ICouponGrain>(couponId).Restore(command)))?.Status;

    public async Task<ChangeBalanceStatus?> Debit(long customerId, DebitBalance command) =>
        (await Repeat(() => grains.Grain<IBalanceGrain>(customerId).Debit(command)))?.Status;

    public async Task<ChangeBalanceStatus?> Refund(long customerId, RefundBalance command) =>
        (await Repeat(() => grains.Grain<IBalanceGrain>(customerId).Refund(command)))?.Status;

    public async Task<SellSeatStatus?> SellSeat(long scheduleId, SellSeat command) =>
        (await Repeat(() => grains.Grain<ISeatBlockGrain>(scheduleId).Sell(command)))?.Status;

    public Task CloseQueueToken(QueueKey queue, CloseQueueToken command) =>
        Repeat(() => grains.Grain<IWaitingQueueGrain>(queue.ToString()).Close(command));

    /// <returns>The step's outcome; <see langword="null"/> when its id was used for something else.</returns>
    private async Task<TOutcome?> Repeat<TOutcome>(Func<Task<Reply<TOutcome>>> step)
        where TOutcome : class
    {
        var started = clock.GetTimestamp();
        for (var pause = s_firstPause; ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, s_longestPause.Ticks)))
        {
            try
            {
                return (await step()).Outcome;
            }
            catch (Exception failure) when (failure is CommerceUnavailableException or OrleansException or TimeoutException)
            {
                if (clock.GetElapsedTime(started) >= s_patience)
                    throw new CommerceUnavailableException("The payment cannot be finished now; it will be.", failure);
                await Task.Delay(pause, clock);
            }
        }
    }
}
