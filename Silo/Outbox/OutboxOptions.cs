namespace Commerce.Outbox;

/// <summary>How the outbox is emptied. Configuration section <c>Outbox</c>.</summary>
public sealed class OutboxOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Outbox";

    /// <summary>Outbox rows taken at once; 1 to 500. A row is one batch of one stream.</summary>
    public int BatchRows { get; set; } = 200;

    /// <summary>
    /// The pause between two rounds while there is work: longer rounds carry more events each, which costs the database
    /// less beside a spike. Zero or more.
    /// </summary>
    public TimeSpan Pause { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How often the outbox is looked at though nobody woke the relay; more than zero.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a relay owns the outbox after it was last heard of; more than the sweep interval.</summary>
    public TimeSpan LeaseTime { get; set; } = TimeSpan.FromSeconds(5);
}
