using Commerce.Audit;
using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Cluster;
using Commerce.Concerts;
using Commerce.Coupons;
using Commerce.Orders;

namespace Commerce.Hosting;

/// <summary>Every feature, in a silo and in the commands that write read tables.</summary>
internal static class FeatureHosting
{
    public static void AddCommerceFeatures(this IServiceCollection services)
    {
        services.AddPlacementDirector<NearCustomerPlacement, NearCustomerDirector>();
        services.AddCommerceCoupons();
        services.AddCommerceBalances();
        services.AddCommerceCatalog();
        services.AddCommerceOrders();
        services.AddCommerceConcerts();
        services.AddCommerceAudit();
    }
}
