using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;

namespace Commerce.Orders;

/// <summary>What a payment does to others. Every step carries a command id, so doing it again changes nothing and answers the same.</summary>
internal interface IPaymentSteps
{
    Task<DeductStockStatus> DeductStock(long productId, DeductStock command);

    Task RestoreStock(long productId, RestoreStock command);

    Task<RedeemCouponStatus> RedeemCoupon(long couponId, RedeemCoupon command);

    Task RestoreCoupon(long couponId, RestoreCoupon command);

    Task<ChangeBalanceStatus> Debit(long customerId, DebitBalance command);
}
