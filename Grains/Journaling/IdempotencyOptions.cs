namespace Commerce.Journaling;

/// <summary>How long commands are known again. Configuration section <c>Idempotency</c>.</summary>
public sealed class IdempotencyOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Idempotency";

    /// <summary>
    /// How long a client's key gets the answer of its effect again; 1 minute to 365 days. After that it is a new command. A step of
    /// a payment is known for as long, and for as long as any payment that began before it is not at its end.
    /// </summary>
    [TimeRange(60, 31_536_000)]
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(7);
}
