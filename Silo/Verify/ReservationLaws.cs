using Commerce.Concerts;
using Commerce.Journaling;

namespace Commerce.Verify;

/// <summary>What must hold of each reservation by itself.</summary>
internal sealed class ReservationLaws(Scratch scratch) : IStreamLaws
{
    private readonly Law _turns = new(
        "a reservation is opened once, its payments start and end in turn, and nothing follows a paid or cancelled one");
    private Guid _reservationId;
    private ReservationOpened? _opened;
    private ReservationStatus _status;
    private bool _told;

    public IEnumerable<Law> Laws => [_turns];

    public void Begin(StreamName stream) =>
        (_reservationId, _opened, _status, _told) = (stream.GuidKey, null, ReservationStatus.Held, true);

    public void Take(JournalRow row, bool told)
    {
        var e = ReservationEventCodec.Instance.Decode(row.Type, row.Version, row.Payload);
        var (reservationId, before, after) = (_reservationId, _status, StatusAfter(e));
        _told &= told;
        var inTurn = e switch
        {
            ReservationOpened => _opened is null,
            ReservationPaid or ReservationPaymentRejected => _opened is not null && before == ReservationStatus.Paying,
            _ => _opened is not null && before == ReservationStatus.Held,
        };
        _turns.Check(inTurn, () => $"reservation {reservationId} is {before} and becomes {after}");
        (_opened, _status) = (e as ReservationOpened ?? _opened, after);
    }

    public void End()
    {
        if (_opened is { } opened)
        {
            scratch.AddReservation(_reservationId,
                new(opened.CustomerId, opened.ScheduleId, opened.SeatId, opened.Price, _status,
                    opened.ExpiresAt.ToUnixTimeMilliseconds(), _told));
        }
    }

    private static ReservationStatus StatusAfter(IReservationEvent e) => e switch
    {
        ReservationOpened => ReservationStatus.Held,
        ReservationPaymentStarted => ReservationStatus.Paying,
        ReservationPaid => ReservationStatus.Paid,
        ReservationPaymentRejected rejected =>
            rejected.Reason == PayReservationStatus.Expired ? ReservationStatus.Expired : ReservationStatus.Held,
        ReservationCancelled => ReservationStatus.Cancelled,
        _ => throw new NotSupportedException($"{e.GetType().Name} is no event of a reservation."),
    };
}
