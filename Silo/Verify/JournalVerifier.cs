using Commerce.Storage;

namespace Commerce.Verify;

/// <summary>
/// Reads the whole store by SQL, as it was at one moment, and checks the laws that must hold whatever was killed and however
/// busy the shop is: nothing issued over quantity or twice, no money or piece made or lost, no payment half done. It shares
/// no code with the grains but the events' form. Memory does not grow with what there is to read.
/// </summary>
/// <param name="database">The store.</param>
/// <param name="underWay">What has left the outbox and is on its way; nothing where the outbox is emptied into the read tables.</param>
/// <param name="keepFor">How long a command that comes again is known; <see langword="null"/> for as long as is looked back.</param>
/// <param name="clock">The clock by which that is; <see langword="null"/> for the machine's.</param>
internal sealed class JournalVerifier(
    ISqlDatabase database, IEventsUnderWay? underWay = null, TimeSpan? keepFor = null, TimeProvider? clock = null)
{
    // Less than commands are kept unless told: clocks may be apart, and the index is pruned by another's.
    private static readonly TimeSpan s_mostLookedBack = TimeSpan.FromDays(6);

    /// <summary>Whether it could be told what is on its way; if not, nothing is said of what read tables lack.</summary>
    public bool KnowsWhatIsUnderWay { get; private set; } = true;

    /// <summary>Checks everything.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The laws with what was found.</returns>
    public async Task<IReadOnlyList<Law>> VerifyAsync(CancellationToken cancellationToken)
    {
        // Before the moment that is looked at: what the read tables have by now, they have then.
        KnowsWhatIsUnderWay = underWay is null || await underWay.MarkAsync(cancellationToken);
        await using var snapshot = await StoreSnapshot.OpenAsync(database, cancellationToken);
        using var scratch = new Scratch();
        if (underWay is not null && KnowsWhatIsUnderWay)
            KnowsWhatIsUnderWay = await underWay.ReadAsync(scratch.AddPending, cancellationToken);
        if (!KnowsWhatIsUnderWay)
            scratch.AddPendingUnknown();
        var kept = (clock ?? TimeProvider.System).GetUtcNow() - (keepFor < s_mostLookedBack ? keepFor.Value : s_mostLookedBack);
        // Before its start the index may lack commands of a release that did not write it.
        var start = await snapshot.NumberAsync("SELECT complete_from FROM command_index_start", cancellationToken);
        var journal = new JournalPass(snapshot, scratch, Math.Max(start, kept.ToUnixTimeMilliseconds()));
        await journal.ReadAsync(cancellationToken);
        var (pieces, payments, seats) = (new PieceLaws(snapshot, scratch), new PaymentLaws(snapshot, scratch),
            new SeatPaymentLaws(snapshot, scratch));
        await pieces.CheckAsync(cancellationToken);
        await payments.CheckAsync(cancellationToken);
        await seats.CheckAsync(cancellationToken);
        await journal.Acts.CheckAsync(cancellationToken);
        await journal.Products.CheckReadTableAsync(cancellationToken);
        await journal.Sales.CheckReadTableAsync(cancellationToken);
        await journal.Concerts.CheckReadTableAsync(cancellationToken);
        return
        [
            .. journal.Laws, .. journal.Acts.Laws, .. journal.Commands.Laws, .. journal.Coupons.Laws, .. pieces.Laws,
            .. journal.Balances.Finish(payments.PaidTotal + seats.PaidTotal, payments.TakenByOpenPayments + seats.TakenByOpenPayments),
            .. journal.Products.Laws, .. journal.Orders.Laws, .. payments.Laws, .. journal.Queues.Laws,
            .. journal.Seats.Laws, .. journal.Reservations.Laws, .. seats.Laws,
            .. pieces.ReadTables, .. payments.ReadTables, .. seats.ReadTables, .. journal.Products.ReadTables, .. journal.Sales.ReadTables,
            .. journal.Concerts.ReadTables,
        ];
    }
}
