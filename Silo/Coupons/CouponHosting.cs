using Commerce.Projections;

namespace Commerce.Coupons;

/// <summary>Coupons in this process.</summary>
internal static class CouponHosting
{
    public static void AddCommerceCoupons(this IServiceCollection services)
    {
        services.AddProjection<IssuedCouponProjection>();
        services.AddSingleton<IIssuedCouponReads, IssuedCouponReads>();
    }
}
