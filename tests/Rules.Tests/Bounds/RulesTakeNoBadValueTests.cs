using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Concerts;
using Commerce.Coupons;
using Commerce.Orders;
using Commerce.WaitingQueue;

namespace Commerce.Bounds;

/// <summary>Every rule looks at its command's values, and at the id of what it decides on, before it decides: whoever calls it.</summary>
public sealed class RulesTakeNoBadValueTests
{
    private const long TooLarge = IdBounds.Max + 1;

    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Guid s_id = new(1, 0, 0, new byte[8]);
    private static readonly ScheduleDefinition s_schedule = new(8001, s_now, 1_000, 10);
    private static readonly DefineCoupon s_terms = new("Spring", null, DiscountType.Fixed, 1, 1, s_now, s_now.AddDays(1), null);
    private static readonly HoldTerms s_holds = new(TimeSpan.FromMinutes(5), 2, TimeSpan.FromMinutes(12));

    private static readonly Dictionary<string, Action> s_calls = new()
    {
        ["open an account: its name"] = () => BalanceRules.Open(new(), 1, new("", 0, null)),
        ["open an account: its id"] = () => BalanceRules.Open(new(), TooLarge, new("Kim", 0, null)),
        ["charge"] = () => BalanceRules.Charge(new(), [new(1, null), new(0, null)]),
        ["debit"] = () => BalanceRules.Debit(new(), new(0, s_id, null, null)),
        ["refund"] = () => BalanceRules.Refund(new(), new(0, s_id, null, null)),
        ["define a product: its name"] = () => ProductRules.Define(new(), 1, new("", 1, [new(1, "S", 0, 1)], null)),
        ["define a product: its id"] = () => ProductRules.Define(new(), TooLarge, new("Cap", 1, [new(1, "S", 0, 1)], null)),
        ["add stock"] = () => ProductRules.Add(new(), 1, new(1, 0, null)),
        ["deduct stock"] = () => ProductRules.Deduct(new(), new(s_id, [], null, null)),
        ["restore stock"] = () => ProductRules.Restore(new(), new(s_id, [], null, null)),
        ["define a campaign: its name"] = () => CouponRules.Define(new(), 1, s_terms with { Name = "" }),
        ["define a campaign: its id"] = () => CouponRules.Define(new(), TooLarge, s_terms),
        ["issue"] = () => CouponRules.Issue(new(), [new(1, null), new(TooLarge, null)], s_now),
        ["redeem"] = () => CouponRules.Redeem(new(), new(1, Guid.Empty, 1, null), s_now),
        ["restore a coupon"] = () => CouponRules.Restore(new(), new(1, Guid.Empty, null), s_now),
        ["place: its lines"] = () => OrderRules.Place(new(), s_id, new(1, null, [], null, null), null!, s_now, TimeSpan.Zero),
        ["place: its id"] = () =>
            OrderRules.Place(new(), Guid.Empty, new(1, null, [new(1, null, 1)], null, null), null!, s_now, TimeSpan.Zero),
        ["refund an order"] = () => OrderReturnRules.Refund(new(), s_id, new([], true, "damaged", null), s_now),
        ["define a concert: its name"] = () => ConcertRules.Define(new(), 1, new("", [s_schedule], null, null), []),
        ["define a concert: its id"] = () => ConcertRules.Define(new(), TooLarge, new("Spring", [s_schedule], null, null), []),
        ["define seats: how many"] = () => SeatRules.Define(new(), 8001, new(1, s_schedule with { Seats = 0 }, false), s_now),
        ["define seats: their id"] = () => SeatRules.Define(new(), TooLarge, new(1, s_schedule, false), s_now),
        ["hold"] = () => SeatRules.Hold(new(), 8001, new(s_id, TooLarge, 1, null, false), SeatAdmission.Assumed, s_holds, s_now),
        ["sell"] = () => SeatRules.Sell(new(), new(Guid.Empty, null, null), s_now),
        ["release"] = () => SeatRules.Release(new(), Guid.Empty, s_now),
        ["open a reservation: its customer"] = () => ReservationRules.Open(new(), s_id, Reservation(TooLarge), s_now),
        ["open a reservation: its id"] = () => ReservationRules.Open(new(), Guid.Empty, Reservation(1), s_now),
        ["define a queue"] = () => QueueRules.Define(new(), new(new(0, 1), null), s_now),
        ["join a queue"] = () => QueueRules.Join(new(), [new(1, null), new(TooLarge, null)], s_now, ""),
        ["close a token"] = () => QueueRules.Close(new(), new(0, 1, null), s_now),
    };

    public static TheoryData<string> Calls => new(s_calls.Keys);

    [Theory]
    [MemberData(nameof(Calls))]
    public void Rule_OfABadValue_IsOutOfBounds(string call) => Assert.Throws<OutOfBoundsException>(s_calls[call]);

    private static OpenReservation Reservation(long customer) => new(7001, 8001, 1, customer, 1_000, s_now, s_now.AddMinutes(5), null);
}
