using System.ComponentModel.DataAnnotations;

namespace Commerce.Orders;

/// <summary>
/// How long orders can be paid and cancelled, and how many a customer may have open. Configuration section <c>Orders</c>.
/// </summary>
public sealed class OrderOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Orders";

    /// <summary>
    /// How long an order can be paid, counted from its placement; until then its prices hold. Of orders placed from now on, and of those
    /// that an earlier release placed; 1 second to 7 days.
    /// </summary>
    [TimeRange(1, 604_800)]
    public TimeSpan PayWithin { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// How long customers can cancel an order, counted from its placement; administrators always can. 0 to 365 days.
    /// </summary>
    [TimeRange(0, 31_536_000)]
    public TimeSpan CancelWithin { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Orders that a customer may have placed and neither paid nor cancelled at once, while they can be paid. Counted in the memory of the
    /// silo in which the customer's orders are placed: a limit against abuse. 0 to 1,000; 0 counts nobody.
    /// </summary>
    [Range(0, 1_000)]
    public int MaxOpen { get; set; }
}
