using System.Collections.Concurrent;

namespace Commerce.Coupons;

/// <summary>Which campaign a code names, as far as this front-end knows. What was found is kept, within bounds.</summary>
internal sealed class CouponCodes(IGrainFactory grains)
{
    private const int MaxKept = 10_000;

    private readonly ConcurrentDictionary<string, long> _found = new();

    /// <summary>The campaign that claimed the code last; it alone knows whether it has it.</summary>
    public async Task<long?> FindAsync(string code)
    {
        if (_found.TryGetValue(code, out var couponId))
            return couponId;
        if (!CouponBounds.IsCode(code))
            return null;
        if (await grains.Grain<ICouponCodeGrain>(code).Get() is not { } found)
            return null;
        if (_found.Count < MaxKept)
            _found[code] = found;
        return found;
    }

    /// <summary>As <see cref="FindAsync"/>, but asks again: the campaign that was found before has another code now.</summary>
    public Task<long?> FindAgainAsync(string code)
    {
        _found.TryRemove(code, out _);
        return FindAsync(code);
    }
}
