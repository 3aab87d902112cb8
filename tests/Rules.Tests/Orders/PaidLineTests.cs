using System.Numerics;
using Commerce.Catalog;
using FsCheck;
using FsCheck.Fluent;

namespace Commerce.Orders;

/// <summary>However what was paid is taken apart, the parts together are exactly that.</summary>
public sealed class PaidLineTests
{
    private static readonly DateTimeOffset s_now = new(2025, 3, 1, 9, 0, 0, TimeSpan.Zero);

    private static Gen<Sample> Samples =>
        from count in Gen.Choose(1, OrderBounds.MaxItems)
        from options in Gen.ArrayOf(Gen.Choose(1, 8), count)
        from prices in Gen.ArrayOf(Gen.OneOf(Gen.Choose(0, 20_000), Gen.Constant((int)ProductBounds.MaxPrice)), 9)
        from quantities in Gen.ArrayOf(Gen.OneOf(Gen.Choose(1, 7), Gen.Constant((int)OrderBounds.MaxQuantity)), count)
        from percent in Gen.Choose(0, 1_000)
        from seed in Gen.Choose(0, int.MaxValue)
        select new Sample(
            [.. options.Select((option, i) => new OrderLine(option / 3 + 1, option, quantities[i], prices[option]))], percent, seed);

    [Fact]
    public void Of_AnyOrder_SharesTheDiscountToTheWon() => Properties.Hold(runs: 5_000, Arb.From(Samples), sample =>
    {
        var order = sample.Order;

        var lines = PaidLine.Of(order);

        Assert.Equal(order.TotalAmount - order.DiscountAmount, lines.Sum(line => line.Paid));
        Assert.Equal(order.Lines.Sum(line => line.Quantity), lines.Sum(line => line.Quantity));
        Assert.Equal(lines.Count, lines.DistinctBy(line => (line.ProductId, line.OptionId)).Count());
        foreach (var line in lines)
        {
            BigInteger full = order.Lines.Where(l => (l.ProductId, l.OptionId) == (line.ProductId, line.OptionId))
                .Sum(l => l.Quantity * l.Price);
            Assert.InRange(line.Paid, 0, (long)full);
            // No share is a whole won away from what is in proportion.
            var off = (full - line.Paid) * order.TotalAmount - full * order.DiscountAmount;
            Assert.True(BigInteger.Abs(off) < Math.Max(1, order.TotalAmount), $"{line}: {off}");
        }
    });

    [Fact]
    public void AmountOf_AnyParts_AreTogetherWhatWasPaid() => Properties.Hold(runs: 2_000, Arb.From(Samples), sample =>
    {
        var random = new Random(sample.Seed);
        foreach (var line in PaidLine.Of(sample.Order))
        {
            var (before, sum) = (0L, 0L);
            while (before < line.Quantity)
            {
                var pieces = random.NextInt64(1, line.Quantity - before + 1);
                var amount = line.AmountOf(before, pieces);
                Assert.True(amount >= 0);
                (before, sum) = (before + pieces, sum + amount);
            }
            Assert.Equal(line.Paid, sum);
        }
    });

    [Theory]
    [InlineData(10, new long[] { 1, 1, 1 }, new long[] { 1, 1, 1 })] // bounded by what there is to share it over
    [InlineData(2, new long[] { 1, 1, 1 }, new long[] { 1, 1, 0 })] // of equal remainders the first
    [InlineData(100, new long[] { 333, 333, 334 }, new long[] { 33, 33, 34 })]
    [InlineData(7, new long[] { 10, 20, 70 }, new long[] { 1, 1, 5 })] // 0.7, 1.4, 4.9
    [InlineData(0, new long[] { 0, 0 }, new long[] { 0, 0 })]
    public void Share_ByLargestRemainder_IsWhatItSays(long sum, long[] parts, long[] shares) =>
        Assert.Equal(shares, PaidLine.Share(Math.Min(sum, parts.Sum()), parts));

    private sealed record Sample(OrderLine[] Lines, int Permille, int Seed)
    {
        public OrderPlaced Order
        {
            get
            {
                var total = Lines.Sum(line => line.Quantity * line.Price);
                return new(1, 1, Lines, total, (long)((Int128)total * Permille / 1_000), s_now, "");
            }
        }
    }
}
