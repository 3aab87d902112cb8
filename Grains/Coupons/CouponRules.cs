using Commerce.Journaling;
using Commerce.WaitingQueue;

namespace Commerce.Coupons;

/// <summary>The decisions of a campaign. Pure: state, command and time in; outcome and events out.</summary>
internal static class CouponRules
{
    /// <summary>Creates the campaign or changes its terms.</summary>
    /// <param name="state">The campaign.</param>
    /// <param name="couponId">Its id.</param>
    /// <param name="command">The terms.</param>
    /// <param name="queue">The settings of the queue before it, which has them; asked for only when the command names a revision.</param>
    public static Decision<DefineCouponOutcome, ICouponEvent> Define(
        CouponState state, long couponId, DefineCoupon command, QueueSettings? queue = null)
    {
        command.Validate();
        Require.Id(couponId, "couponId");
        if (!Revision.IsExpected(command.IfMatch, Campaign(state, couponId)?.Revision(queue)))
            return new(new(DefineCouponStatus.VersionMismatch, Campaign(state, couponId)), []);
        var terms = Merge(state.Terms, command);
        if (state.IssuedUnderCode > 0 && state.Terms!.Code != terms.Code)
            return new(new(DefineCouponStatus.CodeFixed, Campaign(state, couponId)), []);
        if (command.TotalQuantity < state.Issued)
            return new(new(DefineCouponStatus.QuantityBelowIssued, Campaign(state, couponId)), []);
        if (state.Terms == terms)
            return new(new(DefineCouponStatus.Unchanged, Campaign(state, couponId)), []);
        var status = state.Terms is null ? DefineCouponStatus.Created : DefineCouponStatus.Updated;
        return new(new(status, Campaign(terms, state.Issued, couponId)), [terms]);
    }

    /// <summary>Takes the code from the campaign, so that another one can have it.</summary>
    public static Decision<DefineCouponOutcome, ICouponEvent> ReleaseCode(CouponState state, long couponId)
    {
        if (state.Terms is not { } terms)
            return new(new(DefineCouponStatus.NotFound, null), []);
        if (terms.Code is null)
            return new(new(DefineCouponStatus.Unchanged, Campaign(state, couponId)), []);
        if (state.IssuedUnderCode > 0)
            return new(new(DefineCouponStatus.CodeFixed, Campaign(state, couponId)), []);
        terms = terms with { Code = null };
        return new(new(DefineCouponStatus.Updated, Campaign(terms, state.Issued, couponId)), [terms]);
    }

    /// <summary>Takes the queue from before the campaign.</summary>
    public static Decision<DefineCouponOutcome, ICouponEvent> RemoveQueue(CouponState state, long couponId)
    {
        if (state.Terms is not { } terms)
            return new(new(DefineCouponStatus.NotFound, null), []);
        if (terms.IsQueued is not true)
            return new(new(DefineCouponStatus.Unchanged, Campaign(state, couponId)), []);
        terms = terms with { IsQueued = null };
        return new(new(DefineCouponStatus.Updated, Campaign(terms, state.Issued, couponId)), [terms]);
    }

    /// <summary>Issues to customers who asked in the same moment, one after the other.</summary>
    /// <param name="state">The campaign.</param>
    /// <param name="commands">Who asks.</param>
    /// <param name="now">When.</param>
    /// <param name="admissions">What the campaign's queue said of those who showed a token; asked only when one stands before it.</param>
    /// <returns>An outcome for each command, and one event for all who got a piece.</returns>
    public static Decision<IReadOnlyList<IssueCouponOutcome>, ICouponEvent> Issue(
        CouponState state, IReadOnlyList<IssueCoupon> commands, DateTimeOffset now,
        IReadOnlyDictionary<IssueCoupon, QueueCheck>? admissions = null)
    {
        var outcomes = new IssueCouponOutcome[commands.Count];
        var numbers = new OrderedDictionary<long, int>(); // of those who get a piece here
        for (var i = 0; i < outcomes.Length; i++)
        {
            commands[i].Validate();
            var customerId = commands[i].CustomerId;
            if ((Refusal(state, commands[i], numbers, now) ?? QueueRefusal(state, commands[i], admissions)) is { } refusal)
            {
                outcomes[i] = refusal;
                continue;
            }
            numbers.Add(customerId, state.Issued + numbers.Count + 1);
            outcomes[i] = new(IssueCouponStatus.Issued, state.Issued + numbers.Count, now);
        }
        return new(outcomes, numbers.Count switch
        {
            0 => [],
            1 => [new CouponIssued(numbers.GetAt(0).Key, state.Issued + 1, now)],
            _ => [new CouponPiecesIssued(state.Issued + 1, [.. numbers.Keys], now)],
        });
    }

    public static Decision<RedeemCouponOutcome, ICouponEvent> Redeem(CouponState state, RedeemCoupon command, DateTimeOffset now)
    {
        command.Validate();
        if (state.Terms is not { } terms)
            return new(new(RedeemCouponStatus.NotFound, 0), []);
        if (state.NumberOf(command.CustomerId) == 0)
            return new(new(RedeemCouponStatus.NotHeld, 0), []);
        if (state.UseOf(command.CustomerId) is { } use)
        {
            // The same order again gets what it got: the terms may have changed since.
            return use.OrderId == command.OrderId
                ? new(new(RedeemCouponStatus.Redeemed, use.DiscountAmount), [])
                : new(new(RedeemCouponStatus.InUse, 0), []);
        }
        if (command.PromisedDiscount is null && !IsUsable(terms.StartedAt, terms.ExpiredAt, terms.UsableUntil, now))
            return new(new(RedeemCouponStatus.NotOpen, 0), []);
        var discount = command.PromisedDiscount ?? DiscountOf(terms.DiscountType, terms.DiscountAmount, command.OrderAmount);
        return new(new(RedeemCouponStatus.Redeemed, discount),
            [new CouponRedeemed(command.CustomerId, command.OrderId, discount, command.PromisedDiscount is null ? null : true)]);
    }

    public static Decision<RestoreCouponOutcome, ICouponEvent> Restore(CouponState state, RestoreCoupon command, DateTimeOffset now)
    {
        command.Validate();
        if (command.OnlyWhileUsable is true && state.Terms is { } terms && now >= (terms.UsableUntil ?? terms.ExpiredAt))
            return new(new(RestoreCouponStatus.NotUsable), []);
        return state.UseOf(command.CustomerId)?.OrderId == command.OrderId
            ? new(new(RestoreCouponStatus.Restored), [new CouponRestored(command.CustomerId, command.OrderId)])
            : new(new(RestoreCouponStatus.NotRedeemed), []);
    }

    /// <summary>Whether pieces can be issued, unless the campaign is paused: from the first moment on, and no longer at the last.</summary>
    public static bool IsOpen(DateTimeOffset startedAt, DateTimeOffset expiredAt, DateTimeOffset now) =>
        startedAt <= now && now < expiredAt;

    /// <summary>Whether pieces can be redeemed and put on an order: also when the campaign issues none any more, or is paused.</summary>
    public static bool IsUsable(DateTimeOffset startedAt, DateTimeOffset expiredAt, DateTimeOffset? usableUntil, DateTimeOffset now) =>
        IsOpen(startedAt, usableUntil ?? expiredAt, now);

    /// <summary>Whether nobody who asks gets a piece: what a front-end may be told to answer by itself.</summary>
    public static bool IssuesNothing(CouponState state, DateTimeOffset now) => state.Terms is { } terms
        && (state.Issued >= terms.TotalQuantity || terms.IsPaused is true || !IsOpen(terms.StartedAt, terms.ExpiredAt, now));

    /// <summary>The discount on an order's amount, in whole won: rounded down, and never more than the amount.</summary>
    public static long DiscountOf(DiscountType type, long discount, long amount) => type switch
    {
        DiscountType.Fixed => Math.Min(discount, amount),
        // The quotient and the remainder apart, for amount * percent can exceed 64 bits.
        DiscountType.Rate => amount / 100 * discount + amount % 100 * discount / 100,
        _ => throw new NotSupportedException($"Unknown discount type {type}."),
    };

    public static CouponCampaign? Campaign(CouponState state, long couponId) =>
        state.Terms is { } terms ? Campaign(terms, state.Issued, couponId) : null;

    private static IssueCouponOutcome? QueueRefusal(
        CouponState state, IssueCoupon command, IReadOnlyDictionary<IssueCoupon, QueueCheck>? admissions)
    {
        if (state.Terms!.IsQueued is not true)
            return null;
        return (admissions?.GetValueOrDefault(command)?.Status ?? QueueCheckStatus.NoToken) switch
        {
            QueueCheckStatus.Active => null,
            QueueCheckStatus.NotActive => new(IssueCouponStatus.QueueTokenNotActive, 0, default),
            _ => new(IssueCouponStatus.QueueTokenRequired, 0, default),
        };
    }

    private static IssueCouponOutcome? Refusal(
        CouponState state, IssueCoupon command, OrderedDictionary<long, int> issuedHere, DateTimeOffset now)
    {
        var customerId = command.CustomerId;
        if (state.Terms is not { } terms)
            return new(IssueCouponStatus.NotFound, 0, default);
        if (CouponTerms.Refusal(terms.Code, command.Code, IsOpen(terms.StartedAt, terms.ExpiredAt, now), terms.IsPaused is true)
            is { } refusal)
            return new(refusal, 0, default);
        if (state.NumberOf(customerId) is > 0 and var held)
            return new(IssueCouponStatus.AlreadyIssued, held, default);
        if (issuedHere.TryGetValue(customerId, out held))
            return new(IssueCouponStatus.AlreadyIssued, held, default);
        return state.Issued + issuedHere.Count >= terms.TotalQuantity ? new(IssueCouponStatus.SoldOut, 0, default) : null;
    }

    private static CouponCampaign Campaign(CouponDefined terms, int issued, long couponId) =>
        new(couponId, terms.Name, terms.Code, terms.DiscountType, terms.DiscountAmount, terms.TotalQuantity, issued,
            terms.StartedAt, terms.ExpiredAt, terms.IsQueued, terms.IsPaused, terms.UsableUntil);

    /// <summary>The terms as the command makes them: what it leaves out stays as it is.</summary>
    private static CouponDefined Merge(CouponDefined? before, DefineCoupon command)
    {
        var usableUntil = command.UsableUntil ?? before?.UsableUntil;
        return new(command.Name, command.Code ?? before?.Code, command.DiscountType, command.DiscountAmount, command.TotalQuantity,
            command.StartedAt, command.ExpiredAt,
            command.Queue is not null ? true : before?.IsQueued,
            (command.IsPaused ?? before?.IsPaused) is true ? true : null,
            usableUntil > command.ExpiredAt ? usableUntil : null);
    }
}
