using System.Runtime.CompilerServices;
using System.Text.Json;
using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Concerts;
using Commerce.Coupons;
using Commerce.Journaling;

namespace Commerce.Repair;

/// <summary>
/// Orders and reservations whose payment has ended, though one of its steps is missing in the journal or is set aside. A payment's
/// steps have ids of their own, so it can be run again from where it was under way: steps that were done stay as they are, and
/// missing ones are done.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="cuts">The streams that are cut.</param>
internal sealed class BrokenPayments(IJournalStore journal, IReadOnlyList<JournalCut> cuts)
{
    private readonly Dictionary<string, long> _cutAt = cuts.ToDictionary(cut => cut.Stream, cut => cut.From);

    /// <summary>Finds them.</summary>
    /// <param name="streams">The streams of all orders and reservations.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Each stream, with the event that ended the payment.</returns>
    public async IAsyncEnumerable<(string Stream, long From)> FindAsync(
        IEnumerable<string> streams, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var kept = await StepsKeptAsync(cancellationToken);
        foreach (var stream in streams.Where(stream => !_cutAt.ContainsKey(stream)))
        {
            var payment = await StoredPayment.ReadAsync(journal, stream, long.MaxValue, cancellationToken);
            if (payment.End is not { } from)
                continue;
            var orderId = StreamName.Parse(stream).GuidKey;
            if (payment.Steps.Any(step => _cutAt.ContainsKey(step.Key) && kept.GetValueOrDefault((step.Key, orderId)) != step.Value))
                yield return (stream, from);
        }
    }

    /// <summary>Whether a payment is under way, or something that is given back, in what stays of an order or a reservation.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="cut">The stream's cut.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<bool> IsLeftOpenAsync(IJournalStore journal, JournalCut cut, CancellationToken cancellationToken) =>
        StoredPayment.IsIn(cut.Stream) && (await StoredPayment.ReadAsync(journal, cut.Stream, cut.From, cancellationToken)).IsUnfinished;

    /// <summary>In the streams that are cut: what stays taken for which order.</summary>
    private async Task<Dictionary<(string Stream, Guid OrderId), int>> StepsKeptAsync(CancellationToken cancellationToken)
    {
        var kept = new Dictionary<(string, Guid), int>();
        foreach (var (stream, from) in _cutAt)
        {
            await foreach (var e in journal.ReadAsync(stream, 0, from - 1, cancellationToken))
            {
                var change = e.Type switch
                {
                    BalanceEventCodec.Debited or ProductEventCodec.Deducted or CouponEventCodec.Redeemed or SeatEventCodec.Sold => 1,
                    BalanceEventCodec.Refunded or ProductEventCodec.Restored or CouponEventCodec.Restored => -1,
                    _ => 0,
                };
                if (change == 0)
                    continue;
                using var json = JsonDocument.Parse(e.Payload);
                var orderId = json.RootElement.GetProperty(e.Type == SeatEventCodec.Sold ? "reservationId" : "orderId").GetGuid();
                kept[(stream, orderId)] = kept.GetValueOrDefault((stream, orderId)) + change;
            }
        }
        return kept;
    }
}
