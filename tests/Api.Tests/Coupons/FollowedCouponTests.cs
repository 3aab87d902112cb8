using Commerce.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Commerce.Coupons;

public sealed class FollowedCouponTests
{
    private const int PageSize = 3;

    private readonly FakeTimeProvider _clock = new(new(2026, 3, 1, 20, 0, 0, TimeSpan.Zero));
    private readonly HolderRoom _room = new(10);
    private readonly List<int> _pagesAsked = [];
    private long[] _holders = [11, 12, 13, 14];
    private int _leasesAsked;
    private Func<Task<CouponLease?>> _lease;

    public FollowedCouponTests() => _lease = () => Task.FromResult<CouponLease?>(SoldOut());

    private FollowedCoupon Coupon => field ??= new(AskLease, AskHolders, _room, _clock);

    [Fact]
    public async Task View_AskedForAgainAndAgain_RenewsTheLeaseOnceAMoment()
    {
        await FollowAsync();
        for (var i = 0; i < 1_000; i++)
            Assert.NotNull(Coupon.View());
        Assert.Equal(1, _leasesAsked);

        _clock.Advance(FollowedCoupon.RenewEvery);
        Assert.NotNull(Coupon.View());
        await Eventually.HoldsAsync("the lease to be renewed", () => Task.FromResult(Coupon.Age == TimeSpan.Zero));
        Assert.Equal(2, _leasesAsked);
    }

    [Fact]
    public async Task View_WhileTheCampaignCannotBeAsked_IsThereUntilTheLeaseEnds()
    {
        await FollowAsync();
        _lease = () => Task.FromException<CouponLease?>(new CommerceUnavailableException());

        _clock.Advance(CouponView.UsedFor - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(Coupon.View());
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(Coupon.View());

        _lease = () => Task.FromResult<CouponLease?>(SoldOut());
        _clock.Advance(FollowedCoupon.RenewEvery);
        await FollowAsync();
    }

    [Fact]
    public async Task View_OfALeaseThatTookLong_EndsByTheTimeOfTheQuestion()
    {
        var answer = new TaskCompletionSource<CouponLease?>();
        _lease = () => answer.Task;
        Coupon.Renew();
        await Eventually.HoldsAsync("the question", () => Task.FromResult(_leasesAsked == 1));
        _clock.Advance(CouponView.UsedFor);
        _lease = () => new TaskCompletionSource<CouponLease?>().Task;

        answer.SetResult(SoldOut());

        await Eventually.HoldsAsync("the answer", () => Task.FromResult(Coupon.Age is not null));
        Assert.Null(Coupon.View());
    }

    [Fact]
    public async Task View_OfACampaignThatGivesNoLease_IsNoneUntilItIsAskedAgain()
    {
        await FollowAsync();
        _lease = () => Task.FromResult<CouponLease?>(null);
        _clock.Advance(FollowedCoupon.RenewEvery);
        Coupon.View();
        await Eventually.HoldsAsync("the lease to end", () => Task.FromResult(Coupon.Age is null));

        _clock.Advance(FollowedCoupon.RenewEvery);
        Assert.Null(Coupon.View()); // it issues pieces: nobody asks for a lease
        Assert.Equal(2, _leasesAsked);

        _lease = () => Task.FromResult<CouponLease?>(SoldOut());
        await FollowAsync();
    }

    [Fact]
    public async Task Holders_ComeInPages_AndOnceEach()
    {
        await FollowAsync();
        Assert.Equal([0, 3], _pagesAsked);
        Assert.Equal(4, NumberOf(14));

        _holders = [.. _holders, 15, 16];
        await RenewAsync(6);

        Assert.Equal([0, 3, 4], _pagesAsked);
        Assert.Equal((4, 6), (NumberOf(14), NumberOf(16)));
        Assert.Equal(6, _room.Kept);
    }

    [Fact]
    public async Task Holders_OfAStoreThatLostItsTail_AreAskedForAnew()
    {
        await FollowAsync();

        _holders = [11, 12, 13, 99, 14];
        await RenewAsync(5);

        Assert.Equal([0, 3, 4, 0, 3], _pagesAsked);
        Assert.Equal((4, 5), (NumberOf(99), NumberOf(14)));
        Assert.Equal(5, _room.Kept);
    }

    [Fact]
    public async Task Holders_ThatAreNotThoseOfTheLease_AreNotUsed()
    {
        _lease = () => Task.FromResult<CouponLease?>(SoldOut() with { HoldersDigest = 1 });
        await FollowAsync();

        Assert.Null(Coupon.View()!.Answer(new(11, null)));
        Assert.Equal(0, _room.Kept);
    }

    [Fact]
    public async Task Holders_MoreThanThereIsRoomFor_AreNotAskedFor()
    {
        Assert.True(_room.TryTake(7));
        await FollowAsync();
        Assert.Null(Coupon.View()!.Answer(new(99, null)));
        Assert.Empty(_pagesAsked);
        Assert.Equal(7, _room.Kept);

        _room.Give(7);
        _clock.Advance(FollowedCoupon.RenewEvery);
        await Eventually.HoldsAsync("the holders", () => Task.FromResult(Coupon.View()?.Answer(new(99, null)) is not null));
        Coupon.Leave();
        Assert.Equal(0, _room.Kept);
    }

    [Fact]
    public async Task Holders_OfACampaignThatIsTooLarge_AreNotAskedFor()
    {
        _lease = () => Task.FromResult<CouponLease?>(SoldOut() with { Campaign = Campaign(FollowedCoupon.MaxHolders + 1) });
        await FollowAsync();

        Assert.Null(Coupon.View()!.Answer(new(99, null)));
        Assert.Empty(_pagesAsked);
    }

    [Fact]
    public async Task IsIdle_AfterAWhileWithoutAsking()
    {
        await FollowAsync();
        Assert.False(Coupon.IsIdle);

        _clock.Advance(FollowedCoupon.KeepFor + TimeSpan.FromSeconds(1));

        Assert.True(Coupon.IsIdle);
        Assert.Null(Coupon.Age);
    }

    private Task FollowAsync() => Eventually.HoldsAsync("the lease", () =>
    {
        Coupon.Renew();
        return Task.FromResult(Coupon.IsAnswered);
    });

    private Task RenewAsync(int holders)
    {
        _clock.Advance(FollowedCoupon.RenewEvery);
        return Eventually.HoldsAsync("the new holders", () => Task.FromResult(Coupon.View()?.Answer(new(_holders[holders - 1], null)) is
        {
            Outcome.Status: IssueCouponStatus.AlreadyIssued
        }));
    }

    private long NumberOf(long customerId) => Coupon.View()!.Answer(new(customerId, null))!.Outcome!.IssueNumber;

    private CouponLease SoldOut() =>
        new(Campaign(_holders.Length), _holders.Aggregate(0UL, CouponLease.DigestWith), _clock.GetUtcNow());

    private CouponCampaign Campaign(long quantity) => new(1, "Spring", null, DiscountType.Fixed, 1_000, quantity, quantity,
        _clock.GetUtcNow().AddDays(-1), _clock.GetUtcNow().AddDays(1));

    private Task<CouponLease?> AskLease()
    {
        Interlocked.Increment(ref _leasesAsked);
        return _lease();
    }

    private Task<long[]> AskHolders(int after)
    {
        _pagesAsked.Add(after);
        return Task.FromResult(_holders.Skip(after).Take(PageSize).ToArray());
    }
}
