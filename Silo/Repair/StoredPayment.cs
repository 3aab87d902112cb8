using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Concerts;
using Commerce.Coupons;
using Commerce.Journaling;
using Commerce.Orders;

namespace Commerce.Repair;

/// <summary>An order or a reservation, as far as its payment goes, and what was given back since.</summary>
/// <param name="IsUnfinished">Whether a payment is under way, or something that is given back.</param>
/// <param name="End">The event that ended the latest of them, if nothing but remembered answers came after it.</param>
/// <param name="Steps">The streams that it takes something from, with how often it took more than gave back.</param>
internal sealed record StoredPayment(bool IsUnfinished, long? End, IReadOnlyDictionary<string, int> Steps)
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
            end = e.Type is OrderEventCodec.Completed or OrderEventCodec.Rejected or OrderEventCodec.RefundCompleted
                or OrderEventCodec.Cancelled && order.Completed is not null ? e.Seq : null;
        }
        return new(order.IsUnfinished, end, StepsOf(order));
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
        var taken = reservation.Paid is null ? 0 : 1;
        return new(reservation.IsPaying, end,
            (reservation.Opened is { } opened ? StepsOf(opened) : []).ToDictionary(stream => stream, _ => taken));
    }

    private static IAsyncEnumerable<JournalEvent> EventsAsync(
        IJournalStore journal, string stream, long before, CancellationToken cancellationToken) =>
        journal.ReadAsync(stream, 0, before - 1, cancellationToken).Where(e => e.Type != AnsweredCommand.EventType);

    private static Dictionary<string, int> StepsOf(OrderState order)
    {
        var steps = new Dictionary<string, int>();
        if (order.Placement is not { } placed)
            return steps;
        var (taken, back) = (order.Completed is null ? 0 : 1, order.Returns.Where(given => given.IsDone).ToList());
        foreach (var productId in placed.Lines.Select(line => line.ProductId).Distinct())
        {
            steps[ProductStreams.Of(productId).ToString()] =
                taken - back.Count(given => given.Restock && given.Items.Any(item => item.ProductId == productId));
        }
        if (placed.CouponId is { } couponId)
            steps[CouponStreams.Of(couponId).ToString()] = taken - (order.Cancelled?.CouponReturned is true ? 1 : 0);
        if (placed.TotalAmount > placed.DiscountAmount)
            steps[BalanceStreams.Of(placed.CustomerId).ToString()] = taken - back.Count(given => given.Amount > 0);
        return steps;
    }

    private static IEnumerable<string> StepsOf(ReservationOpened opened)
    {
        yield return SeatBlockStreams.Of(opened.ScheduleId).ToString();
        if (opened.Price > 0)
            yield return BalanceStreams.Of(opened.CustomerId).ToString();
    }
}
