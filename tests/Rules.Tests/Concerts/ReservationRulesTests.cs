namespace Commerce.Concerts;

public sealed class ReservationRulesTests
{
    private static readonly Guid s_id = new(1, 0, 0, new byte[8]);
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_end = s_now.AddMinutes(5);

    private readonly ReservationState _state = new();

    [Fact]
    public void Open_Again_IsTheSameAndOfAnotherSeatTaken()
    {
        Open();

        Assert.Equal(OpenReservationStatus.Opened, ReservationRules.Open(_state, s_id, Command(5), s_end.AddDays(1)).Outcome.Status);
        Assert.Equal(OpenReservationStatus.IdTaken, ReservationRules.Open(_state, s_id, Command(6), s_now).Outcome.Status);
        Assert.Empty(ReservationRules.Open(_state, s_id, Command(5), s_now).Events);
    }

    [Fact]
    public void Pay_FromItsEndOn_IsRefusedWithoutAPayment()
    {
        Assert.Equal(PayReservationStatus.NotFound, Answer(s_now)!.Status);
        Open();

        Assert.Null(Answer(s_end.AddMilliseconds(-1)));
        Assert.Equal(PayReservationStatus.Expired, Answer(s_end)!.Status);
    }

    [Fact]
    public void Pay_UnderWayAtItsEnd_IsJoinedAndDecidedByTheSeats()
    {
        Open();
        Start();

        Assert.Null(Answer(s_end.AddHours(1)));
        Assert.Empty(ReservationRules.StartPayment(_state, null, s_end).Events);
        Assert.Equal(ReservationStatus.Paying, ReservationRules.StatusAt(_state, s_end));
    }

    [Fact]
    public void Pay_AfterMoneyWasShort_CanBeMadeAgainWhileItIsHeld()
    {
        Open();
        Start();
        End(PayReservationStatus.BalanceInsufficient);

        Assert.Equal(ReservationStatus.Held, ReservationRules.StatusAt(_state, s_now));
        Assert.Null(Answer(s_now));
        Assert.Equal(2, ReservationRules.StartPayment(_state, null, s_now).Outcome.Attempt);
        Assert.Equal(PayReservationStatus.Expired, Answer(s_end)!.Status);
    }

    [Fact]
    public void Pay_AfterTheSeatsSaidItIsOver_IsExpiredWhateverTheClockSays()
    {
        Open();
        Start();
        End(PayReservationStatus.Expired);

        Assert.Equal(ReservationStatus.Expired, ReservationRules.StatusAt(_state, s_now));
        Assert.Equal(PayReservationStatus.Expired, Answer(s_now)!.Status);
    }

    [Fact]
    public void Pay_Paid_TellsItsOwnCommandAndRefusesOthers()
    {
        var key = Guid.NewGuid();
        Open();
        Start(key);
        End(PayReservationStatus.Paid);

        Assert.Equal((PayReservationStatus.Paid, 500), (Answer(s_end, key)!.Status, Answer(s_end, key)!.Amount));
        Assert.Equal(PayReservationStatus.AlreadyPaid, Answer(s_now, Guid.NewGuid())!.Status);
        Assert.Equal(CancelReservationStatus.AlreadyPaid, ReservationRules.Cancel(_state, s_now).Outcome.Status);
    }

    [Fact]
    public void Cancel_Held_EndsItAndNothingCanBePaid()
    {
        Assert.Equal(CancelReservationStatus.NotFound, ReservationRules.Cancel(_state, s_now).Outcome.Status);
        Open();

        Apply(ReservationRules.Cancel(_state, s_now).Events);

        Assert.Equal(ReservationStatus.Cancelled, ReservationRules.StatusAt(_state, s_now));
        Assert.Equal(PayReservationStatus.Expired, Answer(s_now)!.Status);
        Assert.Empty(ReservationRules.Cancel(_state, s_now).Events);
    }

    [Fact]
    public void Cancel_HoldOver_IsDoneAndNoEvent()
    {
        Open();

        var decision = ReservationRules.Cancel(_state, s_end);

        Assert.Equal(CancelReservationStatus.Cancelled, decision.Outcome.Status);
        Assert.Empty(decision.Events);
    }

    private static OpenReservation Command(long seat) => new(7001, 8001, seat, 1001, 500, s_now, s_end, null);

    private void Open() => Apply(ReservationRules.Open(_state, s_id, Command(5), s_now).Events);

    private void Start(Guid? commandId = null) => Apply(ReservationRules.StartPayment(_state, commandId, s_now).Events);

    private void End(PayReservationStatus result) => Apply(ReservationRules.EndPayment(_state, s_id, result).Events);

    private PayReservationOutcome? Answer(DateTimeOffset now, Guid? commandId = null) =>
        ReservationRules.AnswerWithoutPayment(_state, new(commandId), now);

    private void Apply(IReadOnlyList<IReservationEvent> events)
    {
        foreach (var e in events)
            _state.Apply(e);
    }
}
