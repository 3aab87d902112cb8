namespace Commerce.Coupons;

/// <summary>What of a campaign's terms can be left out, and what can change while pieces are held.</summary>
public sealed partial class CouponRulesTests
{
    [Fact]
    public void Define_WithoutPauseAndEndOfUse_KeepsThem()
    {
        var kept = s_terms with { IsPaused = true, UsableUntil = s_closes.AddDays(7) };
        var state = State(kept);

        Assert.Equal(DefineCouponStatus.Unchanged, CouponRules.Define(state, CouponId, Command(s_terms)).Outcome.Status);
        Assert.Equal([kept with { IsPaused = null }],
            CouponRules.Define(state, CouponId, Command(s_terms) with { IsPaused = false }).Events);
        Assert.Equal([kept with { UsableUntil = null }],
            CouponRules.Define(state, CouponId, Command(s_terms) with { UsableUntil = s_closes }).Events);
        var longer = s_terms with { ExpiredAt = s_closes.AddDays(8) };
        Assert.Equal([longer with { IsPaused = true }], CouponRules.Define(state, CouponId, Command(longer)).Events);
    }

    [Fact]
    public void Define_OfAnotherRevision_IsVersionMismatchBeforeAnythingElse()
    {
        var (queue, slower) = (new WaitingQueue.QueueSettings(5, 5), new WaitingQueue.QueueSettings(5, 4));
        var state = State(s_terms with { TotalQuantity = 2, IsQueued = true }, new CouponIssued(Holder, 1, s_opens));
        var revision = CouponRules.Campaign(state, CouponId)!.Revision(queue);
        var changes = Command(s_terms with { Name = "Summer", TotalQuantity = 2 }) with { IfMatch = ["x", revision] };

        Assert.Equal(DefineCouponStatus.Updated, CouponRules.Define(state, CouponId, changes, queue).Outcome.Status);
        Assert.Equal(DefineCouponStatus.VersionMismatch, CouponRules.Define(state, CouponId, changes, slower).Outcome.Status);
        Assert.Equal(DefineCouponStatus.VersionMismatch, CouponRules.Define(new CouponState(), CouponId, changes, queue).Outcome.Status);

        state.Apply(s_terms with { Code = "OTHER", TotalQuantity = 2, IsQueued = true });
        var (outcome, events, _) = CouponRules.Define(state, CouponId, changes, queue);
        Assert.Equal((DefineCouponStatus.VersionMismatch, 0), (outcome.Status, events.Count));
    }

    [Fact]
    public void Define_WithoutAQueue_KeepsItUntilItIsRemoved()
    {
        var queued = s_terms with { IsQueued = true };
        var state = State(queued);

        Assert.Equal(DefineCouponStatus.Unchanged, CouponRules.Define(state, CouponId, Command(s_terms)).Outcome.Status);
        Assert.Equal([s_terms], CouponRules.RemoveQueue(state, CouponId).Events);
        Assert.Equal((DefineCouponStatus.Unchanged, 0), Brief(CouponRules.RemoveQueue(State(s_terms), CouponId)));
        Assert.Equal((DefineCouponStatus.NotFound, 0), Brief(CouponRules.RemoveQueue(new CouponState(), CouponId)));

        static (DefineCouponStatus, int) Brief(Journaling.Decision<DefineCouponOutcome, ICouponEvent> decision) =>
            (decision.Outcome.Status, decision.Events.Count);
    }

    [Fact]
    public void Define_EndOfUseBeforeTheEnd_IsOutOfBounds() => Assert.Equal("usableUntil", Assert.Throws<OutOfBoundsException>(() =>
        CouponRules.Define(new CouponState(), CouponId, Command(s_terms) with { UsableUntil = s_closes.AddTicks(-1) })).Field);

    [Fact]
    public void Issue_OfAPausedCampaign_IsPausedForHoldersToo_UntilItGoesOn()
    {
        var paused = s_terms with { IsPaused = true, TotalQuantity = 2 };
        var state = State(paused with { IsPaused = null }, new CouponIssued(Holder, 1, s_opens), paused);

        AssertRefused(new(IssueCouponStatus.NotOpen, 0, default), state, Holder, s_before);
        AssertRefused(new(IssueCouponStatus.Paused, 0, default), state, Holder, s_opens);
        AssertRefused(new(IssueCouponStatus.Paused, 0, default), state, Other, s_opens);

        state.Apply(paused with { IsPaused = null });
        var decision = CouponRules.Issue(state, [new IssueCoupon(Other, null, "SPRING")], s_opens);
        Assert.Equal(IssueCouponStatus.Issued, decision.Outcome[0].Status);
    }

    [Fact]
    public void Redeem_OfAPausedCampaignThatIsOver_IsRedeemedUntilTheEndOfUse()
    {
        var until = s_closes.AddDays(7);
        var state = State(s_terms, new CouponIssued(Holder, 1, s_opens), s_terms with { IsPaused = true, UsableUntil = until });
        var command = new RedeemCoupon(Holder, s_order, 5_000, null);

        Assert.Equal(RedeemCouponStatus.Redeemed, CouponRules.Redeem(state, command, until.AddTicks(-1)).Outcome.Status);
        Assert.Equal(RedeemCouponStatus.NotOpen, CouponRules.Redeem(state, command, until).Outcome.Status);
        Assert.Equal(RedeemCouponStatus.NotOpen, CouponRules.Redeem(state, command, s_before).Outcome.Status);
    }

    [Fact]
    public void Define_TheFirstCodeOfACampaignThatIssued_IsUpdated()
    {
        var state = State(s_terms with { Code = null, TotalQuantity = 2 }, new CouponIssued(Holder, 1, s_opens));

        var decision = CouponRules.Define(state, CouponId, Command(s_terms with { TotalQuantity = 2 }));

        Assert.Equal((DefineCouponStatus.Updated, "SPRING"), (decision.Outcome.Status, decision.Outcome.Campaign!.Code));
    }

    [Fact]
    public void Define_WithAQueue_PutsItBeforeTheCampaign() => Assert.Equal([s_terms with { IsQueued = true }],
        CouponRules.Define(State(s_terms), CouponId, Command(s_terms) with { Queue = new(5, 5) }).Events);

    [Fact]
    public void Issue_BehindAQueue_IsForThoseWhomItLetIn()
    {
        var state = State(s_terms with { IsQueued = true, TotalQuantity = 2 }, new CouponIssued(Holder, 1, s_opens));
        IssueCoupon[] commands = [.. Enumerable.Range(1, 4).Select(n => new IssueCoupon(2_000 + n, null, "SPRING", $"token {n}"))];
        var admissions = new Dictionary<IssueCoupon, WaitingQueue.QueueCheck>
        {
            [commands[0]] = new(WaitingQueue.QueueCheckStatus.NoToken, 0, null),
            [commands[1]] = new(WaitingQueue.QueueCheckStatus.NotActive, 2, null),
            [commands[3]] = new(WaitingQueue.QueueCheckStatus.Active, 4, s_closes),
        };

        var decision = CouponRules.Issue(state, commands, s_opens, admissions);

        Assert.Equal(
        [
            new(IssueCouponStatus.QueueTokenRequired, 0, default), new(IssueCouponStatus.QueueTokenNotActive, 0, default),
            new(IssueCouponStatus.QueueTokenRequired, 0, default), new(IssueCouponStatus.Issued, 2, s_opens),
        ], decision.Outcome);
        Assert.Equal([new CouponIssued(2_004, 2, s_opens)], decision.Events);
        AssertRefused(new(IssueCouponStatus.QueueTokenRequired, 0, default), state, Other, s_opens); // the queue was not asked
        AssertRefused(new(IssueCouponStatus.AlreadyIssued, 1, default), state, Holder, s_opens); // whoever has one is told so first
        state.Apply(s_terms with { IsQueued = true });
        AssertRefused(new(IssueCouponStatus.SoldOut, 0, default), state, Other, s_opens);
    }

    [Fact]
    public void Restore_OnlyWhileUsable_GoesByTheEndOfUse()
    {
        var command = new RestoreCoupon(Holder, s_order, null, OnlyWhileUsable: true);
        var longer = Redeemed();
        longer.Apply(s_terms with { UsableUntil = s_closes.AddDays(7) });

        foreach (var (state, end) in new[] { (Redeemed(), s_closes), (longer, s_closes.AddDays(7)) })
        {
            Assert.Equal(RestoreCouponStatus.Restored, CouponRules.Restore(state, command, end.AddTicks(-1)).Outcome.Status);
            var (outcome, events, _) = CouponRules.Restore(state, command, end);
            Assert.Equal((RestoreCouponStatus.NotUsable, 0), (outcome.Status, events.Count));
        }
    }
}
