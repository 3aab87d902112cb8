using Commerce.Concerts;
using Commerce.Journaling;

namespace Commerce.Verify;

/// <summary>What must hold of a schedule's seats by themselves.</summary>
internal sealed class SeatLaws(Scratch scratch) : IStreamLaws
{
    private readonly Law _turns = new("a seat is held by one reservation at a time, and sold once, to the one that holds it");
    private readonly Dictionary<int, (Guid ReservationId, DateTimeOffset? Until)> _claims = []; // of the block that is read; no end: sold
    private long _scheduleId;
    private int _seats;

    public IEnumerable<Law> Laws => [_turns];

    public void Begin(StreamName stream)
    {
        (_scheduleId, _seats) = (stream.NumberKey, 0);
        _claims.Clear();
    }

    public void Take(JournalRow row, bool told)
    {
        switch (SeatEventCodec.Instance.Decode(row.Type, row.Version, row.Payload))
        {
            case SeatBlockDefined defined:
                _seats = defined.Seats;
                break;
            case SeatHeld held:
                var isFree = !_claims.TryGetValue(held.SeatId, out var claim) || claim.Until <= held.HeldAt;
                Check(isFree && held.SeatId >= 1 && held.SeatId <= _seats, held.SeatId, held.ReservationId, "holds");
                _claims[held.SeatId] = (held.ReservationId, held.ExpiresAt);
                break;
            case SeatReleased released:
                Check(IsHeldBy(released.SeatId, released.ReservationId), released.SeatId, released.ReservationId, "lets go of");
                _claims.Remove(released.SeatId);
                break;
            case SeatSold sold:
                Check(IsHeldBy(sold.SeatId, sold.ReservationId), sold.SeatId, sold.ReservationId, "buys");
                _claims[sold.SeatId] = (sold.ReservationId, null);
                scratch.AddSeat(sold.ReservationId, _scheduleId, sold.SeatId);
                break;
        }
    }

    public void End()
    {
        // Nothing is left to check at the end.
    }

    private bool IsHeldBy(int seatId, Guid reservationId) =>
        _claims.TryGetValue(seatId, out var claim) && claim.ReservationId == reservationId && claim.Until is not null;

    private void Check(bool holds, int seatId, Guid reservationId, string does)
    {
        var scheduleId = _scheduleId;
        _turns.Check(holds, () => $"schedule {scheduleId}: reservation {reservationId} {does} seat {seatId}, which is not its to have");
    }
}
