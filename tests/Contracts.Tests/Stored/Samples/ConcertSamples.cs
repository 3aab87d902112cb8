using Commerce.Concerts;
using Commerce.Orders;
using Commerce.WaitingQueue;
using static Commerce.Stored.StoredSamples;

namespace Commerce.Stored;

internal static class ConcertSamples
{
    private static readonly DateTimeOffset s_end = Start.AddMinutes(5);
    private static readonly Schedule s_schedule = new(8001, Start.AddDays(30), 77_000, 50);
    private static readonly ScheduleDefinition s_definition = new(8001, Start.AddDays(30), 77_000, 50);
    private static readonly QueueSettings s_queue = new(500, 100, 300, 120, Start.AddHours(1));
    private static readonly Reservation s_reservation =
        new(OrderId, 1001, 7001, 8001, 7, ReservationStatus.Held, 77_000, Start, s_end);
    private static readonly DefineConcert s_define = new("봄 음악회", [s_definition], s_queue, CommandId);

    public static Dictionary<string, object> Events { get; } = new()
    {
        ["concert.defined.v1"] = new ConcertDefined("봄 음악회", [s_schedule, s_schedule with { ScheduleId = 8002 }], s_queue),
        ["concert.defined.v1.no-queue"] = new ConcertDefined("봄 음악회", [s_schedule], null),
        ["seat-block.defined.v1"] = new SeatBlockDefined(7001, Start.AddDays(30), 77_000, 50, true),
        ["seat-block.seat-held.v1"] = new SeatHeld(OrderId, 7, 1001, 77_000, Start, s_end, Start.AddMinutes(15), Start.AddMinutes(30), 42),
        ["seat-block.seat-held.v1.no-queue"] =
            new SeatHeld(OrderId, 7, 1001, 77_000, Start, s_end, Start.AddMinutes(15), Start.AddMinutes(30), null),
        ["seat-block.seat-released.v1"] = new SeatReleased(OrderId, 7, 1001),
        ["seat-block.seat-sold.v1"] = new SeatSold(OrderId, 7, 1001),
        ["reservation.opened.v1"] = new ReservationOpened(7001, 8001, 7, 1001, 77_000, Start, s_end, 42),
        ["reservation.opened.v1.no-queue"] = new ReservationOpened(7001, 8001, 7, 1001, 77_000, Start, s_end, null),
        ["reservation.payment-started.v1"] = new ReservationPaymentStarted(1001, 2, Start, CommandId, SagaStep.Apart),
        ["reservation.payment-started.v1.no-key"] = new ReservationPaymentStarted(1001, 1, Start, null, SagaStep.Apart),
        ["reservation.paid.v1"] = new ReservationPaid(1001, 2, CommandId, 77_000),
        ["reservation.payment-rejected.v1"] = new ReservationPaymentRejected(1001, 1, PayReservationStatus.Expired),
        ["reservation.cancelled.v1"] = new ReservationCancelled(1001, Start.AddTicks(1_234_567)),
    };

    public static Dictionary<string, StoredAnswer> Answers { get; } = new()
    {
        ["define-concert.created"] = new(s_define,
            new DefineConcertOutcome(DefineConcertStatus.Created, new(7001, "봄 음악회", [s_schedule], s_queue)),
            ConcertJson.Default.DefineConcertOutcome),
        ["define-concert.seats-below-taken"] = new(s_define,
            new DefineConcertOutcome(DefineConcertStatus.SeatsBelowTaken, null), ConcertJson.Default.DefineConcertOutcome),
        ["define-seat-block.created"] = new(new DefineSeatBlock(7001, s_definition, true),
            new DefineSeatBlockOutcome(DefineSeatBlockStatus.Created), ConcertJson.Default.DefineSeatBlockOutcome),
        ["hold-seat.held"] = new(new HoldSeat(OrderId, 1001, 7, "token", true),
            new HoldSeatOutcome(HoldSeatStatus.Held, s_reservation), ConcertJson.Default.HoldSeatOutcome),
        ["open-reservation.opened"] = new(new OpenReservation(7001, 8001, 7, 1001, 77_000, Start, s_end, 42),
            new OpenReservationOutcome(OpenReservationStatus.Opened, s_reservation), ConcertJson.Default.OpenReservationOutcome),
        ["sell-seat.sold"] = new(new SellSeat(OrderId, CommandId, Start),
            new SellSeatOutcome(SellSeatStatus.Sold), ConcertJson.Default.SellSeatOutcome),
        ["sell-seat.hold-over"] = new(new SellSeat(OrderId, CommandId, Start),
            new SellSeatOutcome(SellSeatStatus.HoldOver), ConcertJson.Default.SellSeatOutcome),
        ["pay-reservation.paid"] = new(new PayReservation(CommandId),
            new PayReservationOutcome(PayReservationStatus.Paid, CommandId, 77_000), ConcertJson.Default.PayReservationOutcome),
        ["pay-reservation.expired"] = new(new PayReservation(CommandId),
            new PayReservationOutcome(PayReservationStatus.Expired, Guid.Empty, 0), ConcertJson.Default.PayReservationOutcome),
    };

    /// <summary>A concert, and a block of two pages: seats held, let go, sold, and held again after they were over.</summary>
    public static Dictionary<string, StoredState> States { get; } = new()
    {
        ["concert"] = StoredState.Of<ConcertState, ConcertDefined>(new ConcertDefined("봄 음악회", [s_schedule], s_queue)),
        ["seat-block"] = StoredState.Of<SeatBlockState, ISeatEvent>(
        [
            new SeatBlockDefined(7001, Start.AddDays(30), 77_000, SeatBlockState.SeatsPerPage + 1, true),
            Held(1, 1, Start), Held(2, 2, Start), Held(3, 3, Start), Held(4, SeatBlockState.SeatsPerPage + 1, Start),
            new SeatReleased(Id(2), 2, 1_002),
            new SeatSold(Id(3), 3, 1_003),
            new SeatSold(Id(4), SeatBlockState.SeatsPerPage + 1, 1_004),
            Held(5, 1, s_end), Held(6, 6, s_end),
        ]),
    };

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);

    private static SeatHeld Held(int number, int seat, DateTimeOffset at) =>
        new(Id(number), seat, 1_000 + number, 77_000, at, at.AddMinutes(5), at.AddMinutes(15), at.AddMinutes(30),
            number % 2 == 0 ? number : null);
}
