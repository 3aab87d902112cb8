namespace Commerce.Coupons;

/// <summary>
/// What follows from a campaign's terms alone, whoever asks. The grain decides by it, and front-ends that have a lease answer by it.
/// </summary>
public static class CouponTerms
{
    /// <summary>The refusal of a request for a piece, before it is looked at who asks; <see langword="null"/> when there is none.</summary>
    /// <param name="code">The campaign's code, if it has one.</param>
    /// <param name="shown">The code that was shown, if any.</param>
    /// <param name="isOpen">Whether the campaign is open at this moment.</param>
    /// <param name="isPaused">Whether it is paused.</param>
    public static IssueCouponStatus? Refusal(string? code, string? shown, bool isOpen, bool isPaused) =>
        code != shown ? (shown is null ? IssueCouponStatus.CodeRequired : IssueCouponStatus.CodeNotFound)
        : !isOpen ? IssueCouponStatus.NotOpen
        : isPaused ? IssueCouponStatus.Paused
        : null;
}
