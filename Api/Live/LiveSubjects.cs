using Commerce.Catalog;
using Commerce.Concerts;
using Commerce.Coupons;
using Commerce.Http;

namespace Commerce.Live;

/// <summary>What a viewer chose to watch; what was not chosen is <see langword="null"/>.</summary>
/// <param name="CouponId">A campaign.</param>
/// <param name="ProductId">A product.</param>
/// <param name="ScheduleId">A schedule.</param>
internal sealed record LiveInterest(long? CouponId, long? ProductId, long? ScheduleId);

/// <summary>
/// What viewers watch: each thing is read once for all of them, and only so many things are: whoever comes with another one sees
/// the rest.
/// </summary>
internal sealed class LiveSubjects(CouponCalls coupons, Absences absences, FollowedSeats seats, IGrainFactory grains)
{
    /// <summary>How many things of a kind are read at the most.</summary>
    public const int MaxOfAKind = 16;

    private readonly Watched<LiveCampaign> _campaigns = new(async id => await coupons.Get(id) is { } campaign
        ? new(id, campaign.Name, campaign.TotalQuantity, campaign.IssuedQuantity)
        : null);

    private readonly Watched<LiveProduct> _products = new(
        async id => await absences.Products.FindAsync(id, () => grains.Grain<IProductGrain>(id).Get()) is { } product
            ? new(id, product.Name, product.Options.Sum(option => option.Supplied), product.Options.Sum(option => option.Stock))
            : null);

    private readonly Watched<LiveSchedule> _schedules = new(
        async id => await absences.Schedules.FindAsync(id, () => seats.ReadAsync(id)) is { } map
            ? new(id, map.Version, map.Free, map.Held, map.Sold)
            : null);

    /// <summary>Campaigns as they were read last.</summary>
    public IReadOnlyList<LiveCampaign> Campaigns => _campaigns.Latest;

    /// <summary>Products as they were read last.</summary>
    public IReadOnlyList<LiveProduct> Products => _products.Latest;

    /// <summary>Schedules as they were read last.</summary>
    public IReadOnlyList<LiveSchedule> Schedules => _schedules.Latest;

    /// <summary>A viewer came.</summary>
    public void Add(LiveInterest interest) => Change(interest, +1);

    /// <summary>A viewer went.</summary>
    public void Remove(LiveInterest interest) => Change(interest, -1);

    /// <summary>Reads everything that is watched. What cannot be read stays as it was.</summary>
    public Task ReadAsync() => Task.WhenAll(_campaigns.ReadAsync(), _products.ReadAsync(), _schedules.ReadAsync());

    private void Change(LiveInterest interest, int viewers)
    {
        _campaigns.Change(interest.CouponId, viewers);
        _products.Change(interest.ProductId, viewers);
        _schedules.Change(interest.ScheduleId, viewers);
    }

    /// <summary>Things of one kind.</summary>
    /// <param name="read">Reads one; <see langword="null"/> when there is none of that id.</param>
    private sealed class Watched<T>(Func<long, Task<T?>> read)
        where T : class
    {
        private readonly Dictionary<long, int> _viewers = [];

        public IReadOnlyList<T> Latest { get; private set; } = [];

        public void Change(long? id, int viewers)
        {
            if (id is not { } known)
                return;
            lock (_viewers)
            {
                var count = _viewers.GetValueOrDefault(known) + viewers;
                if (count > 0)
                    _viewers[known] = count;
                else
                    _viewers.Remove(known);
            }
        }

        public async Task ReadAsync()
        {
            long[] ids;
            lock (_viewers)
                ids = [.. _viewers.OrderByDescending(id => id.Value).Take(MaxOfAKind).Select(id => id.Key).Order()];
            try
            {
                Latest = [.. (await Task.WhenAll(ids.Select(read))).OfType<T>()];
            }
            catch (Exception failure) when (failure is CommerceUnavailableException or OrleansException or TimeoutException)
            {
                // Watching goes on; it is asked again in a second.
            }
        }
    }
}
