using Commerce.Testing;
using Microsoft.Extensions.Time.Testing;
using Xunit.Abstractions;

namespace Commerce.Coupons;

/// <summary>What a front-end answers for a campaign, held against the campaign's own rules.</summary>
public sealed class CouponViewTests(ITestOutputHelper output)
{
    private const long CouponId = 7;
    private const int Customers = 6;

    private static readonly DateTimeOffset s_noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Answer_OfAnyCampaign_IsTheCampaignsOwnOrNone()
    {
        var random = new Random(Seeds.Next(output));
        var answered = new Dictionary<IssueCouponStatus, int>();
        for (var run = 0; run < 20_000; run++)
        {
            var state = Campaign(random);
            var at = s_noon.AddSeconds(random.Next(-200, 200) / 10.0);
            if (!CouponRules.IssuesNothing(state, at))
                continue;
            var clock = new FakeTimeProvider();
            var sent = clock.GetTimestamp();
            var on = TimeSpan.FromMilliseconds(random.Next(0, 400));
            clock.Advance(on);
            var received = clock.GetTimestamp();
            var since = TimeSpan.FromMilliseconds(random.Next(0, 400));
            clock.Advance(since);
            var view = new CouponView(Lease(state, at), random.Next(4) == 0 ? null : Holders(state), sent, received, clock);

            var command = new IssueCoupon(random.Next(1, Customers + 1), random.Next(3) == 0 ? Guid.NewGuid() : null,
                random.Next(3) > 0 ? state.Terms!.Code : Code(random));
            // The lease was given at any moment between asking and hearing it, and another silo's clock is a little off.
            var now = at + since + on * random.NextDouble() + CouponView.NearBoundary * (random.NextDouble() * 2 - 1);
            var own = CouponRules.Issue(state, [command], now).Outcome[0];

            if (view.Answer(command) is not { } reply)
                continue;
            Assert.Equal((ReplyKind.Decided, own), (reply.Kind, reply.Outcome));
            Assert.True(command.CommandId is null || state.NumberOf(command.CustomerId) == 0, "A key's answer is the campaign's.");
            answered[own.Status] = answered.GetValueOrDefault(own.Status) + 1;
            Assert.Equal(CouponRules.Campaign(state, CouponId), view.Campaign ?? CouponRules.Campaign(state, CouponId));
        }

        output.WriteLine(string.Join(", ", answered));
        Assert.All([IssueCouponStatus.SoldOut, IssueCouponStatus.AlreadyIssued, IssueCouponStatus.NotOpen, IssueCouponStatus.Paused,
            IssueCouponStatus.CodeRequired],
            status => Assert.True(answered.GetValueOrDefault(status) > 100, $"{status} was answered rarely."));
        Assert.DoesNotContain(IssueCouponStatus.CodeNotFound, answered.Keys); // another campaign may have the code by now
    }

    [Theory]
    [InlineData(-1.5, false)] // seconds from the start on
    [InlineData(-0.5, null)]
    [InlineData(0.5, null)]
    [InlineData(1.5, true)]
    public void Answer_NearTheStart_IsTheCampaigns(double seconds, bool? isOpen)
    {
        var state = new CouponState();
        state.Apply(Terms(quantity: 1, startedAt: s_noon));
        state.Apply(new CouponIssued(1, 1, s_noon));
        var clock = new FakeTimeProvider();
        var (lease, asked) = (Lease(state, s_noon.AddSeconds(seconds)), clock.GetTimestamp());
        var view = new CouponView(lease, Holders(state), asked, asked, clock);

        Assert.Equal(isOpen switch { true => IssueCouponStatus.SoldOut, false => IssueCouponStatus.NotOpen, _ => null },
            view.Answer(new(2, null))?.Outcome!.Status);
    }

    [Fact]
    public void IsUsable_CountsFromTheQuestion_AndEndsBeforeTheLease()
    {
        var state = new CouponState();
        state.Apply(Terms(quantity: 1, isPaused: true));
        var clock = new FakeTimeProvider();
        var sent = clock.GetTimestamp();
        clock.Advance(CouponView.UsedFor - TimeSpan.FromMilliseconds(1));
        var view = new CouponView(Lease(state, s_noon), null, sent, clock.GetTimestamp(), clock);
        Assert.True(view.IsUsable);

        clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.False(view.IsUsable);
        Assert.True(CouponView.UsedFor < CouponLease.Lasts);
    }

    [Fact]
    public void IsNotHeldBy_WithoutTheHolders_IsNotSaid()
    {
        var state = new CouponState();
        state.Apply(Terms(quantity: 1));
        state.Apply(new CouponIssued(1, 1, s_noon));
        var clock = new FakeTimeProvider();

        var view = new CouponView(Lease(state, s_noon.AddMinutes(1)), null, clock.GetTimestamp(), clock.GetTimestamp(), clock);
        var full = new CouponView(Lease(state, s_noon.AddMinutes(1)), Holders(state), clock.GetTimestamp(), clock.GetTimestamp(), clock);

        Assert.Equal((false, false), (view.IsNotHeldBy(1), view.IsNotHeldBy(2)));
        Assert.Equal((false, true), (full.IsNotHeldBy(1), full.IsNotHeldBy(2)));
        Assert.Null(view.Answer(new(2, null)));
    }

    private static CouponState Campaign(Random random)
    {
        var state = new CouponState();
        var startedAt = s_noon.AddSeconds(random.Next(-100, 100) / 10.0);
        var expiredAt = startedAt.AddSeconds(random.Next(1, 100) / 10.0);
        if (random.Next(3) > 0)
            (startedAt, expiredAt) = (startedAt.AddHours(-1), expiredAt.AddHours(1));
        state.Apply(Terms(random.Next(1, 5), Code(random), startedAt, expiredAt, random.Next(4) == 0));
        var customers = Enumerable.Range(1, Customers).Select(customer => (long)customer).ToArray();
        random.Shuffle(customers);
        var issued = random.Next(3) == 0 ? random.Next(0, 5) : 5;
        foreach (var customer in customers[..(int)Math.Min(issued, state.Terms!.TotalQuantity)])
            state.Apply(new CouponIssued(customer, state.Issued + 1, s_noon));
        return state;
    }

    private static CouponDefined Terms(
        long quantity, string? code = null, DateTimeOffset? startedAt = null, DateTimeOffset? expiredAt = null, bool isPaused = false) =>
        new("Spring", code, DiscountType.Fixed, 1_000, quantity, startedAt ?? s_noon.AddHours(-1), expiredAt ?? s_noon.AddHours(1),
            null, isPaused ? true : null);

    private static string? Code(Random random) => random.Next(3) switch { 0 => "SPRING", 1 => "SUMMER", _ => null };

    private static CouponLease Lease(CouponState state, DateTimeOffset at) =>
        new(CouponRules.Campaign(state, CouponId)!, state.HoldersDigest, at);

    private static HolderSet Holders(CouponState state) => new(state.Holders(0, state.Issued));
}
