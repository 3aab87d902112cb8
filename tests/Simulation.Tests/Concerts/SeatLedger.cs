using Commerce.Balances;
using Commerce.Journaling;
using Commerce.Simulator;

namespace Commerce.Concerts;

/// <summary>What the journal says of seats in the end, added up without the grains' own states, and what must hold of it.</summary>
internal sealed class SeatLedger
{
    private readonly Dictionary<Guid, long> _takenFor = [];
    private readonly Dictionary<(string Block, int Seat), Guid> _sold = [];

    private SeatLedger() { }

    public Dictionary<Guid, ReservationState> Reservations { get; } = [];

    public static SeatLedger Check(SimCluster cluster)
    {
        Assert.Empty(cluster.Store.OpenWork);
        var ledger = new SeatLedger();
        foreach (var e in cluster.Store.Journal.Where(e => e.Type != AnsweredCommand.EventType))
            ledger.Take(e);
        foreach (var (id, reservation) in ledger.Reservations)
        {
            Assert.False(reservation.IsPaying, $"Reservation {id} is being paid still.");
            var isPaid = reservation.Paid is not null;
            Assert.Equal(isPaid ? reservation.Opened!.Price : 0, ledger._takenFor.GetValueOrDefault(id));
            Assert.Equal(isPaid ? [(int)reservation.Opened!.SeatId] : [],
                ledger._sold.Where(seat => seat.Value == id).Select(seat => seat.Key.Seat));
        }
        Assert.All(ledger._sold.Values, id => Assert.NotNull(ledger.Reservations[id].Paid));
        Assert.All(ledger._takenFor.Where(taken => taken.Value != 0), taken => Assert.NotNull(ledger.Reservations[taken.Key].Paid));
        return ledger;
    }

    private void Take(JournalEvent e)
    {
        var stream = StreamName.Parse(e.Stream);
        switch (stream.Category)
        {
            case BalanceStreams.Category:
                var (order, won) = BalanceEventCodec.Instance.Decode(e.Type, e.Version, e.Payload) switch
                {
                    BalanceDebited debited => (debited.OrderId, debited.Amount),
                    BalanceRefunded refunded => (refunded.OrderId, -refunded.Amount),
                    _ => default,
                };
                _takenFor[order] = _takenFor.GetValueOrDefault(order) + won;
                Assert.True(_takenFor[order] >= 0, $"More was given back for {order} than taken.");
                break;
            case SeatBlockStreams.Category when SeatEventCodec.Instance.Decode(e.Type, e.Version, e.Payload) is SeatSold sold:
                Assert.True(_sold.TryAdd((e.Stream, sold.SeatId), sold.ReservationId), $"Seat {sold.SeatId} is sold twice.");
                break;
            case ReservationStreams.Category:
                if (!Reservations.TryGetValue(stream.GuidKey, out var reservation))
                    Reservations[stream.GuidKey] = reservation = new();
                Assert.True(reservation.Paid is null && reservation.CancelledAt is null,
                    $"Reservation {stream.GuidKey} changed after its end.");
                reservation.Apply(ReservationEventCodec.Instance.Decode(e.Type, e.Version, e.Payload));
                break;
        }
    }
}
