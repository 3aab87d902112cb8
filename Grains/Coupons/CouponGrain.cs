using Commerce.Journaling;
using Commerce.WaitingQueue;

namespace Commerce.Coupons;

/// <summary>One campaign. Its one activation is the queue that first-come means.</summary>
internal sealed class CouponGrain(JournalContext journal, IGrainFactory grains)
    : JournaledGrain<CouponState, ICouponEvent>(journal, CouponEventCodec.Instance), ICouponGrain
{
    private readonly List<string> _claiming = []; // codes whose claim is under way, until it is recorded here

    private QueueAdmissions _admissions = null!;

    protected override string Feature => "coupon";

    private long CouponId => this.GetPrimaryKeyLong();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _admissions = new(grains, CouponId);
        return base.OnActivateAsync(cancellationToken);
    }

    public async Task<Reply<DefineCouponOutcome>> Define(DefineCoupon command)
    {
        Require.Id(CouponId, "couponId"); // before the code is claimed for it
        if (await Recall(command, CouponJson.Default.DefineCouponOutcome) is { } earlier)
            return earlier;
        // A definition that is refused anyway claims nothing, and sets up no queue.
        if (command.Queue is { } queue && CouponRules.Define(State, CouponId, command).Outcome.Status
                is DefineCouponStatus.Created or DefineCouponStatus.Updated or DefineCouponStatus.Unchanged
            && !await _admissions.DefineAsync(queue))
        {
            return new(ReplyKind.Decided, new(DefineCouponStatus.QueueAlreadyOpened, await Get()));
        }
        if (command.Code is not { } code || code == State.Terms?.Code || CouponRules.Define(State, CouponId, command).Events.Count == 0)
            return await Decide("define", command, () => CouponRules.Define(State, CouponId, command));

        // The code is claimed first: should the rest fail, the same definition can be repeated, and the claim has no effect.
        _claiming.Add(code);
        try
        {
            return await grains.Grain<ICouponCodeGrain>(code).Assign(CouponId) == CouponId
                ? await Decide("define", command, () => CouponRules.Define(State, CouponId, command))
                : new(ReplyKind.Decided, new(DefineCouponStatus.CodeTaken, await Get()));
        }
        finally
        {
            _claiming.Remove(code);
        }
    }

    public Task<Reply<DefineCouponOutcome>> ReleaseCode(ReleaseCouponCode command) =>
        Decide("release-code", command, () => CouponRules.ReleaseCode(State, CouponId));

    public Task<bool> KeepsCode(string code) => Read(state => state.Terms?.Code == code || _claiming.Contains(code));

    public Task<Reply<IssueCouponOutcome>?> RecallIssue(IssueCoupon command) => State.Terms?.Code == command.Code
        ? Recall(command, CouponJson.Default.IssueCouponOutcome)
        : Read<Reply<IssueCouponOutcome>?>(_ => null);

    public async Task<Reply<IssueCouponOutcome>> Issue(IssueCoupon command) => (await IssueAll([command]))[0];

    public async Task<Reply<IssueCouponOutcome>[]> IssueAll(IssueCoupon[] commands)
    {
        var admissions = State.Terms?.IsQueued is true ? await _admissions.CheckAsync(commands) : null;
        var replies = await ExecuteAll(commands, CouponJson.Default.IssueCouponOutcome,
            together => CouponRules.Issue(State, together, Now, admissions));
        if (admissions is not null)
            _admissions.Close(commands, replies, admissions);
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

    private async Task<Reply<DefineCouponOutcome>> Decide(
        string name, ICommand command, Func<Decision<DefineCouponOutcome, ICouponEvent>> decide)
    {
        var reply = await Execute(command, CouponJson.Default.DefineCouponOutcome, decide);
        if (reply.Outcome is { } outcome)
            Count(name, outcome.Status);
        return reply;
    }
}
