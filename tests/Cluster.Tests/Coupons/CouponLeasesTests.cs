using Microsoft.Extensions.Time.Testing;

namespace Commerce.Coupons;

public sealed class CouponLeasesTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly CouponLeases _leases;
    private int _changed;

    public CouponLeasesTests() => _leases = new(_clock);

    [Fact]
    public async Task Change_WithoutALease_IsDoneAtOnce()
    {
        Assert.Equal(1, await ChangeAsync());
        Assert.True(_leases.TryGive());
    }

    [Fact]
    public async Task Change_WithALeaseOut_WaitsForItsEnd_AndNoneIsGivenMeanwhile()
    {
        Assert.True(_leases.TryGive());
        _clock.Advance(CouponLease.Lasts / 2);
        Assert.True(_leases.TryGive()); // the last one counts
        _clock.Advance(CouponLease.Lasts / 2);

        var change = ChangeAsync();

        Assert.False(_leases.TryGive());
        _clock.Advance(CouponLease.Lasts / 2 - TimeSpan.FromMilliseconds(1));
        Assert.False(change.IsCompleted);
        Assert.Equal(0, _changed);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, await change);
        Assert.True(_leases.TryGive());
    }

    [Fact]
    public async Task Change_AfterAnActivation_WaitsForLeasesOfTheOneBefore()
    {
        _leases.MayBeOut();
        var change = ChangeAsync();
        Assert.False(change.IsCompleted);

        _clock.Advance(CouponLease.Lasts);

        Assert.Equal(1, await change);
    }

    [Fact]
    public async Task Change_ThatFails_HoldsUpNoLeases()
    {
        await Assert.ThrowsAsync<CommerceUnavailableException>(() =>
            _leases.ChangeAsync(() => Task.FromException<int>(new CommerceUnavailableException())));

        Assert.True(_leases.TryGive());
    }

    private Task<int> ChangeAsync() => _leases.ChangeAsync(() => Task.FromResult(++_changed));
}
