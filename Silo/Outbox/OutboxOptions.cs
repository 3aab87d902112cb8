using System.ComponentModel.DataAnnotations;
using Commerce.ServiceDefaults;

namespace Commerce.Outbox;

/// <summary>How the outbox is emptied. Configuration section <c>Outbox</c>.</summary>
internal sealed class OutboxOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Outbox";

    /// <summary>Outbox rows taken at once; 1 to 500. A row is one batch of one stream.</summary>
    [Range(1, 500)]
    public int BatchRows { get; set; } = 500;

    /// <summary>Events handed over at once; 1 to 50,000. A row with more goes alone.</summary>
    [Range(1, 50_000)]
    public int BatchEvents { get; set; } = 5_000;

    /// <summary>
    /// The pause after a round that emptied the outbox: longer rounds carry more events each, which costs the database
    /// less beside a spike. Zero or more.
    /// </summary>
    [TimeRange(0)]
    public TimeSpan Pause { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How often the outbox's owner looks at it though nobody woke it, and the others ask whether it has an owner; more
    /// than zero. A write of another silo waits for this at the most.
    /// </summary>
    [TimeRange(0, MinimumIsExclusive = true)]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long handing over one batch may take; more than zero. Past it the attempt has failed and is given up.</summary>
    [TimeRange(0, MinimumIsExclusive = true)]
    public TimeSpan PublishTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a relay owns the outbox after it was last heard of; more than the publish timeout plus one second.</summary>
    public TimeSpan LeaseTime { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>The longest pause between two attempts while the events cannot be handed over; at least the sweep interval.</summary>
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromSeconds(4);
}

/// <summary>Says at start-up which key is wrong and how to mend it.</summary>
internal sealed class OutboxOptionsValidator() : SettingsValidator<OutboxOptions>(OutboxOptions.Section)
{
    protected override IEnumerable<(bool IsMet, string Otherwise)> Others(OutboxOptions options) =>
    [
        (options.LeaseTime > options.PublishTimeout + OutboxRelay.LeaseMargin,
            "Outbox:LeaseTime must be more than Outbox:PublishTimeout plus one second."),
        (options.MaxBackoff >= options.SweepInterval, "Outbox:MaxBackoff must be at least Outbox:SweepInterval."),
    ];
}
