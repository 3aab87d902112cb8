using Commerce.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Commerce.Shop;

/// <summary>The sample shop window. Configuration section <c>Shop</c>.</summary>
internal sealed class ShopOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Shop";

    /// <summary>Whether <c>/shop</c> is served; unless told, in Development.</summary>
    public bool? Enabled { get; set; }
}

/// <summary>The shop window in this process.</summary>
internal static class ShopHosting
{
    public static void AddCommerceShop(this IServiceCollection services) => services.AddSettings<ShopOptions>(ShopOptions.Section);

    /// <summary>Serves it where it is asked for: a sample has no place before real customers unless somebody puts it there.</summary>
    public static void MapCommerceShop(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<ShopOptions>>().Value.Enabled ?? app.Environment.IsDevelopment())
            app.MapShop();
    }
}
