using Commerce.Storage;

namespace Commerce.Verify;

/// <summary>
/// Reads the whole store by SQL, as it was at one moment, and checks the laws that must hold whatever was killed and however
/// busy the shop is: nothing issued over quantity or twice, no money or piece made or lost, no payment half done. It shares
/// no code with the grains but the events' form. Memory does not grow with what there is to read.
/// </summary>
/// <param name="database">The store.</param>
/// <param name="patience">
/// How long an event may be on its way to the read tables after it left the outbox: over Kafka it is in the topic then.
/// </param>
/// <param name="clock">Tells how old an event is.</param>
internal sealed class JournalVerifier(ISqlDatabase database, TimeSpan patience = default, TimeProvider? clock = null)
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>Checks everything.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The laws with what was found.</returns>
    public async Task<IReadOnlyList<Law>> VerifyAsync(CancellationToken cancellationToken)
    {
        var (laws, tables) = await PassAsync(cancellationToken);
        if (patience > TimeSpan.Zero && tables.Any(law => law.Breaches > 0 || law.Skipped > 0))
        {
            // What was on its way has arrived by then; on a live shop other events are, and those are left out again.
            await Task.Delay(patience, _clock, cancellationToken);
            (laws, tables) = await PassAsync(cancellationToken);
        }
        return [.. laws, .. tables];
    }

    private async Task<(IReadOnlyList<Law> Laws, IReadOnlyList<Law> ReadTables)> PassAsync(CancellationToken cancellationToken)
    {
        await using var snapshot = await StoreSnapshot.OpenAsync(database, cancellationToken);
        using var scratch = new Scratch();
        var toldBefore = patience > TimeSpan.Zero ? _clock.GetUtcNow() - patience : DateTimeOffset.MaxValue;
        var journal = new JournalPass(snapshot, scratch, toldBefore);
        await journal.ReadAsync(cancellationToken);
        var (pieces, payments, seats) = (new PieceLaws(snapshot, scratch), new PaymentLaws(snapshot, scratch), new SeatPaymentLaws(snapshot, scratch));
        await pieces.CheckAsync(cancellationToken);
        await payments.CheckAsync(cancellationToken);
        await seats.CheckAsync(cancellationToken);
        await journal.Products.CheckReadTableAsync(cancellationToken);
        return (
            [.. journal.Laws, .. journal.Coupons.Laws, .. pieces.Laws,
                .. journal.Balances.Finish(payments.PaidTotal + seats.PaidTotal, payments.TakenByOpenPayments + seats.TakenByOpenPayments),
                .. journal.Products.Laws, .. journal.Orders.Laws, .. payments.Laws, .. journal.Queues.Laws,
                .. journal.Seats.Laws, .. journal.Reservations.Laws, .. seats.Laws],
            [.. pieces.ReadTables, .. payments.ReadTables, .. seats.ReadTables, .. journal.Products.ReadTables]);
    }
}
