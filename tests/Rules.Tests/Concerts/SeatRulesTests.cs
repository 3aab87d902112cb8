using Commerce.Journaling;
using Commerce.WaitingQueue;

namespace Commerce.Concerts;

public sealed partial class SeatRulesTests
{
    private const long Schedule = 8001;
    private const long Concert = 7001;

    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_startsAt = s_now.AddDays(1);
    private static readonly TimeSpan s_millisecond = TimeSpan.FromMilliseconds(1);
    private static readonly HoldTerms s_terms = new(TimeSpan.FromMinutes(5), 2, TimeSpan.FromMinutes(12));

    private readonly SeatBlockState _state = Block();

    [Fact]
    public void Hold_UntilTheLastMillisecond_IsItsHoldersAndThenTheNextCustomers()
    {
        var held = Hold(1, seat: 7, customer: 1, s_now);
        Assert.Equal((s_now + s_terms.HoldFor, ReservationStatus.Held), (held.Reservation!.ExpiresAt, held.Reservation.Status));

        Assert.Equal(HoldSeatStatus.SeatTaken, Hold(2, 7, 2, held.Reservation.ExpiresAt - s_millisecond).Status);
        Assert.Equal(SellSeatStatus.Sold, Sell(1, held.Reservation.ExpiresAt - s_millisecond, apply: false));
        Assert.Equal(SellSeatStatus.HoldOver, Sell(1, held.Reservation.ExpiresAt, apply: false));
        Assert.Equal(HoldSeatStatus.Held, Hold(2, 7, 2, held.Reservation.ExpiresAt).Status);
        Assert.Equal(SellSeatStatus.HoldOver, Sell(1, held.Reservation.ExpiresAt));
        Assert.Equal(SellSeatStatus.Sold, Sell(2, held.Reservation.ExpiresAt));
    }

    [Fact]
    public void Hold_BetweenTwoMilliseconds_CountsFromTheEarlierOne_AndHasNoNumberWithoutAQueue()
    {
        var held = Hold(1, 7, 1, s_now.AddTicks(9_999)).Reservation!;

        Assert.Equal((s_now, s_now + s_terms.HoldFor), (held.HeldAt, held.ExpiresAt));
        Assert.Null(_state.Of(Id(1))!.Value.Claim.QueueNumber);
    }

    [Fact]
    public void Sell_ClockOfAnotherSiloBehind_BringsNoHoldBack()
    {
        var end = Hold(1, 7, 1, s_now).Reservation!.ExpiresAt;
        Hold(2, 8, 2, end); // the block has seen this moment

        Assert.Equal(SellSeatStatus.HoldOver, Sell(1, end - TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public void Hold_SameReservationAgain_IsTheSameHoldAndNoEvent()
    {
        var first = Hold(1, 7, 1, s_now);

        var again = Decide(1, 7, 1, s_now.AddMinutes(1));

        Assert.Equal(first, again.Outcome);
        Assert.Empty(again.Events);
        Assert.Equal(HoldSeatStatus.ReservationIdTaken, Decide(1, 8, 1, s_now).Outcome.Status);
        Assert.Equal(HoldSeatStatus.ReservationIdTaken, Decide(1, 7, 2, s_now).Outcome.Status);
    }

    [Fact]
    public void Hold_ByItsHolderUnderAnotherId_IsTakenSoNobodyRenews()
    {
        Hold(1, 7, 1, s_now);

        Assert.Equal(HoldSeatStatus.SeatTaken, Hold(2, 7, 1, s_now.AddMinutes(1)).Status);
    }

    [Fact]
    public void Hold_OneMoreThanACustomerMay_IsRefusedUntilOneIsOver()
    {
        Hold(1, 1, 1, s_now);
        Hold(2, 2, 1, s_now.AddMinutes(1));

        Assert.Equal(HoldSeatStatus.TooManyHolds, Hold(3, 3, 1, s_now.AddMinutes(2)).Status);
        Assert.Equal(HoldSeatStatus.Held, Hold(3, 3, 2, s_now.AddMinutes(2)).Status);
        Assert.Equal(HoldSeatStatus.Held, Hold(4, 4, 1, s_now + s_terms.HoldFor).Status);
    }

    [Fact]
    public void Hold_AgainAndAgain_EndsWithTheCustomersTimeAndRestsAsLong()
    {
        var (id, now) = (1, s_now);
        while (Hold(id++, 7, 1, now) is { Reservation: { } held })
            now = held.ExpiresAt;

        Assert.Equal(s_now + s_terms.MaxHoldTime, now);
        Assert.Equal(HoldSeatStatus.HoldTimeOver, Hold(id++, 8, 1, s_now + 2 * s_terms.MaxHoldTime - s_millisecond).Status);
        Assert.Equal(HoldSeatStatus.Held, Hold(id++, 7, 2, now).Status);
        var anew = Hold(id, 8, 1, s_now + 2 * s_terms.MaxHoldTime);
        Assert.Equal(s_now + 2 * s_terms.MaxHoldTime + s_terms.HoldFor, anew.Reservation!.ExpiresAt);
    }

    [Fact]
    public void Hold_AfterBuying_BeginsANewTime()
    {
        Hold(1, 1, 1, s_now);
        Sell(1, s_now.AddMinutes(4));

        Assert.Equal(s_now.AddMinutes(16), Hold(2, 2, 1, s_now.AddMinutes(11)).Reservation!.ExpiresAt);
    }

    [Fact]
    public void Hold_UpToTheStart_EndsWithItAndIsClosedThen()
    {
        Assert.Equal(s_startsAt, Hold(1, 1, 1, s_startsAt.AddMinutes(-1)).Reservation!.ExpiresAt);
        Assert.Equal(HoldSeatStatus.ScheduleClosed, Hold(2, 2, 2, s_startsAt).Status);
    }

    [Fact]
    public void Hold_RefusedForSeveralReasons_NamesTheFirstInOrder()
    {
        Hold(1, 7, 1, s_now);
        _state.Apply(_state.Defined! with { HasQueue = true });
        var outside = new SeatAdmission(false, new(QueueCheckStatus.NotActive, 5, null));

        Assert.Equal(HoldSeatStatus.ScheduleNotFound, Hold(2, 99, 2, s_now, state: new()).Status);
        Assert.Equal(HoldSeatStatus.SeatNotFound, Hold(2, 51, 2, s_startsAt).Status);
        Assert.Equal(HoldSeatStatus.ScheduleClosed, Hold(2, 7, 2, s_startsAt).Status);
        Assert.Equal(HoldSeatStatus.QueueTokenRequired, Hold(2, 7, 2, s_now, outside).Status);
        Assert.Equal(HoldSeatStatus.SeatTaken, Hold(2, 7, 2, s_now, outside, "token").Status);
        Assert.Equal(HoldSeatStatus.QueueTokenNotActive, Hold(2, 8, 2, s_now, outside, "token").Status);
        Assert.Equal(HoldSeatStatus.QueueTokenRequired, Hold(2, 8, 2, s_now, outside with { Queue = null }, "token").Status);
        Assert.Equal(HoldSeatStatus.CustomerNotFound,
            Hold(2, 8, 2, s_now, outside with { Queue = new(QueueCheckStatus.Active, 5, null) }, "token").Status);
        Assert.Equal(HoldSeatStatus.Held, Hold(2, 8, 2, s_now, new(true, new(QueueCheckStatus.Active, 5, null)), "token").Status);
        Assert.Equal(5, _state.Of(Id(2))!.Value.Claim.QueueNumber);
    }

    [Fact]
    public void Release_ByWhoHoldsIt_FreesTheSeatAndOnlyOnce()
    {
        Hold(1, 7, 1, s_now);

        Assert.True(Release(1, s_now));
        Assert.False(Release(1, s_now));
        Assert.Equal(HoldSeatStatus.Held, Hold(2, 7, 2, s_now).Status);
        Sell(2, s_now);
        Assert.False(Release(2, s_now));
        Assert.Equal(HoldSeatStatus.SeatTaken, Hold(3, 7, 3, s_now.AddHours(1)).Status);
    }

    [Fact]
    public void Sell_Twice_IsTheSameAndOneEvent()
    {
        Hold(1, 7, 1, s_now);
        Sell(1, s_now);

        Assert.Equal(SellSeatStatus.Sold, Sell(1, s_now.AddYears(1)));
        Assert.Equal(1, _state.Sold);
        Assert.Equal(ReservationStatus.Paid, Decide(1, 7, 1, s_now).Outcome.Reservation!.Status);
    }

    [Fact]
    public void Define_FewerSeats_DownToTheHighestTaken()
    {
        Hold(1, 7, 1, s_now);

        Assert.Equal(DefineSeatBlockStatus.SeatsBelowTaken, Define(6, s_now));
        Assert.Equal(DefineSeatBlockStatus.Updated, Define(7, s_now));
        // Over by any silo's clock: the next activation's may be behind, and the hold go on there.
        Assert.Equal(DefineSeatBlockStatus.SeatsBelowTaken, Define(6, s_now + s_terms.HoldFor + Clocks.MostApart - s_millisecond));
        Assert.Equal(DefineSeatBlockStatus.Updated, Define(6, s_now + s_terms.HoldFor + Clocks.MostApart)); // nobody's any more
        Assert.Equal(DefineSeatBlockStatus.Unchanged, Define(6, s_now));
        Assert.Equal(DefineSeatBlockStatus.Created,
            SeatRules.Define(new(), Schedule, new(Concert, new(Schedule, s_startsAt, 1_000, 6), false), s_now).Outcome.Status);
        Assert.Equal(DefineSeatBlockStatus.ScheduleTaken, Define(50, s_now, concert: 7002));
    }

    [Fact]
    public void Map_TimePassing_IsAnotherVersionWithoutAnEvent()
    {
        var maps = new SeatMaps();
        var end = Hold(1, 2, 1, s_now).Reservation!.ExpiresAt;
        var held = maps.Of(_state, s_now, null)!;

        Assert.Equal((49, 1, 0), (held.Free, held.Held, held.Sold));
        Assert.StartsWith("FHF", held.Statuses);
        Assert.Null(maps.Of(_state, end - s_millisecond, held.Version)!.Statuses);
        var free = maps.Of(_state, end, held.Version)!;
        Assert.StartsWith("FFF", free.Statuses);
        Assert.Equal((50, 0, 0), (free.Free, free.Held, free.Sold));
        Assert.NotEqual(held.Version, free.Version);
    }
}
