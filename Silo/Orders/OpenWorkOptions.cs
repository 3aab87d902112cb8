using System.ComponentModel.DataAnnotations;

namespace Commerce.Orders;

/// <summary>How payments that were cut short are found again. Configuration section <c>OpenWork</c>.</summary>
internal sealed class OpenWorkOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "OpenWork";

    /// <summary>How old unfinished work is before somebody looks after it; more than zero.</summary>
    [TimeRange(0, MinimumIsExclusive = true)]
    public TimeSpan ResumeAfter { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How often it is looked for; more than zero.</summary>
    [TimeRange(0, MinimumIsExclusive = true)]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many are resumed at once; 1 to 1,000.</summary>
    [Range(1, 1_000)]
    public int Parallelism { get; set; } = 32;
}
