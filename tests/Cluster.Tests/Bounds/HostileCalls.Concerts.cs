using Commerce.Concerts;

namespace Commerce.Bounds;

/// <summary>Concerts, their seats, and reservations.</summary>
internal static partial class HostileCalls
{
    private const long Stage = 11;

    private static readonly ScheduleDefinition s_schedule = new(Stage, s_start, 1_000, 10);

    private static IEnumerable<HostileCall> Concerts =>
    [
        .. new[] { long.MinValue, -1, 0, IdBounds.Max + 1, long.MaxValue }.SelectMany(id => new HostileCall[]
        {
            new($"Define concert {id}", "concertId", (grains, key) => grains.GetGrain<IConcertGrain>(id).Define(new("n", [s_schedule],
                null, key))),
            new($"Define a concert with schedule {id}", "schedules[0].scheduleId", (grains, key) => Define(grains,
                s_schedule with { ScheduleId = id }, key)),
            new($"Define schedule {id}", "scheduleId",
                (grains, _) => grains.GetGrain<ISeatBlockGrain>(id).Define(new(Stage, s_schedule, false))),
            new($"Preview a schedule of concert {id}", "concertId", (grains, _) => Seats(grains).Preview(new(id, s_schedule, false))),
            new($"Hold seat {id}", "seatId", (grains, _) => Seats(grains).Hold(new(Order, 1, id, null, false))),
            new($"Open with seat {id}", "seatId", (grains, _) => Reservation(grains).Open(s_open with { SeatId = id })),
            new($"Open with schedule {id}", "scheduleId", (grains, _) => Reservation(grains).Open(s_open with { ScheduleId = id })),
            new($"Open with concert {id}", "concertId", (grains, _) => Reservation(grains).Open(s_open with { ConcertId = id })),
        }),
        .. s_names.Append(new string('x', ConcertBounds.MaxNameLength + 1)).Select((name, i) => new HostileCall(
            $"Define a concert with name {i}", "name", (grains, key) => Concert(grains).Define(new(name!, [s_schedule], null, key)))),
        .. new[] { long.MinValue, -1, ConcertBounds.MaxPrice + 1, long.MaxValue }.SelectMany(won => new HostileCall[]
        {
            new($"Define a concert for {won}", "schedules[0].price", (grains, key) => Define(grains, s_schedule with { Price = won }, key)),
            new($"Define a schedule for {won}", "schedule.price", (grains, _) => Seats(grains).Define(new(Stage,
                s_schedule with { Price = won }, false))),
            new($"Open for {won}", "price", (grains, _) => Reservation(grains).Open(s_open with { Price = won })),
        }),
        .. new[] { int.MinValue, -1, 0, ConcertBounds.MaxSeats + 1, int.MaxValue }.Select(seats => new HostileCall(
            $"Define a concert of {seats} seats", "schedules[0].seats", (grains, key) => Define(grains, s_schedule with { Seats = seats },
                key))),
        .. s_noId.SelectMany(id => new HostileCall[]
        {
            new($"Hold for {id}", "userId", (grains, _) => Seats(grains).Hold(new(Order, id, 1, null, false))),
            new($"Open for customer {id}", "userId", (grains, _) => Reservation(grains).Open(s_open with { CustomerId = id })),
        }),
        new("Define a concert of nothing", "schedules", (grains, key) => Concert(grains).Define(new("n", [], null, key))),
        new("Define a concert of null", "schedules", (grains, key) => Concert(grains).Define(new("n", null!, null, key))),
        new("Define a concert of a null", "schedules[0]", (grains, key) => Concert(grains).Define(new("n", [null!], null, key))),
        new("Define a concert of one twice", "schedules", (grains, key) => Concert(grains).Define(new("n", [s_schedule, s_schedule], null,
            key))),
        new("Define a concert of too many", "schedules",
            (grains, key) => Concert(grains).Define(new("n", Many(s_schedule, ConcertBounds.MaxSchedules + 1), null, key))),
        new("Define a concert behind nobody", "queue.maxActive",
            (grains, key) => Concert(grains).Define(new("n", [s_schedule], s_queue with { MaxActive = 0 }, key))),
        new("Define a schedule of null", "schedule", (grains, _) => Seats(grains).Define(new(Stage, null!, false))),
        new("Hold for no reservation", "reservationId", (grains, _) => Seats(grains).Hold(new(Guid.Empty, 1, 1, null, true))),
        new("Sell to no reservation", "reservationId", (grains, key) => Seats(grains).Sell(new(Guid.Empty, key, null))),
        new("Release no reservation", "reservationId", (grains, _) => Seats(grains).Release(Guid.Empty)),
        new("Open no reservation", "reservationId", (grains, _) => grains.GetGrain<IReservationGrain>(Guid.Empty).Open(s_open)),
        .. new[] { int.MinValue, 0, PageBounds.MaxLimit + 1 }.SelectMany(limit => new HostileCall[]
        {
            new($"List {limit} concerts", "limit", (grains, _) => grains.GetGrain<IConcertListGrain>(0).List(limit, 0)),
            new($"List {limit} reservations", "limit", (grains, _) => grains.GetGrain<ICustomerReservationsGrain>(1).List(limit, null)),
        }),
        new("List concerts after none", "after", (grains, _) => grains.GetGrain<IConcertListGrain>(0).List(1, -1)),
        new("List reservations after nothing", "after", (grains, _) => grains.GetGrain<ICustomerReservationsGrain>(1).List(1, "nothing")),
    ];

    private static readonly OpenReservation s_open = new(Stage, Stage, 1, 1, 1_000, s_start, s_start.AddMinutes(5), null);

    private static Task Define(IGrainFactory grains, ScheduleDefinition schedule, Guid? key) => Concert(grains).Define(new("n",
        [schedule], null, key));

    private static IConcertGrain Concert(IGrainFactory grains) => grains.GetGrain<IConcertGrain>(Stage);

    private static ISeatBlockGrain Seats(IGrainFactory grains) => grains.GetGrain<ISeatBlockGrain>(Stage);

    private static IReservationGrain Reservation(IGrainFactory grains) => grains.GetGrain<IReservationGrain>(Order);
}
