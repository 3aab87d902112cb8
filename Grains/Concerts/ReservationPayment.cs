using Commerce.Balances;
using Commerce.Orders;
using Commerce.WaitingQueue;

namespace Commerce.Concerts;

/// <summary>
/// One payment of a reservation: the money, then the seat, then the place inside is the next customer's. When the hold is over by
/// then, the money is given back. Run again from the start after whatever crash, it comes to the same end, as an order's does.
/// </summary>
/// <param name="steps">What it does to others.</param>
/// <param name="reservationId">The reservation.</param>
/// <param name="reservation">What is paid for.</param>
/// <param name="payment">Which payment.</param>
internal sealed class ReservationPayment(
    IPaymentSteps steps, Guid reservationId, ReservationOpened reservation, ReservationPaymentStarted payment)
{
    /// <summary>Runs the payment to its end.</summary>
    /// <returns><see cref="PayReservationStatus.Paid"/>, or the refusal after which the money is back.</returns>
    public Task<PayReservationStatus> RunAsync() => SagaStages.RunAsync<PayReservationStatus>(
        PayReservationStatus.Paid,
        new(DebitAsync, RefundAsync),
        new(SellAsync, () => Task.CompletedTask),
        new(CloseTokenAsync, () => Task.CompletedTask));

    private async Task<PayReservationStatus> DebitAsync()
    {
        if (reservation.Price == 0)
            return PayReservationStatus.Paid;
        var step = new DebitBalance(reservation.Price, reservationId, StepId("debit"), payment.StartedAt);
        return await steps.Debit(reservation.CustomerId, step) switch
        {
            ChangeBalanceStatus.Changed => PayReservationStatus.Paid,
            null => throw Taken("debit"),
            _ => PayReservationStatus.BalanceInsufficient,
        };
    }

    private async Task RefundAsync()
    {
        if (reservation.Price == 0)
            return;
        var step = new RefundBalance(reservation.Price, reservationId, StepId("refund"), payment.StartedAt);
        if (await steps.Refund(reservation.CustomerId, step) is not ChangeBalanceStatus.Changed)
            throw Taken("refund");
    }

    private async Task<PayReservationStatus> SellAsync() =>
        await steps.SellSeat(reservation.ScheduleId, new(reservationId, StepId("sell"), payment.StartedAt)) switch
        {
            SellSeatStatus.Sold => PayReservationStatus.Paid,
            null => throw Taken("sell"),
            _ => PayReservationStatus.Expired,
        };

    /// <summary>Refuses nothing: a token that is over already, or is the next one's of this customer, is left alone.</summary>
    private async Task<PayReservationStatus> CloseTokenAsync()
    {
        if (reservation.QueueNumber is { } number)
        {
            await steps.CloseQueueToken(QueueKey.OfConcert(reservation.ConcertId),
                new(number, reservation.CustomerId, StepId("close-token"), payment.StartedAt));
        }
        return PayReservationStatus.Paid;
    }

    // Nobody else can use these ids, so this cannot be: the payment stays under way, and an operator is told.
    private InvalidOperationException Taken(string step) => new($"The step {step} of reservation {reservationId} was refused.");

    private Guid StepId(string step) => SagaStep.Id(reservationId, payment.Attempt, step, payment.StepIds);
}
