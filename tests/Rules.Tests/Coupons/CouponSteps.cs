using Commerce.Orders;
using FsCheck;
using FsCheck.Fluent;

namespace Commerce.Coupons;

/// <summary>One step of a random history: a command, time passing, or a snapshot.</summary>
internal abstract record CouponStep
{
    public sealed record Define(long Quantity, DiscountType Type, long Amount, int OpensAtHour, int Hours, bool? Paused, int? UsableHours)
        : CouponStep;

    /// <summary>Customers ask in the same moment; some of them twice.</summary>
    public sealed record Issue(IReadOnlyList<long> Customers) : CouponStep;

    /// <summary>Many other customers ask for a piece: histories that fill pages.</summary>
    public sealed record IssueMany(int Customers) : CouponStep;

    public sealed record Redeem(long Customer, Guid Order, long Amount) : CouponStep;

    public sealed record Restore(long Customer, Guid Order) : CouponStep;

    public sealed record Wait(int Minutes) : CouponStep;

    /// <summary>What changed is saved, and the history goes on with the saved state or with the one that was saved.</summary>
    public sealed record Save(bool GoOnWithLoaded) : CouponStep;
}

/// <summary>Steps that meet each other often: few customers, fewer orders, quantities around the number of customers.</summary>
internal static class CouponSteps
{
    public const int Customers = 12;

    private static readonly Guid[] s_orders = [.. Enumerable.Range(1, 4).Select(n => new Guid(n, 0, 0, new byte[8]))];

    /// <summary>Won, from nothing to the most there can be.</summary>
    public static Gen<long> Amounts => Gen.Frequency(
        (4, Gen.Choose(0, 100_000).Select(n => (long)n)),
        (1, Gen.Choose(0, 1_000).Select(n => OrderBounds.MaxTotal - n)),
        (1, from high in Gen.Choose(0, int.MaxValue)
            from low in Gen.Choose(0, int.MaxValue)
            select (((long)high << 32) | (uint)low) % (OrderBounds.MaxTotal + 1)));

    public static Gen<(DiscountType Type, long Amount)> Discounts => Gen.OneOf(
        Gen.Choose(1, 100).Select(percent => (DiscountType.Rate, (long)percent)),
        Amounts.Select(won => (DiscountType.Fixed, Math.Max(1, won))));

    public static Gen<CouponStep> Small => Gen.Frequency(
        (3, Defines(Gen.Choose(1, Customers + 2))),
        (12, from together in Gen.Choose(1, 4)
             from customers in Gen.ArrayOf(Gen.Choose(1, Customers), together)
             select (CouponStep)new CouponStep.Issue([.. customers.Select(customer => (long)customer)])),
        (6, from customer in Gen.Choose(1, Customers)
            from order in Gen.Elements(s_orders)
            from amount in Amounts
            select (CouponStep)new CouponStep.Redeem(customer, order, amount)),
        (4, from customer in Gen.Choose(1, Customers)
            from order in Gen.Elements(s_orders)
            select (CouponStep)new CouponStep.Restore(customer, order)),
        (2, Gen.Choose(1, 240).Select(minutes => (CouponStep)new CouponStep.Wait(minutes))),
        (2, Gen.Elements(true, false).Select(loaded => (CouponStep)new CouponStep.Save(loaded))));

    public static Gen<CouponStep> Large => Gen.Frequency(
        (6, Small),
        (2, Defines(Gen.Choose(1, 100_000))),
        (3, Gen.Choose(1, 30_000).Select(customers => (CouponStep)new CouponStep.IssueMany(customers))),
        (2, Gen.Elements(true, false).Select(loaded => (CouponStep)new CouponStep.Save(loaded))));

    private static Gen<CouponStep> Defines(Gen<int> quantities) =>
        from quantity in quantities
        from discount in Discounts
        from opensAtHour in Gen.Choose(0, 3)
        from hours in Gen.Choose(1, 24)
        from paused in Gen.Elements<bool?>(null, null, false, false, true)
        from usableHours in Gen.Elements<int?>(null, 0, 3, 48)
        select (CouponStep)new CouponStep.Define(quantity, discount.Type, discount.Amount, opensAtHour, hours, paused, usableHours);
}
