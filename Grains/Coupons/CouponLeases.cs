namespace Commerce.Coupons;

/// <summary>
/// The leases of a campaign that may be out. What front-ends answer meanwhile is what the campaign would answer, so a change waits until
/// the last of them has ended, and none is given while one waits.
/// </summary>
internal sealed class CouponLeases(TimeProvider clock)
{
    private long? _given; // when the last one was
    private int _changing;

    /// <summary>Gives a lease, unless a change waits.</summary>
    public bool TryGive()
    {
        if (_changing > 0)
            return false;
        _given = clock.GetTimestamp();
        return true;
    }

    /// <summary>Counts with a lease that the activation before this one may have given.</summary>
    public void MayBeOut() => _given = clock.GetTimestamp();

    /// <summary>Changes the campaign when no lease is out any more: at once, or within <see cref="CouponLease.Lasts"/>.</summary>
    /// <typeparam name="TResult">What the change results in.</typeparam>
    /// <param name="change">The change. Decided when its task is there; its answer may come later.</param>
    public async Task<TResult> ChangeAsync<TResult>(Func<Task<TResult>> change)
    {
        _changing++;
        try
        {
            while (_given is { } given && CouponLease.Lasts - clock.GetElapsedTime(given) is { Ticks: > 0 } left)
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), clock); // it cuts to milliseconds
            return await change();
        }
        finally
        {
            _changing--;
        }
    }
}
