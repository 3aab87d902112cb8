using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;

namespace Commerce.Orders;

/// <summary>Payments that ask for everything at once.</summary>
public sealed partial class PaymentSagaTests
{
    private static readonly string[] s_everything = [.. s_bothDeducts, "redeem", "debit 7000"];

    [Fact]
    public async Task RunSideBySide_Steps_AreAskedBeforeOneIsAnswered()
    {
        var steps = new Steps { Gate = new() };

        var run = RunAsync(steps, sideBySide: true);

        Assert.Equal(s_everything, steps.Taken);
        steps.Gate.SetResult();
        Assert.Equal(PayOrderStatus.Paid, await run);
        Assert.Equal(s_everything, steps.Taken);
    }

    [Theory]
    [InlineData(true, false, false, "StockInsufficient", "restore 2: 21x2|restore coupon|refund 7000")]
    [InlineData(false, true, false, "CouponUnavailable", "restore 1: 11x3 12x1|restore 2: 21x2|refund 7000")]
    [InlineData(false, false, true, "BalanceInsufficient", "restore 1: 11x3 12x1|restore 2: 21x2|restore coupon")]
    [InlineData(true, true, true, "StockInsufficient", "restore 2: 21x2")]
    [InlineData(false, true, true, "CouponUnavailable", "restore 1: 11x3 12x1|restore 2: 21x2")]
    public async Task RunSideBySide_Refused_GivesBackWhatTheOthersTookAndEndsAsOneAfterTheOther(
        bool stock, bool coupon, bool money, string end, string givenBack)
    {
        var (together, alone) = (Refusing(), Refusing());

        Assert.Equal(Enum.Parse<PayOrderStatus>(end), await RunAsync(together, sideBySide: true));
        Assert.Equal(Enum.Parse<PayOrderStatus>(end), await RunAsync(alone));

        Assert.Equal(s_everything.Concat(givenBack.Split('|')).Order(), together.Taken.Order());
        Assert.Equal(together.Ids.Count, together.Ids.Distinct().Count());
        Assert.Subset(together.Ids.ToHashSet(), alone.Ids.ToHashSet()); // the same step has the same id, however it is asked

        Steps Refusing() => new()
        {
            Stock = { [1] = stock ? DeductStockStatus.Insufficient : DeductStockStatus.Deducted },
            Coupon = coupon ? RedeemCouponStatus.InUse : RedeemCouponStatus.Redeemed,
            Money = money ? ChangeBalanceStatus.Insufficient : ChangeBalanceStatus.Changed,
        };
    }

    [Fact]
    public async Task RunSideBySide_NothingToPay_TakesAndGivesBackNoMoney()
    {
        var steps = new Steps { Coupon = RedeemCouponStatus.InUse };

        Assert.Equal(PayOrderStatus.CouponUnavailable, await RunAsync(steps, discount: 7_000, sideBySide: true));

        Assert.DoesNotContain(steps.Taken, step => step.StartsWith("debit", StringComparison.Ordinal));
        Assert.DoesNotContain(steps.Taken, step => step.StartsWith("refund", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunSideBySide_AStepThatCannotBeDone_WaitsForTheOthersAndFails()
    {
        var steps = new Steps { Fails = 1, Gate = new() };

        var run = RunAsync(steps, sideBySide: true);

        Assert.False(run.IsCompleted);
        steps.Gate.SetResult();
        await Assert.ThrowsAsync<CommerceUnavailableException>(() => run);
        Assert.Equal(s_everything, steps.Taken); // nothing is given back: whoever resumes it may find that all can be done
    }
}
