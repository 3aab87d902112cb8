using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Concerts;
using Commerce.Coupons;
using Commerce.WaitingQueue;

namespace Commerce.Orders;

/// <summary>What is given back, by which steps.</summary>
public sealed class ReturnSagaTests
{
    private static readonly Guid s_order = new(1, 0, 0, new byte[8]);
    private static readonly DateTimeOffset s_start = new(2025, 3, 1, 9, 0, 0, TimeSpan.Zero);

    private static readonly OrderReturn s_cancellation = new(2, [new(2, 21, 2, 3_000), new(1, 12, 1, 500), new(1, 11, 3, 1_000)], 4_500,
        Restock: true, s_start);

    private static readonly OrderReturn s_refund = s_cancellation with { RefundId = new Guid(7, 0, 0, new byte[8]), Reason = "damaged" };

    [Fact]
    public async Task Run_Cancellation_GivesBackMoneyPiecesAndCoupon()
    {
        var steps = new Steps();

        Assert.Equal(ReturnEnd.GivenBackWithCoupon, await RunAsync(steps, s_cancellation));

        Assert.Equal(["coupon", "money 4500", "stock 1: 11x3 12x1", "stock 2: 21x2"], steps.Done.Order());
        Assert.Equal(4, steps.Ids.Distinct().Count());
    }

    [Theory]
    [InlineData(RestoreCouponStatus.NotUsable)]
    [InlineData(RestoreCouponStatus.NotRedeemed)]
    public async Task Run_CancellationWhoseCouponStays_SaysSo(RestoreCouponStatus status) =>
        Assert.Equal(ReturnEnd.GivenBack, await RunAsync(new Steps { Coupon = status }, s_cancellation));

    [Fact]
    public async Task Run_Refund_LeavesTheCoupon()
    {
        var steps = new Steps();

        Assert.Equal(ReturnEnd.GivenBack, await RunAsync(steps, s_refund));

        Assert.Equal(["money 4500", "stock 1: 11x3 12x1", "stock 2: 21x2"], steps.Done.Order());
    }

    [Fact]
    public async Task Run_AnOptionTwice_RestocksTheSumInOneStep()
    {
        var steps = new Steps();

        await RunAsync(steps, s_refund with { Items = [new(1, 11, 1, 500), new(1, 12, 1, 500), new(1, 11, 2, 500)], Amount = 0 });

        Assert.Equal(["stock 1: 11x3 12x1"], steps.Done);
    }

    [Fact]
    public async Task Run_WithoutRestockOrMoney_DoesNothing()
    {
        var steps = new Steps();

        await RunAsync(steps, s_refund with { Restock = false, Amount = 0 });

        Assert.Empty(steps.Done);
    }

    [Fact]
    public async Task Run_Again_HasTheSameIdsAndTheNextOneOthers()
    {
        var (first, again, next) = (new Steps(), new Steps(), new Steps());
        string[] payment = ["debit", "redeem", "restore/1", "restore-coupon"];

        await RunAsync(first, s_cancellation);
        await RunAsync(again, s_cancellation);
        await RunAsync(next, s_refund with { Number = 1 });

        Assert.Equal(first.Ids.Order(), again.Ids.Order());
        Assert.Empty(first.Ids.Intersect(next.Ids));
        Assert.Empty(first.Ids.Intersect(payment.Select(step => SagaStep.Id(s_order, 2, step))));
    }

    [Fact]
    public async Task Run_AStepThatCannotBeDone_WaitsForTheOthersAndFails()
    {
        var steps = new Steps { Fails = true };

        await Assert.ThrowsAsync<CommerceUnavailableException>(() => RunAsync(steps, s_cancellation));

        Assert.Equal(["coupon", "stock 1: 11x3 12x1", "stock 2: 21x2"], steps.Done.Order());
    }

    [Theory]
    [InlineData("money")]
    [InlineData("stock 1")]
    [InlineData("coupon")]
    public async Task Run_AStepIsRefused_StaysUnderWay(string step) =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(new Steps { Refuses = step }, s_cancellation));

    private static Task<ReturnEnd> RunAsync(Steps steps, OrderReturn given)
    {
        var order = new OrderPlaced(1001, 4001, [], 7_000, 500, s_start, "");
        return new ReturnSaga(steps, s_order, order, given).RunAsync();
    }

    private sealed class Steps : IPaymentSteps
    {
        public RestoreCouponStatus Coupon { get; init; }

        public bool Fails { get; init; }

        /// <summary>The step whose id was used for something else.</summary>
        public string? Refuses { get; init; }

        public List<string> Done { get; } = [];

        public List<Guid> Ids { get; } = [];

        public async Task<bool> RestoreStock(long productId, RestoreStock command)
        {
            await Task.Yield();
            Do($"stock {productId}: {string.Join(' ', command.Items.Select(item => $"{item.OptionId}x{item.Quantity}"))}", command);
            return Refuses != $"stock {productId}";
        }

        public Task<RestoreCouponStatus?> RestoreCoupon(long couponId, RestoreCoupon command)
        {
            Assert.Equal((4001, 1001, s_order, true), (couponId, command.CustomerId, command.OrderId, command.OnlyWhileUsable));
            Do("coupon", command);
            return Task.FromResult<RestoreCouponStatus?>(Refuses == "coupon" ? null : Coupon);
        }

        public Task<ChangeBalanceStatus?> Refund(long customerId, RefundBalance command)
        {
            if (Fails)
                throw new CommerceUnavailableException();
            Assert.Equal((1001, s_order), (customerId, command.OrderId));
            Do($"money {command.Amount}", command);
            return Task.FromResult<ChangeBalanceStatus?>(Refuses == "money" ? null : ChangeBalanceStatus.Changed);
        }

        // What giving back never does.
        public Task<DeductStockStatus?> DeductStock(long productId, DeductStock command) => throw new NotSupportedException();

        public Task<RedeemCouponStatus?> RedeemCoupon(long couponId, RedeemCoupon command) => throw new NotSupportedException();

        public Task<ChangeBalanceStatus?> Debit(long customerId, DebitBalance command) => throw new NotSupportedException();

        public Task<SellSeatStatus?> SellSeat(long scheduleId, SellSeat command) => throw new NotSupportedException();

        public Task CloseQueueToken(QueueKey queue, CloseQueueToken command) => throw new NotSupportedException();

        private void Do(string step, ICommand command)
        {
            lock (Done)
            {
                Done.Add(step);
                Ids.Add(command.CommandId!.Value);
            }
            Assert.Equal(s_start, command.NotBefore); // past a grain's memory, its journal is asked
        }
    }
}
