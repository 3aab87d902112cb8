namespace Commerce.Coupons;

/// <summary>
/// One campaign that issues nothing, as this front-end follows it. It asks for a lease a few times a second, and only while somebody
/// asks for a piece. The lease ends by time alone: a campaign that cannot be asked is not answered for.
/// </summary>
/// <param name="askLease">Asks the campaign for a lease; <see cref="ICouponGrain.Lease"/>.</param>
/// <param name="askHolders">Asks it for holders behind the first ones; <see cref="ICouponGrain.GetHolders"/>.</param>
/// <param name="room">Room for its holders.</param>
/// <param name="clock">The clock.</param>
internal sealed class FollowedCoupon(
    Func<Task<CouponLease?>> askLease, Func<int, Task<long[]>> askHolders, HolderRoom room, TimeProvider clock)
{
    /// <summary>How often the lease is renewed.</summary>
    public static readonly TimeSpan RenewEvery = CouponLease.Lasts * 0.3;

    /// <summary>After what time without anybody's asking a campaign need not be followed any more.</summary>
    public static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(10);

    /// <summary>Holders of one campaign that are kept at the most. A larger one answers for itself.</summary>
    public const int MaxHolders = 1_000_000;

    private readonly Lock _lock = new();
    private long _asked = clock.GetTimestamp(); // when the lease was asked for last
    private Task? _asking;
    private HolderSet _holders = HolderSet.None;
    private bool _isLeft;
    private volatile CouponView? _view;

    /// <summary>Whether nobody has asked for a while.</summary>
    public bool IsIdle => clock.GetElapsedTime(Volatile.Read(ref _asked)) > KeepFor;

    /// <summary>Time since the lease was confirmed last; <see langword="null"/> when there is none, or nobody asks.</summary>
    public TimeSpan? Age => IsIdle ? null : _view?.Age;

    /// <summary>Whether this front-end can answer at this moment.</summary>
    public bool IsAnswered => _view is { IsUsable: true };

    /// <summary>What is certain of the campaign, if anything is. Its lease is renewed meanwhile.</summary>
    public CouponView? View()
    {
        if (_view is not { } view)
            return null;
        Renew();
        return view.IsUsable ? view : null;
    }

    /// <summary>Asks for a lease, unless that was done a moment ago.</summary>
    public void Renew()
    {
        if (clock.GetElapsedTime(Volatile.Read(ref _asked)) < RenewEvery && _asking is not null)
            return;
        lock (_lock)
        {
            if (_isLeft || _asking is { IsCompleted: false } || (_asking is not null && clock.GetElapsedTime(_asked) < RenewEvery))
                return;
            Volatile.Write(ref _asked, clock.GetTimestamp());
            // All who ask share the call: it goes on without the request that starts it. It is started here and now, for when requests
            // wait for threads, what waits behind them comes late.
            using (ExecutionContext.SuppressFlow())
                _asking = LeaseAsync();
        }
    }

    /// <summary>Gives back the room of the holders; the campaign is not followed any more.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _isLeft = true;
            _view = null;
            room.Give(_holders.Count);
            _holders = HolderSet.None;
        }
    }

    private async Task LeaseAsync()
    {
        try
        {
            var sent = clock.GetTimestamp();
            var lease = await askLease();
            var received = clock.GetTimestamp();
            _view = lease is null ? null : new(lease, await HoldersAsync(lease), sent, received, clock);
        }
        catch (Exception)
        {
            // Whatever it is: the lease that is there ends by its time, and who asks then is told by the campaign itself what is wrong.
            // A silo of the release before this one knows no leases: then every request goes to the campaign.
        }
    }

    /// <summary>The campaign's holders, once it is sold out: those who are new are asked for.</summary>
    /// <returns>The holders; <see langword="null"/> while they are not wanted, or cannot be kept.</returns>
    private async Task<HolderSet?> HoldersAsync(CouponLease lease)
    {
        var issued = lease.Campaign.IssuedQuantity;
        if (issued < lease.Campaign.TotalQuantity || issued > MaxHolders)
            return null;
        var known = _holders;
        if (known.Count == issued && known.Digest == lease.HoldersDigest)
            return known;
        if (!room.TryTake((int)issued))
            return null;
        HolderSet? found = null;
        try
        {
            found = await FindAsync(known.Count < issued ? known : HolderSet.None, lease)
                ?? await FindAsync(HolderSet.None, lease); // a store that lost its tail has others now
        }
        finally
        {
            room.Give((int)issued - Keep(found));
        }
        return found;
    }

    private async Task<HolderSet?> FindAsync(HolderSet known, CouponLease lease)
    {
        var (pages, count) = (new List<long[]>(), known.Count);
        while (count < lease.Campaign.IssuedQuantity)
        {
            var page = await askHolders(count);
            if (page.Length == 0)
                return null;
            pages.Add(page);
            count += page.Length;
        }
        var found = known.With(pages);
        return found.Count == lease.Campaign.IssuedQuantity && found.Digest == lease.HoldersDigest ? found : null;
    }

    /// <summary>Keeps holders instead of those before, and gives back the room of these.</summary>
    /// <returns>How many are kept of what was found.</returns>
    private int Keep(HolderSet? found)
    {
        lock (_lock)
        {
            if (found is null || _isLeft)
                return 0;
            room.Give(_holders.Count);
            _holders = found;
            return found.Count;
        }
    }
}
