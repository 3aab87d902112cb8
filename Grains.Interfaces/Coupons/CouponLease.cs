using System.Numerics;

namespace Commerce.Coupons;

/// <summary>
/// A campaign that issues nothing, as it stays for <see cref="Lasts"/>: until then no change of its terms is decided. Whoever has the
/// lease can answer for the campaign. Durable when it is given.
/// </summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="HoldersDigest">A digest of its holders in the order of issue; see <see cref="DigestWith"/>.</param>
/// <param name="At">When it was given, by the clock that decides whether the campaign is open.</param>
[GenerateSerializer, Immutable, Alias("commerce.CouponLease")]
public sealed record CouponLease(
    [property: Id(0)] CouponCampaign Campaign,
    [property: Id(1)] ulong HoldersDigest,
    [property: Id(2)] DateTimeOffset At)
{
    /// <summary>How long a lease lasts, from when it was given. Who asked for it counts from when they asked.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromSeconds(1);

    /// <summary>The digest of holders and one more; that of none is 0.</summary>
    /// <param name="digest">The digest of the holders before.</param>
    /// <param name="customerId">The next holder.</param>
    public static ulong DigestWith(ulong digest, long customerId) =>
        (BitOperations.RotateLeft(digest, 5) ^ (ulong)customerId ^ 0x9E37_79B9_7F4A_7C15) * 0xD6E8_FEB8_6659_FD93;
}
