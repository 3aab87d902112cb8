using Commerce.Journaling;
using Commerce.WaitingQueue;

namespace Commerce.Coupons;

/// <summary>One campaign. Its one activation decides requests one after the other: first come, first served.</summary>
internal sealed class CouponGrain(JournalContext journal, IGrainFactory grains)
    : EventSourcedGrain<CouponState, ICouponEvent>(journal, CouponEventCodec.Instance), ICouponGrain
{
    private readonly List<string> _claiming = []; // codes whose claim is under way, until it is recorded here

    // One definition at a time: code and queue are defined before the terms, as the terms are at that moment.
    private readonly Turns _definitions = new();

    private readonly CouponLeases _leases = new(journal.Clock);

    private QueueAdmissions _admissions = null!;

    protected override string StreamCategory => CouponStreams.Category;

    private long CouponId => this.GetPrimaryKeyLong();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _admissions = new(grains, CouponId);
        await base.OnActivateAsync(cancellationToken);
        // The silo before gave leases by its own clock.
        if (CouponRules.IssuesNothing(State, Now - Clocks.MostApart) || CouponRules.IssuesNothing(State, Now + Clocks.MostApart))
            _leases.MayBeOut();
    }

    public async Task<Reply<DefineCouponOutcome>> Define(DefineCoupon command)
    {
        Require.Id(CouponId, "couponId"); // before the code is claimed for it
        return await OnceAsync(command, () => DefineAloneAsync(command));
    }

    private async Task<Reply<DefineCouponOutcome>> DefineAloneAsync(DefineCoupon command)
    {
        var before = command.IfMatch is not null && State.Terms?.IsQueued is true ? await _admissions.SettingsAsync() : null;
        // A definition that would be refused claims no code.
        if (command.Code is not { } code || code == State.Terms?.Code
            || CouponRules.Define(State, CouponId, command, before).Events.Count == 0)
            return await DefineBehindQueueAsync(command, before);

        // The code is claimed first. If the definition fails after that, the claim has no effect, and the definition can be repeated.
        _claiming.Add(code);
        try
        {
            return await grains.Grain<ICouponCodeGrain>(code).Assign(CouponId) == CouponId
                ? await DefineBehindQueueAsync(command, before)
                : new(ReplyKind.Decided, new(DefineCouponStatus.CodeTaken, await Get()));
        }
        finally
        {
            _claiming.Remove(code);
        }
    }

    /// <summary>
    /// Defines the queue, when the command has one, and then the terms: both when no lease is out, for customers get pieces while a
    /// definition waits, and may get more than it has. What they get during the queue's own call alone can still refuse the terms after the
    /// queue has changed; the definition that is sent again with what fits completes it.
    /// </summary>
    private Task<Reply<DefineCouponOutcome>> DefineBehindQueueAsync(DefineCoupon command, QueueSettings? before)
    {
        return WhenNoLeaseIsOutAsync(Decide, DefineAsync);

        Decision<DefineCouponOutcome, ICouponEvent> Decide() => CouponRules.Define(State, CouponId, command, before);

        async Task<Reply<DefineCouponOutcome>> DefineAsync()
        {
            var isQueueChanged = false;
            // A definition that would be refused sets up no queue.
            if (command.Queue is { } queue && Decide().Outcome.Status
                is DefineCouponStatus.Created or DefineCouponStatus.Updated or DefineCouponStatus.Unchanged)
            {
                var status = await _admissions.DefineAsync(queue, command.Actor);
                if (status == DefineQueueStatus.AlreadyOpened)
                    return new(ReplyKind.Decided, new(DefineCouponStatus.QueueAlreadyOpened, await Get()));
                isQueueChanged = status is DefineQueueStatus.Created or DefineQueueStatus.Updated;
            }
            return await BoundAsync(command, await RecordAsync("define", command, Decide), isQueueChanged);
        }
    }

    public Task<Reply<DefineCouponOutcome>> ReleaseCode(ReleaseCouponCode command) => _definitions.RunAsync(() =>
        ChangeAsync("release-code", command, () => CouponRules.ReleaseCode(State, CouponId)));

    public Task<Reply<DefineCouponOutcome>> RemoveQueue(RemoveCouponQueue command) => OnceAsync(command, async () =>
    {
        // The queue is shut first, also when the campaign asks it no more: if this fails halfway, sending it again completes it.
        var isShut = State.Terms is not null && await _admissions.ShutAsync(command.Actor);
        var reply = await ChangeAsync("remove-queue", command, () => CouponRules.RemoveQueue(State, CouponId));
        return await BoundAsync(command, reply, isShut);
    });

    public Task<bool> KeepsCode(string code) => ReadAsync(state => state.Terms?.Code == code || _claiming.Contains(code));

    public Task<Reply<IssueCouponOutcome>?> RecallIssue(IssueCoupon command) => State.Terms?.Code == command.Code
        ? RecallAsync(command, CouponJson.Default.IssueCouponOutcome)
        : ReadAsync<Reply<IssueCouponOutcome>?>(_ => null);

    public async Task<Reply<IssueCouponOutcome>> Issue(IssueCoupon command) => (await IssueAll([command]))[0];

    public async Task<Reply<IssueCouponOutcome>[]> IssueAll(IssueCoupon[] commands)
    {
        var admissions = State.Terms?.IsQueued is true ? await _admissions.CheckAsync(commands) : null;
        var replies = await ExecuteAllAsync("issue", commands, CouponJson.Default.IssueCouponOutcome,
            together => CouponRules.Issue(State, together, Now, admissions));
        if (admissions is not null)
            _admissions.Close(commands, replies, admissions);
        return replies;
    }

    public Task<Reply<RedeemCouponOutcome>> Redeem(RedeemCoupon command) => ExecuteAsync(
        "redeem", command, CouponJson.Default.RedeemCouponOutcome, () => CouponRules.Redeem(State, command, Now));

    public Task<Reply<RestoreCouponOutcome>> Restore(RestoreCoupon command) => ExecuteAsync(
        "restore", command, CouponJson.Default.RestoreCouponOutcome, () => CouponRules.Restore(State, command, Now));

    public Task<CouponCampaign?> Get() => ReadAsync(state => CouponRules.Campaign(state, CouponId));

    public Task<CouponHolding?> GetHolding(long customerId) => ReadAsync(state =>
        state.NumberOf(customerId) is > 0 and var number ? new CouponHolding(number, state.UseOf(customerId)?.OrderId) : null);

    public Task<CouponLease?> Lease() => ReadAsync(state => CouponRules.IssuesNothing(state, Now) && _leases.TryGive()
        ? new CouponLease(CouponRules.Campaign(state, CouponId)!, state.HoldersDigest, Now) : null);

    public Task<long[]> GetHolders(int after)
    {
        Require.Range(after, 0, CouponBounds.MaxQuantity, "after");
        return ReadAsync(state => state.Holders(after, CouponBounds.MaxHoldersTogether));
    }

    /// <summary>Does what a command asks for in its turn, unless it was done under the command's id already.</summary>
    private Task<Reply<DefineCouponOutcome>> OnceAsync(ICommand command, Func<Task<Reply<DefineCouponOutcome>>> change) =>
        _definitions.RunAsync(async () => await RecallAsync(command, CouponJson.Default.DefineCouponOutcome) ?? await change());

    /// <summary>Binds the command's id to its effect also where that is the queue's alone: no event of the campaign tells of it.</summary>
    private async Task<Reply<DefineCouponOutcome>> BoundAsync(ICommand command, Reply<DefineCouponOutcome> reply, bool isQueueChanged) =>
        isQueueChanged && reply is { Kind: ReplyKind.Decided, Outcome: { Status: DefineCouponStatus.Unchanged } outcome }
            ? await RememberAsync(command, CouponJson.Default.DefineCouponOutcome, outcome)
            : reply;

    private Task<Reply<DefineCouponOutcome>> ChangeAsync(
        string name, ICommand command, Func<Decision<DefineCouponOutcome, ICouponEvent>> decide) =>
        WhenNoLeaseIsOutAsync(decide, () => RecordAsync(name, command, decide));

    // What would change nothing waits for nobody. It still changes nothing when it is decided: terms change one definition at a time.
    private Task<Reply<DefineCouponOutcome>> WhenNoLeaseIsOutAsync(
        Func<Decision<DefineCouponOutcome, ICouponEvent>> decide, Func<Task<Reply<DefineCouponOutcome>>> change) =>
        decide().Events.Count == 0 ? change() : _leases.ChangeAsync(change);

    private Task<Reply<DefineCouponOutcome>> RecordAsync(
        string name, ICommand command, Func<Decision<DefineCouponOutcome, ICouponEvent>> decide) =>
        ExecuteAsync(name, command, CouponJson.Default.DefineCouponOutcome, decide);
}
