using System.Globalization;
using Commerce.ServiceDefaults;

namespace Commerce.Coupons;

/// <summary>Coupons over HTTP. Configuration section <c>Coupons</c>.</summary>
internal sealed class CouponApiOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Coupons";

    /// <summary>The campaign of <c>POST /coupon/apply</c>; 1 to 2^53 - 1.</summary>
    public long DefaultCouponId { get; set; } = 4002;

    /// <summary>Whether pieces are issued to customers that <c>/admin/customers</c> made known, and to nobody else.</summary>
    public bool KnownCustomersOnly { get; set; }
}

/// <summary>Says at start-up which key is wrong and how to mend it.</summary>
internal sealed class CouponApiOptionsValidator() : SettingsValidator<CouponApiOptions>(CouponApiOptions.Section)
{
    protected override IEnumerable<(bool IsMet, string Otherwise)> Others(CouponApiOptions options) =>
    [
        (options.DefaultCouponId is >= IdBounds.Min and <= IdBounds.Max, string.Create(CultureInfo.InvariantCulture,
            $"Coupons:DefaultCouponId must be a coupon's id, from {IdBounds.Min} to {IdBounds.Max}.")),
    ];
}
