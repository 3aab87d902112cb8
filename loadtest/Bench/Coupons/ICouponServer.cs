namespace Commerce.Bench.Coupons;

/// <summary>Something that issues coupons.</summary>
internal interface ICouponServer
{
    /// <summary>Makes a campaign known.</summary>
    Task DefineCouponAsync(long couponId, long quantity);

    /// <summary>Reads how many pieces were issued and are in SQL.</summary>
    Task<long> IssuedAsync(long couponId);

    /// <summary>Waits until everything that was answered is in SQL, or never will be.</summary>
    Task SettleAsync();
}
