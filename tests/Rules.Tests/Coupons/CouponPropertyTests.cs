using System.Numerics;
using FsCheck.Fluent;

namespace Commerce.Coupons;

public sealed class CouponPropertyTests
{
    /// <summary>
    /// Never more pieces than the quantity, never two to a customer, numbers 1 to N without gaps, a piece used by one
    /// order at a time, and a refusal exactly when there is a reason.
    /// </summary>
    [Fact]
    public void History_OfFewCustomers_KeepsEveryPromise() => Properties.Hold(
        runs: 2_000, Properties.SequencesOf(CouponSteps.Small, maxLength: 120), steps => new CouponHistory().Run(steps));

    [Fact]
    public void History_ThatFillsPages_SurvivesEverySnapshot() => Properties.Hold(
        runs: 30, Properties.SequencesOf(CouponSteps.Large, maxLength: 40), steps => new CouponHistory().Run(steps));

    [Fact]
    public void DiscountOf_AnyAmount_IsRoundedDownAndWithinTheAmount() => Properties.Hold(
        runs: 20_000,
        Arb.From(from discount in CouponSteps.Discounts
                 from amount in CouponSteps.Amounts
                 select (discount.Type, discount.Amount,
            Of: amount)),
        sample =>
        {
            var exact = sample.Type == DiscountType.Rate
                ? BigInteger.Divide((BigInteger)sample.Of * sample.Amount, 100)
                : BigInteger.Min(sample.Amount, sample.Of);

            var discount = CouponRules.DiscountOf(sample.Type, sample.Amount, sample.Of);

            Assert.Equal(exact, discount);
            Assert.InRange(discount, 0, sample.Of);
        });
}
