using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Orders;
using Commerce.WaitingQueue;

namespace Commerce.Concerts;

public sealed class ReservationPaymentTests
{
    private static readonly Guid s_reservation = new(1, 0, 0, new byte[8]);
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Run_EverythingThere_TakesMoneyThenSeatThenClosesTheToken()
    {
        var steps = new Steps();

        Assert.Equal(PayReservationStatus.Paid, await RunAsync(steps));
        Assert.Equal(["debit 1001: 500", "sell 8001", "close concert-7001: 3 of 1001"], steps.Taken);
    }

    [Fact]
    public async Task Run_HoldOver_GivesTheMoneyBack()
    {
        var steps = new Steps { Seat = SellSeatStatus.HoldOver };

        Assert.Equal(PayReservationStatus.Expired, await RunAsync(steps));
        Assert.Equal(["debit 1001: 500", "sell 8001", "refund 1001: 500"], steps.Taken);
    }

    [Fact]
    public async Task Run_MoneyShort_TakesNothing()
    {
        var steps = new Steps { Money = ChangeBalanceStatus.Insufficient };

        Assert.Equal(PayReservationStatus.BalanceInsufficient, await RunAsync(steps));
        Assert.Equal(["debit 1001: 500"], steps.Taken);
    }

    [Fact]
    public async Task Run_ForNothing_MovesNoMoneyEitherWay()
    {
        var (free, late) = (new Steps(), new Steps { Seat = SellSeatStatus.HoldOver });

        Assert.Equal(PayReservationStatus.Paid, await RunAsync(free, price: 0, queueNumber: null));
        Assert.Equal(PayReservationStatus.Expired, await RunAsync(late, price: 0));
        Assert.Equal(["sell 8001"], free.Taken);
        Assert.Equal(["sell 8001"], late.Taken);
    }

    [Fact]
    public async Task Run_AStepIsRefusedItsId_StaysUnderWay()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(new Steps { Seat = null }));
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(new Steps { Money = null }));
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            RunAsync(new Steps { Seat = SellSeatStatus.HoldOver, GivenBack = null }));
    }

    [Fact]
    public async Task Run_Again_HasTheSameIdsAndTheNextAttemptOthers()
    {
        var (first, again, next) = (new Steps(), new Steps(), new Steps());

        await RunAsync(first);
        await RunAsync(again);
        await RunAsync(next, attempt: 2);

        Assert.Equal(first.Ids, again.Ids);
        Assert.Equal(3, first.Ids.Distinct().Count());
        Assert.Empty(first.Ids.Intersect(next.Ids));
    }

    private static Task<PayReservationStatus> RunAsync(Steps steps, long price = 500, long? queueNumber = 3, int attempt = 1)
    {
        var opened = new ReservationOpened(7001, 8001, 5, 1001, price, s_start, s_start.AddMinutes(5), queueNumber);
        return new ReservationPayment(steps, s_reservation, opened, new(1001, attempt, s_start, null, SagaStep.Apart)).RunAsync();
    }

    /// <summary>Answers as it is told, and writes down what it was asked.</summary>
    private sealed class Steps : IPaymentSteps
    {
        public ChangeBalanceStatus? Money { get; init; } = ChangeBalanceStatus.Changed;

        public ChangeBalanceStatus? GivenBack { get; init; } = ChangeBalanceStatus.Changed;

        public SellSeatStatus? Seat { get; init; } = SellSeatStatus.Sold;

        public List<string> Taken { get; } = [];

        public List<Guid> Ids { get; } = [];

        public Task<ChangeBalanceStatus?> Debit(long customerId, DebitBalance command)
        {
            Take($"debit {customerId}: {command.Amount}", command);
            return Task.FromResult(Money);
        }

        public Task<ChangeBalanceStatus?> Refund(long customerId, RefundBalance command)
        {
            Take($"refund {customerId}: {command.Amount}", command);
            return Task.FromResult(GivenBack);
        }

        public Task<SellSeatStatus?> SellSeat(long scheduleId, SellSeat command)
        {
            Take($"sell {scheduleId}", command);
            return Task.FromResult(Seat);
        }

        public Task CloseQueueToken(QueueKey queue, CloseQueueToken command)
        {
            Take($"close {queue}: {command.Number} of {command.CustomerId}", command);
            return Task.CompletedTask;
        }

        // What a reservation's payment never does.
        public Task<DeductStockStatus?> DeductStock(long productId, DeductStock command) => throw new NotSupportedException();

        public Task<bool> RestoreStock(long productId, RestoreStock command) => throw new NotSupportedException();

        public Task<RedeemCouponStatus?> RedeemCoupon(long couponId, RedeemCoupon command) => throw new NotSupportedException();

        public Task<RestoreCouponStatus?> RestoreCoupon(long couponId, RestoreCoupon command) => throw new NotSupportedException();

        private void Take(string step, ICommand command)
        {
            Taken.Add(step);
            Ids.Add(command.CommandId!.Value);
            Assert.Equal(s_start, command.NotBefore); // past a grain's memory, its journal is asked
        }
    }
}
