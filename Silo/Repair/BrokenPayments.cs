using System.Runtime.CompilerServices;
using System.Text.Json;
using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Journaling;
using Commerce.Orders;

namespace Commerce.Repair;

/// <summary>
/// Orders that have an end which one of their steps no longer bears out: the step is missing, or is set aside. A payment
/// repeats its steps under ids of their own, so it can be run again from where it was under way: what was done stays as it
/// is, and what is missing is done.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="cuts">The streams that are cut.</param>
internal sealed class BrokenPayments(IJournalStore journal, IReadOnlyList<JournalCut> cuts)
{
    private readonly Dictionary<string, long> _cutAt = cuts.ToDictionary(cut => cut.Stream, cut => cut.From);

    /// <summary>Finds them.</summary>
    /// <param name="orders">The streams of all orders.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Each stream, with the event that ended the payment.</returns>
    public async IAsyncEnumerable<(string Stream, long From)> FindAsync(
        IEnumerable<string> orders, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var kept = await StepsKeptAsync(cancellationToken);
        foreach (var stream in orders.Where(stream => !_cutAt.ContainsKey(stream)))
        {
            var (order, end) = await ReadAsync(stream, cancellationToken);
            if (end is not { } from || order.Placement is not { } placed)
                continue;
            var orderId = StreamName.Parse(stream).GuidKey;
            var due = order.Status == OrderStatus.Paid ? 1 : 0;
            if (StepsOf(placed).Any(step => _cutAt.ContainsKey(step) && kept.GetValueOrDefault((step, orderId)) != due))
                yield return (stream, from);
        }
    }

    /// <summary>Whether a payment is under way in what stays of an order.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="cut">The order's cut.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<bool> IsLeftOpenAsync(IJournalStore journal, JournalCut cut, CancellationToken cancellationToken)
    {
        if (!StreamName.Parse(cut.Stream).IsOf(OrderStreams.Category))
            return false;
        var order = new OrderState();
        await foreach (var e in journal.ReadAsync(cut.Stream, 0, cancellationToken))
        {
            if (e.Seq < cut.From && e.Type != AnsweredCommand.EventType)
                order.Apply(OrderEventCodec.Instance.Decode(e.Type, e.Version, e.Payload));
        }
        return order.Status == OrderStatus.Paying;
    }

    /// <summary>In the streams that are cut: what stays taken for which order.</summary>
    private async Task<Dictionary<(string Stream, Guid OrderId), int>> StepsKeptAsync(CancellationToken cancellationToken)
    {
        var kept = new Dictionary<(string, Guid), int>();
        foreach (var (stream, from) in _cutAt)
        {
            await foreach (var e in journal.ReadAsync(stream, 0, cancellationToken))
            {
                if (e.Seq >= from)
                    break;
                var change = e.Type switch
                {
                    BalanceEventCodec.Debited or ProductEventCodec.Deducted or CouponEventCodec.Redeemed => 1,
                    BalanceEventCodec.Refunded or ProductEventCodec.Restored or CouponEventCodec.Restored => -1,
                    _ => 0,
                };
                if (change == 0)
                    continue;
                using var json = JsonDocument.Parse(e.Payload);
                var orderId = json.RootElement.GetProperty("orderId").GetGuid();
                kept[(stream, orderId)] = kept.GetValueOrDefault((stream, orderId)) + change;
            }
        }
        return kept;
    }

    /// <summary>The order, and where its payment ended: nothing but remembered answers may have come after it.</summary>
    private async Task<(OrderState Order, long? End)> ReadAsync(string stream, CancellationToken cancellationToken)
    {
        var (order, end) = (new OrderState(), (long?)null);
        await foreach (var e in journal.ReadAsync(stream, 0, cancellationToken))
        {
            if (e.Type == AnsweredCommand.EventType)
                continue;
            order.Apply(OrderEventCodec.Instance.Decode(e.Type, e.Version, e.Payload));
            end = e.Type is OrderEventCodec.Completed or OrderEventCodec.Rejected ? e.Seq : null;
        }
        return (order, end);
    }

    private static IEnumerable<string> StepsOf(OrderPlaced placed)
    {
        foreach (var productId in placed.Lines.Select(line => line.ProductId).Distinct())
            yield return ProductStreams.Of(productId).ToString();
        if (placed.CouponId is { } couponId)
            yield return CouponStreams.Of(couponId).ToString();
        if (placed.TotalAmount > placed.DiscountAmount)
            yield return BalanceStreams.Of(placed.CustomerId).ToString();
    }
}
