namespace Commerce.Coupons;

/// <summary>A campaign that is leased: what it answers while the lease lasts, as far as that is certain. It does not change.</summary>
/// <param name="lease">The lease.</param>
/// <param name="holders">The campaign's holders; <see langword="null"/> when they are not known here.</param>
/// <param name="sent">Timestamp from before the lease was asked for.</param>
/// <param name="received">Timestamp from after it was answered.</param>
/// <param name="clock">The clock of the timestamps.</param>
internal sealed class CouponView(CouponLease lease, HolderSet? holders, long sent, long received, TimeProvider clock)
{
    /// <summary>
    /// How long a lease is used, from when it was asked for. The rest of it is for clocks that do not run alike, and for a request that is
    /// about to be answered.
    /// </summary>
    public static readonly TimeSpan UsedFor = CouponLease.Lasts * 0.9;

    /// <summary>
    /// How near to a campaign's first or last moment the campaign itself is asked: it may have moved to a silo whose clock differs. Where
    /// they are further apart, such a move makes refusals wrong for as long as a lease lasts (docs/adr/0083).
    /// </summary>
    public static readonly TimeSpan NearBoundary = TimeSpan.FromSeconds(1);

    private static readonly Reply<IssueCouponOutcome>[] s_refusals = [.. Enum.GetValues<IssueCouponStatus>()
        .Select(status => new Reply<IssueCouponOutcome>(ReplyKind.Decided, new(status, 0, default)))];

    private CouponCampaign Terms => lease.Campaign;

    private bool IsSoldOut => Terms.IssuedQuantity >= Terms.TotalQuantity;

    /// <summary>Time since the lease was asked for.</summary>
    public TimeSpan Age => clock.GetElapsedTime(sent);

    /// <summary>Whether the lease lasts.</summary>
    public bool IsUsable => Age < UsedFor;

    /// <summary>The campaign, when it is certain that it is like this at this moment.</summary>
    public CouponCampaign? Campaign => IsSoldOut || Terms.IsPaused is true || IsOpen() is false ? Terms : null;

    /// <summary>What the campaign would answer; <see langword="null"/> when that is not certain.</summary>
    /// <param name="command">Who asks.</param>
    public Reply<IssueCouponOutcome>? Answer(IssueCoupon command)
    {
        var number = NumberOf(command.CustomerId);
        // Under a key only who got a piece can have had an answer: it is repeated by the campaign.
        if ((command.CommandId is not null && number is not 0) || IsOpen() is not { } isOpen)
            return null;
        var refusal = CouponTerms.Refusal(Terms.Code, command.Code, isOpen, Terms.IsPaused is true);
        if (refusal is { } status) // a code that is not the campaign's may be another's by now
            return status == IssueCouponStatus.CodeNotFound ? null : s_refusals[(int)status];
        return number switch
        {
            > 0 => new(ReplyKind.Decided, new(IssueCouponStatus.AlreadyIssued, number.Value, default)),
            0 when IsSoldOut => s_refusals[(int)IssueCouponStatus.SoldOut],
            _ => null,
        };
    }

    /// <summary>Whether it is certain that a customer holds no piece.</summary>
    public bool IsNotHeldBy(long customerId) => Campaign is not null && NumberOf(customerId) is 0;

    private int? NumberOf(long customerId) => Terms.IssuedQuantity == 0 ? 0 : holders?.NumberOf(customerId);

    /// <summary>
    /// Whether the campaign is open; <see langword="null"/> near a boundary. The campaign's own clock says when it gave the lease,
    /// which was between asking and hearing it.
    /// </summary>
    private bool? IsOpen()
    {
        var earliest = lease.At + clock.GetElapsedTime(received) - NearBoundary;
        var latest = lease.At + Age + NearBoundary;
        if (latest < Terms.StartedAt || earliest >= Terms.ExpiredAt)
            return false;
        return earliest >= Terms.StartedAt && latest < Terms.ExpiredAt ? true : null;
    }
}
