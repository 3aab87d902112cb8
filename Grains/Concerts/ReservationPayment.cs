using Commerce.Balances;
using Commerce.Orders;
using Commerce.WaitingQueue;

namespace Commerce.Concerts;

/// <summary>
/// One payment of a reservation: it takes the money, then sells the seat, then closes the queue token, so that the next customer
/// is admitted. If the hold has ended by then, the money is given back. A payment that a crash interrupted is run again from the
/// start and comes to the same end, as an order's does.
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

    /// <summary>Never refuses: a token that has ended already changes nothing, and a newer token of the customer stays.</summary>
    private async Task<PayReservationStatus> CloseTokenAsync()
    {
        if (reservation.QueueNumber is { } number)
        {
            await steps.CloseQueueToken(QueueKey.OfConcert(reservation.ConcertId),
                new(number, reservation.CustomerId, StepId("close-token"), payment.StartedAt));
        }
        return PayReservationStatus.Paid;
    }

    // Nobody else can use the ids of these steps, so this does not happen. If it did, the payment would stay under way and be logged.
    private InvalidOperationException Taken(string step) => new($"The step {step} of reservation {reservationId} was refused.");

    private Guid StepId(string step) => SagaStep.Id(reservationId, payment.Attempt, step, payment.StepIds);
}
