using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Concerts;
using Commerce.Coupons;
using Commerce.WaitingQueue;

namespace Commerce.Orders;

/// <summary>
/// What a payment does to others. Every step carries a command id, so doing it again changes nothing and answers the same. A step
/// whose id was used for something else did not happen: it answers <see langword="null"/>, or <see langword="false"/>.
/// </summary>
internal interface IPaymentSteps
{
    Task<DeductStockStatus?> DeductStock(long productId, DeductStock command);

    Task<bool> RestoreStock(long productId, RestoreStock command);

    Task<RedeemCouponStatus?> RedeemCoupon(long couponId, RedeemCoupon command);

    Task<RestoreCouponStatus?> RestoreCoupon(long couponId, RestoreCoupon command);

    Task<ChangeBalanceStatus?> Debit(long customerId, DebitBalance command);

    Task<ChangeBalanceStatus?> Refund(long customerId, RefundBalance command);

    Task<SellSeatStatus?> SellSeat(long scheduleId, SellSeat command);

    Task CloseQueueToken(QueueKey queue, CloseQueueToken command);
}
