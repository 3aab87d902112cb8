using Commerce.Journaling;

namespace Commerce.Coupons;

/// <summary>How the streams of campaigns and codes are named.</summary>
internal static class CouponStreams
{
    public const string Category = "coupon";

    public const string CodeCategory = "coupon-code";

    public static StreamName Of(long couponId) => new(Category, couponId);
}
