using System.Globalization;

namespace Commerce.WaitingQueue;

/// <summary>What a queue stands before. Numbers are part of tokens and never reused.</summary>
public enum QueueKind
{
    /// <summary>A concert.</summary>
    Concert = 0,

    /// <summary>A coupon campaign.</summary>
    Coupon = 1,
}

/// <summary>Which queue: the key of <see cref="IWaitingQueueGrain"/>, in parts.</summary>
/// <param name="Kind">What it stands before.</param>
/// <param name="Id">That thing's id; see <see cref="IdBounds"/>.</param>
public readonly record struct QueueKey(QueueKind Kind, long Id)
{
    private const string Concert = "concert-";
    private const string Coupon = "coupon-";

    /// <summary>The queue before a concert.</summary>
    /// <param name="concertId">The concert.</param>
    public static QueueKey OfConcert(long concertId) => new(QueueKind.Concert, concertId);

    /// <summary>The queue before a coupon campaign.</summary>
    /// <param name="couponId">The campaign.</param>
    public static QueueKey OfCoupon(long couponId) => new(QueueKind.Coupon, couponId);

    /// <summary>Reads a grain's key.</summary>
    /// <param name="text">Such as <c>concert-7001</c>.</param>
    /// <param name="key">The queue.</param>
    /// <returns>Whether the text is the key of a queue.</returns>
    public static bool TryParse(string text, out QueueKey key)
    {
        key = text.StartsWith(Concert, StringComparison.Ordinal) ? Of(QueueKind.Concert, text.AsSpan(Concert.Length))
            : text.StartsWith(Coupon, StringComparison.Ordinal) ? Of(QueueKind.Coupon, text.AsSpan(Coupon.Length))
            : default;
        return key.Id >= IdBounds.Min && key.ToString() == text;

        static QueueKey Of(QueueKind kind, ReadOnlySpan<char> id) =>
            long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= IdBounds.Max
                ? new(kind, number)
                : default;
    }

    /// <summary>The grain's key, such as <c>coupon-4001</c>. Stored: never changes.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Kind == QueueKind.Concert ? Concert : Coupon)}{Id}");
}
