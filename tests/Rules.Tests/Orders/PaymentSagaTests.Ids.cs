using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;

namespace Commerce.Orders;

/// <summary>Under which ids the steps go, and what follows when one of them was used for something else.</summary>
public sealed partial class PaymentSagaTests
{
    [Fact]
    public async Task Run_PaymentOfAnEarlierRelease_KeepsItsIds()
    {
        var (before, now) = (new Steps { Money = ChangeBalanceStatus.Insufficient },
            new Steps { Money = ChangeBalanceStatus.Insufficient });

        await RunAsync(before, stepIds: null);
        await RunAsync(now);

        string[] names = ["deduct/1", "deduct/2", "redeem", "debit", "restore-coupon", "restore/1", "restore/2"];
        Assert.Equal(names.Select(step => SagaStep.Id(s_order, 1, step, null)), before.Ids);
        Assert.Equal(names.Select(step => SagaStep.Id(s_order, 1, step, SagaStep.Apart)), now.Ids);
    }

    [Theory]
    [InlineData("deduct/1", "deduct 1: 11x3 12x1|deduct 2: 21x2|restore 2: 21x2")]
    [InlineData("redeem", "deduct 1: 11x3 12x1|deduct 2: 21x2|redeem|restore 1: 11x3 12x1|restore 2: 21x2")]
    [InlineData("debit", "deduct 1: 11x3 12x1|deduct 2: 21x2|redeem|debit 7000|restore coupon|restore 1: 11x3 12x1|restore 2: 21x2")]
    public async Task Run_IdOfAStepUsedForSomethingElse_GivesBackWhatWasTakenAndIsRefused(string step, string taken)
    {
        var steps = new Steps { IdsTaken = { SagaStep.Id(s_order, 1, step, null) } };

        Assert.Equal(PayOrderStatus.StepIdTaken, await RunAsync(steps, stepIds: null));

        Assert.Equal(taken.Split('|'), steps.Taken);
    }

    [Fact]
    public async Task Run_IdTakenAndStockShort_SaysThatStockIsShort()
    {
        var steps = new Steps
        {
            IdsTaken = { SagaStep.Id(s_order, 1, "deduct/1", null) },
            Stock = { [2] = DeductStockStatus.Insufficient }
        };

        Assert.Equal(PayOrderStatus.StockInsufficient, await RunAsync(steps, stepIds: null));

        Assert.Equal(s_bothDeducts, steps.Taken);
    }

    [Theory]
    [InlineData("restore-coupon", "restore coupon")]
    [InlineData("restore/1", "restore 1: 11x3 12x1")]
    [InlineData("restore/2", "restore 2: 21x2")]
    public async Task Run_IdOfGivingBackUsedForSomethingElse_GivesBackUnderAnotherOne(string step, string name)
    {
        var steps = new Steps { Money = ChangeBalanceStatus.Insufficient, IdsTaken = { SagaStep.Id(s_order, 1, step, null) } };

        Assert.Equal(PayOrderStatus.BalanceInsufficient, await RunAsync(steps, stepIds: null));

        Assert.Equal([SagaStep.Id(s_order, 1, step, null), SagaStep.Id(s_order, 1, step, SagaStep.Apart)],
            steps.Taken.Zip(steps.Ids).Where(asked => asked.First == name).Select(asked => asked.Second));
    }

    [Theory]
    [InlineData("restore/1")]
    [InlineData("restore-coupon")]
    [InlineData("refund")]
    public async Task Run_GivingBackIsRefused_StaysUnderWay(string step)
    {
        var steps = new Steps
        {
            Stock = { [2] = step == "restore/1" ? DeductStockStatus.Insufficient : DeductStockStatus.Deducted },
            Coupon = step == "refund" ? RedeemCouponStatus.InUse : RedeemCouponStatus.Redeemed,
            Money = step == "restore-coupon" ? ChangeBalanceStatus.Insufficient : ChangeBalanceStatus.Changed,
            IdsTaken = { SagaStep.Id(s_order, 1, step) },
        };

        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(steps, sideBySide: true));
    }
}
