using System.ComponentModel.DataAnnotations;

namespace Commerce;

/// <summary>
/// The bounds of a setting that is a time, both of them allowed. For numbers there is <see cref="RangeAttribute"/>. What a wrong
/// value is answered with, and what the documents say of the setting, is held to these.
/// </summary>
/// <param name="minSeconds">The shortest, in seconds.</param>
/// <param name="maxSeconds">The longest, in seconds; without it there is none.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TimeRangeAttribute(int minSeconds, int maxSeconds = int.MaxValue) : ValidationAttribute
{
    /// <summary>The shortest, in seconds.</summary>
    public int MinSeconds => minSeconds;

    /// <summary>The longest, in seconds; <see cref="int.MaxValue"/> for none.</summary>
    public int MaxSeconds => maxSeconds;

    /// <summary>Whether it must be longer than <see cref="MinSeconds"/>.</summary>
    public bool MinimumIsExclusive { get; set; }

    /// <summary>Whether a time is within the bounds; so is one that is not set.</summary>
    /// <param name="value">The time.</param>
    public override bool IsValid(object? value) => value is not TimeSpan time
        || ((MinimumIsExclusive ? time > TimeSpan.FromSeconds(minSeconds) : time >= TimeSpan.FromSeconds(minSeconds))
            && (maxSeconds == int.MaxValue || time <= TimeSpan.FromSeconds(maxSeconds)));
}
