using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Concerts;
using Commerce.Coupons;
using Commerce.WaitingQueue;

namespace Commerce.Orders;

/// <summary>Which steps a payment takes for each answer, and in which order it gives back.</summary>
public sealed partial class PaymentSagaTests
{
    private static readonly Guid s_order = new(1, 0, 0, new byte[8]);
    private static readonly DateTimeOffset s_start = new(2025, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly string[] s_bothDeducts = ["deduct 1: 11x3 12x1", "deduct 2: 21x2"];

    [Fact]
    public async Task Run_EverythingThere_TakesStockThenCouponThenMoney()
    {
        var steps = new Steps();

        Assert.Equal(PayOrderStatus.Paid, await RunAsync(steps, discount: 500));

        Assert.Equal([.. s_bothDeducts, "redeem", "debit 6500"], steps.Taken);
    }

    [Fact]
    public async Task Run_NothingToPay_DebitsNothing()
    {
        var steps = new Steps();

        Assert.Equal(PayOrderStatus.Paid, await RunAsync(steps, discount: 7_000));

        Assert.Equal([.. s_bothDeducts, "redeem"], steps.Taken);
    }

    [Fact]
    public async Task Run_NoCoupon_RedeemsNone()
    {
        var steps = new Steps { Money = ChangeBalanceStatus.Insufficient };

        Assert.Equal(PayOrderStatus.BalanceInsufficient, await RunAsync(steps, couponId: null));

        Assert.Equal([.. s_bothDeducts, "debit 7000", "restore 1: 11x3 12x1", "restore 2: 21x2"], steps.Taken);
    }

    [Theory]
    [InlineData(DeductStockStatus.Insufficient)]
    [InlineData(DeductStockStatus.NotFound)]
    public async Task Run_OneProductShort_GivesOnlyTheOtherBack(DeductStockStatus status)
    {
        var steps = new Steps { Stock = { [1] = status } };

        Assert.Equal(PayOrderStatus.StockInsufficient, await RunAsync(steps));

        Assert.Equal([.. s_bothDeducts, "restore 2: 21x2"], steps.Taken);
    }

    [Theory]
    [InlineData(RedeemCouponStatus.NotFound)]
    [InlineData(RedeemCouponStatus.NotHeld)]
    [InlineData(RedeemCouponStatus.InUse)]
    [InlineData(RedeemCouponStatus.NotOpen)]
    public async Task Run_CouponRefused_GivesTheStockBack(RedeemCouponStatus status)
    {
        var steps = new Steps { Coupon = status };

        Assert.Equal(PayOrderStatus.CouponUnavailable, await RunAsync(steps));

        Assert.Equal([.. s_bothDeducts, "redeem", "restore 1: 11x3 12x1", "restore 2: 21x2"], steps.Taken);
    }

    [Theory]
    [InlineData(ChangeBalanceStatus.Insufficient)]
    [InlineData(ChangeBalanceStatus.NotFound)]
    public async Task Run_MoneyShort_GivesBackInReverse(ChangeBalanceStatus status)
    {
        var steps = new Steps { Money = status };

        Assert.Equal(PayOrderStatus.BalanceInsufficient, await RunAsync(steps));

        Assert.Equal([.. s_bothDeducts, "redeem", "debit 7000", "restore coupon", "restore 1: 11x3 12x1", "restore 2: 21x2"], steps.Taken);
    }

    [Fact]
    public async Task Run_Products_AreAskedSideBySide()
    {
        var steps = new Steps { Gate = new() };

        var run = RunAsync(steps);

        Assert.Equal(s_bothDeducts, steps.Taken); // both, before the first is answered
        steps.Gate.SetResult();
        Assert.Equal(PayOrderStatus.Paid, await run);
    }

    [Fact]
    public async Task Run_AStepThatCannotBeDone_WaitsForTheOthersAndFails()
    {
        var steps = new Steps { Fails = 1, Gate = new() };

        var run = RunAsync(steps);

        Assert.False(run.IsCompleted); // what is on its way to product 2 must have an end before anybody starts over
        steps.Gate.SetResult();
        await Assert.ThrowsAsync<CommerceUnavailableException>(() => run);
        Assert.Equal(s_bothDeducts, steps.Taken);
    }

    [Fact]
    public async Task Run_Again_HasTheSameIdsAndTheNextAttemptOthers()
    {
        var (first, again, next) =
            (new Steps { Money = ChangeBalanceStatus.Insufficient }, new Steps { Money = ChangeBalanceStatus.Insufficient }, new Steps());

        await RunAsync(first);
        await RunAsync(again);
        await RunAsync(next, attempt: 2);

        Assert.Equal(first.Ids, again.Ids);
        Assert.Equal(first.Ids.Count, first.Ids.Distinct().Count());
        Assert.Empty(first.Ids.Intersect(next.Ids));
    }

    private static Task<PayOrderStatus> RunAsync(
        Steps steps, long discount = 0, long? couponId = 4001, int attempt = 1, int? stepIds = SagaStep.Apart, bool? sideBySide = null)
    {
        steps.Discount = discount;
        OrderLine[] lines = [new(2, 21, 2, 1_000), new(1, 12, 1, 1_000), new(1, 11, 1, 1_000), new(1, 11, 2, 1_500)];
        var order = new OrderPlaced(1001, couponId, lines, 7_000, discount, s_start, "");
        return new PaymentSaga(steps, s_order, order, new(1001, attempt, s_start, null, stepIds, sideBySide)).RunAsync();
    }

    /// <summary>Answers as it is told, and writes down what it was asked.</summary>
    private sealed class Steps : IPaymentSteps
    {
        public Dictionary<long, DeductStockStatus> Stock { get; } = [];

        public RedeemCouponStatus Coupon { get; init; }

        public ChangeBalanceStatus Money { get; init; }

        /// <summary>Won that the order was placed with.</summary>
        public long Discount { get; set; }

        /// <summary>The product that cannot be reached.</summary>
        public long Fails { get; init; }

        public TaskCompletionSource? Gate { get; init; }

        /// <summary>Ids that were used for something else.</summary>
        public HashSet<Guid> IdsTaken { get; } = [];

        public List<string> Taken { get; } = [];

        public List<Guid> Ids { get; } = [];

        public async Task<DeductStockStatus?> DeductStock(long productId, DeductStock command)
        {
            Take($"deduct {productId}: {Text(command.Items)}", command);
            if (productId == Fails)
                throw new CommerceUnavailableException();
            await (Gate?.Task ?? Task.CompletedTask);
            return IdsTaken.Contains(command.CommandId!.Value) ? null : Stock.GetValueOrDefault(productId);
        }

        public Task<bool> RestoreStock(long productId, RestoreStock command)
        {
            Take($"restore {productId}: {Text(command.Items)}", command);
            return Task.FromResult(!IdsTaken.Contains(command.CommandId!.Value));
        }

        public Task<RedeemCouponStatus?> RedeemCoupon(long couponId, RedeemCoupon command)
        {
            Assert.Equal((4001, 1001, 7_000, s_order), (couponId, command.CustomerId, command.OrderAmount, command.OrderId));
            Assert.Equal(Discount, command.PromisedDiscount);
            Take("redeem", command);
            return Task.FromResult(Answer(Coupon, command));
        }

        public Task<RestoreCouponStatus?> RestoreCoupon(long couponId, RestoreCoupon command)
        {
            Assert.Null(command.OnlyWhileUsable); // what a payment took goes back whatever the time
            Take("restore coupon", command);
            return Task.FromResult(Answer(RestoreCouponStatus.Restored, command));
        }

        public Task<ChangeBalanceStatus?> Debit(long customerId, DebitBalance command)
        {
            Take($"debit {command.Amount}", command);
            return Task.FromResult(Answer(Money, command));
        }

        public Task<ChangeBalanceStatus?> Refund(long customerId, RefundBalance command)
        {
            Assert.Equal((1001, s_order), (customerId, command.OrderId));
            Take($"refund {command.Amount}", command);
            return Task.FromResult(Answer(ChangeBalanceStatus.Changed, command));
        }

        // What an order's payment never does.
        public Task<SellSeatStatus?> SellSeat(long scheduleId, SellSeat command) => throw new NotSupportedException();

        public Task CloseQueueToken(QueueKey queue, CloseQueueToken command) => throw new NotSupportedException();

        private TStatus? Answer<TStatus>(TStatus status, ICommand command)
            where TStatus : struct => IdsTaken.Contains(command.CommandId!.Value) ? null : status;

        private void Take(string step, ICommand command)
        {
            Taken.Add(step);
            Ids.Add(command.CommandId!.Value);
            Assert.Equal(s_start, command.NotBefore); // past a grain's memory, its journal is asked
        }

        private static string Text(IReadOnlyList<StockItem> items) =>
            string.Join(' ', items.Select(item => $"{item.OptionId}x{item.Quantity}"));
    }
}
