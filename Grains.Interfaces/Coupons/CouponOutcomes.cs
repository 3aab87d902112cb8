namespace Commerce.Coupons;

/// <summary>Outcomes of <see cref="ICouponGrain.Define"/>, refusals in the order they are checked. Numbers are never reused.</summary>
public enum DefineCouponStatus
{
    /// <summary>The campaign is new.</summary>
    Created = 0,

    /// <summary>The campaign's terms changed.</summary>
    Updated = 1,

    /// <summary>The campaign already has exactly these terms.</summary>
    Unchanged = 2,

    /// <summary>Refused: the campaign has another code, and pieces were issued under it.</summary>
    CodeFixed = 3,

    /// <summary>Refused: more pieces were issued than the new quantity.</summary>
    QuantityBelowIssued = 4,

    /// <summary>Refused: another campaign has the code.</summary>
    CodeTaken = 5,

    /// <summary>Refused: there is no such campaign whose code or queue could be taken from it.</summary>
    NotFound = 6,

    /// <summary>Refused: the queue before the campaign has opened, and its opening time stays.</summary>
    QueueAlreadyOpened = 7,

    /// <summary>Refused before anything else is looked at: the campaign is not as the command says.</summary>
    VersionMismatch = 8,
}

/// <summary>The outcome of defining a campaign.</summary>
/// <param name="Status">What was decided.</param>
/// <param name="Campaign">The campaign as it is now; <see langword="null"/> when the definition was refused before it existed.</param>
[GenerateSerializer, Immutable, Alias("commerce.DefineCouponOutcome")]
public sealed record DefineCouponOutcome(
    [property: Id(0)] DefineCouponStatus Status,
    [property: Id(1)] CouponCampaign? Campaign) : IOutcome<DefineCouponStatus>;

/// <summary>Outcomes of <see cref="ICouponGrain.Issue"/>, refusals in the order they are checked. Numbers are never reused.</summary>
public enum IssueCouponStatus
{
    /// <summary>The customer got a piece.</summary>
    Issued = 0,

    /// <summary>Refused: there is no such campaign.</summary>
    NotFound = 1,

    /// <summary>Refused: the campaign has not started or is over.</summary>
    NotOpen = 2,

    /// <summary>Refused: the customer has a piece already.</summary>
    AlreadyIssued = 3,

    /// <summary>Refused: every piece was issued.</summary>
    SoldOut = 4,

    /// <summary>Refused before anything but <see cref="NotFound"/> is looked at: the campaign has a code, and none was shown.</summary>
    CodeRequired = 5,

    /// <summary>Refused in the same place: the code that was shown is not the campaign's.</summary>
    CodeNotFound = 6,

    /// <summary>Refused after all others: a queue stands before the campaign, and no token of it was shown that is the
    /// customer's.</summary>
    QueueTokenRequired = 7,

    /// <summary>Refused in the same place: the token waits still, or is over.</summary>
    QueueTokenNotActive = 8,

    /// <summary>Refused after <see cref="NotOpen"/>: the campaign is paused.</summary>
    Paused = 9,
}

/// <summary>The outcome of asking for a piece.</summary>
/// <param name="Status">What was decided.</param>
/// <param name="IssueNumber">The piece's number, 1 to the quantity without gaps; that of the piece held when already issued; else
/// 0.</param>
/// <param name="IssuedAt">When the piece was issued; the default value unless <see cref="IssueCouponStatus.Issued"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.IssueCouponOutcome")]
public sealed record IssueCouponOutcome(
    [property: Id(0)] IssueCouponStatus Status,
    [property: Id(1)] long IssueNumber,
    [property: Id(2)] DateTimeOffset IssuedAt) : IOutcome<IssueCouponStatus>;

/// <summary>Outcomes of <see cref="ICouponGrain.Redeem"/>, refusals in the order they are checked. Numbers are never reused.</summary>
public enum RedeemCouponStatus
{
    /// <summary>The piece is reserved for the order.</summary>
    Redeemed = 0,

    /// <summary>Refused: there is no such campaign.</summary>
    NotFound = 1,

    /// <summary>Refused: the customer holds no piece.</summary>
    NotHeld = 2,

    /// <summary>Refused: another order uses the piece.</summary>
    InUse = 3,

    /// <summary>Refused: the campaign has not started, or its pieces are no longer usable.</summary>
    NotOpen = 4,
}

/// <summary>The outcome of redeeming a piece.</summary>
/// <param name="Status">What was decided.</param>
/// <param name="DiscountAmount">The discount in won, 0 to the order's amount; 0 when refused.</param>
[GenerateSerializer, Immutable, Alias("commerce.RedeemCouponOutcome")]
public sealed record RedeemCouponOutcome(
    [property: Id(0)] RedeemCouponStatus Status,
    [property: Id(1)] long DiscountAmount) : IOutcome<RedeemCouponStatus>;

/// <summary>Outcomes of <see cref="ICouponGrain.Restore"/>. Numbers are never reused.</summary>
public enum RestoreCouponStatus
{
    /// <summary>The piece can be used again.</summary>
    Restored = 0,

    /// <summary>The order had not reserved the piece; nothing changed.</summary>
    NotRedeemed = 1,

    /// <summary>The piece could not be used any more, and only one that can was to be given back; nothing changed.</summary>
    NotUsable = 2,
}

/// <summary>The outcome of giving a piece back.</summary>
/// <param name="Status">What was decided.</param>
[GenerateSerializer, Immutable, Alias("commerce.RestoreCouponOutcome")]
public sealed record RestoreCouponOutcome([property: Id(0)] RestoreCouponStatus Status) : IOutcome<RestoreCouponStatus>;
