using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Concerts;
using Commerce.Coupons;
using Commerce.Journaling;
using Commerce.Orders;

namespace Commerce.Repair;

/// <summary>An order or a reservation, as far as its payment goes.</summary>
/// <param name="IsPaying">Whether a payment is under way.</param>
/// <param name="IsPaid">Whether it is paid.</param>
/// <param name="End">The event that ended the latest payment, if nothing but remembered answers came after it.</param>
/// <param name="Steps">The streams that a payment of it takes something from.</param>
internal sealed record StoredPayment(bool IsPaying, bool IsPaid, long? End, IReadOnlyList<string> Steps)
{
    /// <summary>The categories of streams that have payments.</summary>
    public static readonly IReadOnlyList<string> Categories = [OrderStreams.Category, ReservationStreams.Category];

    /// <summary>Whether a stream is of a kind that has payments.</summary>
    public static bool IsIn(string stream) => Categories.Contains(StreamName.Parse(stream).Category);

    /// <summary>Reads a stream.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="stream">An order's or a reservation's stream.</param>
    /// <param name="before">Events from this one on are passed over.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static Task<StoredPayment> ReadAsync(IJournalStore journal, string stream, long before, CancellationToken cancellationToken) =>
        StreamName.Parse(stream).IsOf(OrderStreams.Category)
            ? ReadOrderAsync(journal, stream, before, cancellationToken)
            : ReadReservationAsync(journal, stream, before, cancellationToken);

    private static async Task<StoredPayment> ReadOrderAsync(
        IJournalStore journal, string stream, long before, CancellationToken cancellationToken)
    {
        var (order, end) = (new OrderState(), (long?)null);
        await foreach (var e in EventsAsync(journal, stream, before, cancellationToken))
        {
            order.Apply(OrderEventCodec.Instance.Decode(e.Type, e.Version, e.Payload));
            end = e.Type is OrderEventCodec.Completed or OrderEventCodec.Rejected ? e.Seq : null;
        }
        return new(order.Status == OrderStatus.Paying, order.Status == OrderStatus.Paid, end,
            order.Placement is { } placed ? [.. StepsOf(placed)] : []);
    }

    private static async Task<StoredPayment> ReadReservationAsync(
        IJournalStore journal, string stream, long before, CancellationToken cancellationToken)
    {
        var (reservation, end) = (new ReservationState(), (long?)null);
        await foreach (var e in EventsAsync(journal, stream, before, cancellationToken))
        {
            reservation.Apply(ReservationEventCodec.Instance.Decode(e.Type, e.Version, e.Payload));
            end = e.Type is ReservationEventCodec.Paid or ReservationEventCodec.Rejected ? e.Seq : null;
        }
        return new(reservation.IsPaying, reservation.Paid is not null, end, reservation.Opened is { } opened ? [.. StepsOf(opened)] : []);
    }

    private static IAsyncEnumerable<JournalEvent> EventsAsync(
        IJournalStore journal, string stream, long before, CancellationToken cancellationToken) =>
        journal.ReadAsync(stream, 0, cancellationToken).Where(e => e.Seq < before && e.Type != AnsweredCommand.EventType);

    private static IEnumerable<string> StepsOf(OrderPlaced placed)
    {
        foreach (var productId in placed.Lines.Select(line => line.ProductId).Distinct())
            yield return ProductStreams.Of(productId).ToString();
        if (placed.CouponId is { } couponId)
            yield return CouponStreams.Of(couponId).ToString();
        if (placed.TotalAmount > placed.DiscountAmount)
            yield return BalanceStreams.Of(placed.CustomerId).ToString();
    }

    private static IEnumerable<string> StepsOf(ReservationOpened opened)
    {
        yield return SeatBlockStreams.Of(opened.ScheduleId).ToString();
        if (opened.Price > 0)
            yield return BalanceStreams.Of(opened.CustomerId).ToString();
    }
}
