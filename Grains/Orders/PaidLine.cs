namespace Commerce.Orders;

/// <summary>
/// What was paid for an option's pieces of an order. Pure. The discount is shared over the options by largest remainder, and over
/// an option's pieces as they come back: however it is taken apart, all parts together are exactly what was paid.
/// </summary>
/// <param name="ProductId">The product.</param>
/// <param name="OptionId">The option.</param>
/// <param name="Quantity">Pieces ordered; at least 1.</param>
/// <param name="Paid">Won paid for all of them.</param>
internal sealed record PaidLine(long ProductId, long OptionId, long Quantity, long Paid)
{
    /// <summary>The options of an order, in the order in which they were asked for.</summary>
    public static IReadOnlyList<PaidLine> Of(OrderPlaced order)
    {
        var lines = order.Lines.GroupBy(line => (line.ProductId, line.OptionId)).Select(option => new PaidLine(
            option.Key.ProductId, option.Key.OptionId, option.Sum(line => line.Quantity), option.Sum(line => line.Quantity * line.Price)));
        PaidLine[] full = [.. lines];
        var shares = Share(order.DiscountAmount, [.. full.Select(line => line.Paid)]);
        return [.. full.Zip(shares, (line, discount) => line with { Paid = line.Paid - discount })];
    }

    /// <summary>Shares a sum in proportion, in whole won, by largest remainder; of equal ones the first.</summary>
    /// <param name="sum">What is shared; 0 to the sum of the parts.</param>
    /// <param name="parts">What it is in proportion to.</param>
    /// <returns>A share for each, none above its part; together they are the sum.</returns>
    public static long[] Share(long sum, IReadOnlyList<long> parts)
    {
        var shares = new long[parts.Count];
        Int128 total = parts.Sum();
        if (total == 0)
            return shares;
        var left = sum;
        for (var i = 0; i < shares.Length; i++)
            left -= shares[i] = (long)((Int128)sum * parts[i] / total);
        foreach (var i in Enumerable.Range(0, shares.Length).OrderByDescending(i => (Int128)sum * parts[i] % total).Take((int)left))
            shares[i]++;
        return shares;
    }

    /// <summary>What was paid for some of the pieces.</summary>
    /// <param name="before">How many are back already.</param>
    /// <param name="quantity">How many come back now.</param>
    public long AmountOf(long before, long quantity) => UpTo(before + quantity) - UpTo(before);

    private long UpTo(long pieces) => (long)((Int128)Paid * pieces / Quantity);
}
