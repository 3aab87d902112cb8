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

    /// <summary>What is watched, and does not exist.</summary>
    public LiveAbsent Absent => new(_campaigns.Absent, _products.Absent, _schedules.Absent);

    /// <summary>A viewer came.</summary>
    public void Add(LiveInterest interest) => Change(interest, +1);

    /// <summary>A viewer went.</summary>
    public void Remove(LiveInterest interest) => Change(interest, -1);

    /// <summary>Reads everything that is watched; what is being read is not asked again. What cannot be read stays as it was.</summary>
    public Task ReadAsync() => Task.WhenAll(_campaigns.ReadAsync(), _products.ReadAsync(), _schedules.ReadAsync());

    private void Change(LiveInterest interest, int viewers)
    {
        _campaigns.Change(interest.CouponId, viewers);
        _products.Change(interest.ProductId, viewers);
        _schedules.Change(interest.ScheduleId, viewers);
    }
}
