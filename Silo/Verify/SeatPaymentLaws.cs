using Commerce.Concerts;

namespace Commerce.Verify;

/// <summary>What must hold between a reservation, its money and its seat, and of the read table of reservations.</summary>
internal sealed class SeatPaymentLaws(StoreSnapshot snapshot, Scratch scratch)
{
    private readonly Law _money = new("money is taken for paid reservations, exactly their price, and for no other");
    private readonly Law _seats = new("every paid reservation has its seat, and every sold seat its paid reservation");
    private readonly Law _open = new("the payments of reservations under way, and nothing else, are listed as unfinished");
    private readonly Law _listed = new("customer_reservation has every reservation as it is, and nothing else");

    public Int128 PaidTotal { get; private set; }

    public Int128 TakenByOpenPayments { get; private set; }

    public IEnumerable<Law> Laws => [_money, _seats, _open];

    public IEnumerable<Law> ReadTables => [_listed];

    /// <summary>Goes through all reservations and the table.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var rows = snapshot.RowsAsync(
            "SELECT reservation_id, customer_id, schedule_id, seat_id, price, status, expires_at FROM customer_reservation",
            ["reservation_id"],
            row => new Row(new Guid(row.GetFieldValue<byte[]>(0), bigEndian: true), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3),
                row.GetInt64(4), (ReservationStatus)row.GetInt32(5), row.GetInt64(6)),
            row => [row.ReservationId.ToByteArray(bigEndian: true)], cancellationToken);
        var reservations = scratch.Orders()
            .Where(entries => entries.Reservation is not null || entries.Seats.Count > 0).ToAsyncEnumerable();
        await foreach (var (entries, row) in reservations.WithAsync(
                           entries => Scratch.OrderKey(entries.OrderId), rows, row => Scratch.OrderKey(row.ReservationId)))
        {
            if (entries is not null)
                Check(entries);
            CheckRow(entries?.Reservation, row, entries?.OrderId ?? row!.ReservationId);
        }
    }

    private void Check(OrderEntries entries)
    {
        var reservationId = entries.OrderId;
        if (entries.Reservation is not { } reservation)
        {
            _seats.Check(false, () => $"a seat is sold to reservation {reservationId}, which there is not");
            return;
        }
        var (status, listed) = (reservation.Status, entries.Listed);
        _open.Check(listed == (status == ReservationStatus.Paying), () => $"reservation {reservationId} is {status}, listed: {listed}");
        foreach (var payer in entries.PayersBut(reservation.CustomerId))
        {
            _money.Check(false, () =>
                $"reservation {reservationId} of customer {reservation.CustomerId}: {entries.Payers[payer]} taken of customer {payer}");
        }
        var own = (reservation.ScheduleId, reservation.SeatId);
        if (status == ReservationStatus.Paying)
        {
            // The seat may be sold already, and the end not written yet.
            _seats.Check(entries.Seats.All(seat => seat == own), () => $"reservation {reservationId} bought another seat than its own");
            TakenByOpenPayments += entries.Money;
            return;
        }
        var isPaid = status == ReservationStatus.Paid;
        var due = isPaid ? reservation.Price : 0;
        PaidTotal += due;
        _money.Check(entries.Money == due, () => $"reservation {reservationId} is {status}: {entries.Money} taken, {due} due");
        _seats.Check(isPaid ? entries.Seats is [var seat] && seat == own : entries.Seats.Count == 0,
            () => $"reservation {reservationId} is {status}, and {entries.Seats.Count} seats are sold to it");
    }

    private void CheckRow(ReservationFacts? reservation, Row? row, Guid reservationId)
    {
        if (reservation is { Told: false })
            _listed.Skip();
        else if (reservation is not null || row is not null)
        {
            var told = reservation is not null && row is not null
                && (reservation.CustomerId, reservation.ScheduleId, reservation.SeatId, reservation.Price, reservation.Status,
                reservation.ExpiresAt)
                == (row.CustomerId, row.ScheduleId, row.SeatId, row.Price, row.Status, row.ExpiresAt);
            _listed.Check(told, () => $"reservation {reservationId} is {row?.ToString() ?? "missing"}, "
                + $"the journal says {reservation?.ToString() ?? "there is none"}");
        }
    }

    private sealed record Row(
        Guid ReservationId, long CustomerId, long ScheduleId, long SeatId, long Price, ReservationStatus Status, long ExpiresAt);
}
