using Microsoft.Extensions.Options;

namespace Commerce.Outbox;

/// <summary>How the outbox is emptied. Configuration section <c>Outbox</c>.</summary>
public sealed class OutboxOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Outbox";

    /// <summary>Outbox rows taken at once; 1 to 500. A row is one batch of one stream.</summary>
    public int BatchRows { get; set; } = 200;

    /// <summary>Events handed over at once; 1 to 50,000. A row with more goes alone.</summary>
    public int BatchEvents { get; set; } = 5_000;

    /// <summary>
    /// The pause after a round that emptied the outbox: longer rounds carry more events each, which costs the database
    /// less beside a spike. Zero or more.
    /// </summary>
    public TimeSpan Pause { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How often the outbox's owner looks at it though nobody woke it, and the others ask whether it has an owner; more
    /// than zero. A write of another silo waits for this at the most.
    /// </summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long handing over one batch may take; more than zero. Past it the attempt has failed and is given up.</summary>
    public TimeSpan PublishTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a relay owns the outbox after it was last heard of; more than the publish timeout plus one second.</summary>
    public TimeSpan LeaseTime { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>The longest pause between two attempts while the events cannot be handed over; at least the sweep interval.</summary>
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromSeconds(4);
}

/// <summary>Says at start-up which key is wrong and how to mend it.</summary>
internal sealed class OutboxOptionsValidator : IValidateOptions<OutboxOptions>
{
    public ValidateOptionsResult Validate(string? name, OutboxOptions options)
    {
        var errors = new List<string>();
        Check(options.BatchRows is >= 1 and <= 500, "Outbox:BatchRows must be from 1 to 500.");
        Check(options.BatchEvents is >= 1 and <= 50_000, "Outbox:BatchEvents must be from 1 to 50000.");
        Check(options.Pause >= TimeSpan.Zero, "Outbox:Pause must not be negative.");
        Check(options.SweepInterval > TimeSpan.Zero, "Outbox:SweepInterval must be more than zero.");
        Check(options.PublishTimeout > TimeSpan.Zero, "Outbox:PublishTimeout must be more than zero.");
        Check(options.LeaseTime > options.PublishTimeout + OutboxRelay.LeaseMargin,
            "Outbox:LeaseTime must be more than Outbox:PublishTimeout plus one second.");
        Check(options.MaxBackoff >= options.SweepInterval, "Outbox:MaxBackoff must be at least Outbox:SweepInterval.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Check(bool ok, string error)
        {
            if (!ok)
                errors.Add(error);
        }
    }
}
