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

    public Task<DeductStockStatus?> DeductStock(long productId, DeductStock command) =>
        Repeat(() => grains.Grain<IProductGrain>(productId).Deduct(command), outcome => outcome?.Status);

    public Task<bool> RestoreStock(long productId, RestoreStock command) =>
        Repeat(() => grains.Grain<IProductGrain>(productId).Restore(command), outcome => outcome is not null);

    public Task<RedeemCouponStatus?> RedeemCoupon(long couponId, RedeemCoupon command) =>
        Repeat(() => grains.Grain<ICouponGrain>(couponId).Redeem(command), outcome => outcome?.Status);

    public Task<RestoreCouponStatus?> RestoreCoupon(long couponId, RestoreCoupon command) =>
        Repeat(() => grains.Grain<ICouponGrain>(couponId).Restore(command), outcome => outcome?.Status);

    public Task<ChangeBalanceStatus?> Debit(long customerId, DebitBalance command) =>
        Repeat(() => grains.Grain<IBalanceGrain>(customerId).Debit(command), outcome => outcome?.Status);

    public Task<ChangeBalanceStatus?> Refund(long customerId, RefundBalance command) =>
        Repeat(() => grains.Grain<IBalanceGrain>(customerId).Refund(command), outcome => outcome?.Status);

    public Task<SellSeatStatus?> SellSeat(long scheduleId, SellSeat command) =>
        Repeat(() => grains.Grain<ISeatBlockGrain>(scheduleId).Sell(command), outcome => outcome?.Status);

    public Task CloseQueueToken(QueueKey queue, CloseQueueToken command) =>
        Repeat(() => grains.Grain<IWaitingQueueGrain>(queue.ToString()).Close(command), outcome => outcome);

    /// <param name="step">The step.</param>
    /// <param name="told">
    /// What is told of its outcome, which is <see langword="null"/> when the step's id was used for something else.
    /// </param>
    private async Task<TTold> Repeat<TOutcome, TTold>(Func<Task<Reply<TOutcome>>> step, Func<TOutcome?, TTold> told)
        where TOutcome : class
    {
        var started = clock.GetTimestamp();
        for (var pause = s_firstPause; ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, s_longestPause.Ticks)))
        {
            try
            {
                return told((await step()).Outcome);
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
