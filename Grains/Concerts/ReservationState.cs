using Commerce.Journaling;

namespace Commerce.Concerts;

/// <summary>What of a reservation would be saved in snapshots; reservations are short enough to have none.</summary>
internal sealed record SavedReservation(
    ReservationOpened? Opened, ReservationPaymentStarted? Payment, ReservationPaid? Paid, PayReservationStatus? Rejection,
    DateTimeOffset? CancelledAt);

/// <summary>A reservation and its latest payment.</summary>
internal sealed class ReservationState() : JsonState<IReservationEvent, SavedReservation>(ConcertJson.Default.SavedReservation)
{
    /// <summary>What is held, or <see langword="null"/> while there is no reservation.</summary>
    public ReservationOpened? Opened { get; private set; }

    /// <summary>The latest payment, under way or ended.</summary>
    public ReservationPaymentStarted? Payment { get; private set; }

    /// <summary>The payment that succeeded.</summary>
    public ReservationPaid? Paid { get; private set; }

    /// <summary>Why the latest payment was refused.</summary>
    public PayReservationStatus? Rejection { get; private set; }

    /// <summary>When the customer let the seat go.</summary>
    public DateTimeOffset? CancelledAt { get; private set; }

    /// <summary>Whether a payment is under way.</summary>
    public bool IsPaying => Payment is not null && Paid is null && Rejection is null;

    protected override void Fold(IReservationEvent e)
    {
        switch (e)
        {
            case ReservationOpened opened:
                Opened = opened;
                break;
            case ReservationPaymentStarted started:
                (Payment, Rejection) = (started, null);
                break;
            case ReservationPaid paid:
                Paid = paid;
                break;
            case ReservationPaymentRejected rejected:
                Rejection = rejected.Reason;
                break;
            case ReservationCancelled cancelled:
                CancelledAt = cancelled.CancelledAt;
                break;
            default:
                throw new NotSupportedException($"A reservation has no event {e.GetType().Name}.");
        }
    }

    protected override SavedReservation Save() => new(Opened, Payment, Paid, Rejection, CancelledAt);

    protected override void Load(SavedReservation saved) =>
        (Opened, Payment, Paid, Rejection, CancelledAt) = (saved.Opened, saved.Payment, saved.Paid, saved.Rejection, saved.CancelledAt);
}
