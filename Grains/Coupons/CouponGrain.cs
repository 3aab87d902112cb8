using Commerce.Journaling;

namespace Commerce.Coupons;

/// <summary>One campaign. Its one activation is the queue that first-come means.</summary>
internal sealed class CouponGrain(JournalContext journal, IGrainFactory grains)
    : JournaledGrain<CouponState, ICouponEvent>(journal, CouponEventCodec.Instance), ICouponGrain
{
    protected override string Feature => "coupon";

    private long CouponId => this.GetPrimaryKeyLong();

    public async Task<Reply<DefineCouponOutcome>> Define(DefineCoupon command)
    {
        command.Validate();
        Require.Id(CouponId, "couponId"); // before the code is claimed for it
        // The code is claimed first: should the rest fail, the same definition can be repeated, and nobody else has the code.
        // A definition that is refused anyway claims nothing, for a claim is for ever.
        if (command.Code is { } code && CouponRules.Define(State, CouponId, command).Events.Count > 0
            && await grains.Grain<ICouponCodeGrain>(code).Assign(CouponId) != CouponId)
            return new(ReplyKind.Decided, new(DefineCouponStatus.CodeTaken, CouponRules.Campaign(State, CouponId)));
        var reply = await Execute(command, CouponJson.Default.DefineCouponOutcome, () => CouponRules.Define(State, CouponId, command));
        if (reply.Outcome is { } outcome)
            Count("define", outcome.Status);
        return reply;
    }

    public async Task<Reply<IssueCouponOutcome>> Issue(IssueCoupon command) => (await IssueAll([command]))[0];

    public async Task<Reply<IssueCouponOutcome>[]> IssueAll(IssueCoupon[] commands)
    {
        var replies = await ExecuteAll(commands, CouponJson.Default.IssueCouponOutcome, together => CouponRules.Issue(State, together, Now));
        foreach (var reply in replies)
        {
            if (reply.Outcome is { } outcome)
                Count("issue", outcome.Status);
        }
        return replies;
    }

    public async Task<Reply<RedeemCouponOutcome>> Redeem(RedeemCoupon command)
    {
        var reply = await Execute(command, CouponJson.Default.RedeemCouponOutcome, () => CouponRules.Redeem(State, command, Now));
        if (reply.Outcome is { } outcome)
            Count("redeem", outcome.Status);
        return reply;
    }

    public async Task<Reply<RestoreCouponOutcome>> Restore(RestoreCoupon command)
    {
        var reply = await Execute(command, CouponJson.Default.RestoreCouponOutcome, () => CouponRules.Restore(State, command));
        if (reply.Outcome is { } outcome)
            Count("restore", outcome.Status);
        return reply;
    }

    public Task<CouponCampaign?> Get() => Read(state => CouponRules.Campaign(state, CouponId));

    public Task<CouponHolding?> GetHolding(long customerId) => Read(state =>
        state.NumberOf(customerId) is > 0 and var number ? new CouponHolding(number, state.UseOf(customerId)?.OrderId) : null);
}
