using System.ComponentModel.DataAnnotations;

namespace Commerce.Concerts;

/// <summary>How seats are held. Configuration section <c>Concerts</c>.</summary>
public sealed class ConcertOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Concerts";

    /// <summary>How long a seat is held for its customer; 1 second to 1 hour.</summary>
    [TimeRange(1, 3_600)]
    public TimeSpan HoldFor { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many seats of one schedule a customer holds at once; 1 to 100.</summary>
    [Range(1, 100)]
    public int MaxHolds { get; set; } = 4;

    /// <summary>
    /// How long a customer can go on holding seats of one schedule without buying one, counted from the first hold; then for as
    /// long again none is held for the customer. <see cref="HoldFor"/> to 1 day.
    /// </summary>
    public TimeSpan MaxHoldTime { get; set; } = TimeSpan.FromMinutes(15);
}
