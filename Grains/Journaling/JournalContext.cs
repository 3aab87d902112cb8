using Commerce.Rehearsals;
using Commerce.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace Commerce.Journaling;

/// <summary>What every event-sourced grain of a silo works with.</summary>
/// <param name="Writer">The way to durability.</param>
/// <param name="Store">The journal, for reading.</param>
/// <param name="Snapshots">Orleans grain storage for snapshots.</param>
/// <param name="Options">Bounds.</param>
/// <param name="Idempotency">How long commands are known again.</param>
/// <param name="Clock">The clock of every decision.</param>
/// <param name="Metrics">Counters.</param>
/// <param name="Logger">Failures of snapshots and activations.</param>
public sealed record JournalContext(
    IJournalWriter Writer,
    IJournalStore Store,
    [FromKeyedServices(SnapshotStore.ProviderName)] IGrainStorage Snapshots,
    IOptions<JournalOptions> Options,
    IOptions<IdempotencyOptions> Idempotency,
    TimeProvider Clock,
    CommerceMetrics Metrics,
    ILogger<JournalContext> Logger)
{
    /// <summary>The grains of this silo that answer each other early.</summary>
    internal EarlyAnswers Early { get; } = new();

    /// <summary>The commands that the grains of this silo remember.</summary>
    internal CommandCache Commands { get; } = new(Options.Value.RememberedCommands, Options.Value.RememberFor);

    private JournalContext? _rehearsal;

    /// <summary>The way to those that they do not.</summary>
    internal CommandLookups Lookups { get; init; } = new(Store, TaskScheduler.Default);

    /// <summary>What they know of the commands that cannot be found there.</summary>
    internal CommandFilters Filters { get; init; } = new(Store, TaskScheduler.Default);

    /// <summary>The store cannot be read: for every grain that is activated meanwhile.</summary>
    internal Outage Unreadable { get; } = new();

    /// <summary>Snapshots cannot be written: for every grain that has one due meanwhile.</summary>
    internal Outage Unwritable { get; } = new();

    /// <summary>What a grain works with: this, unless it is only rehearsed with.</summary>
    /// <param name="grain">The grain.</param>
    internal JournalContext For(IGrainBase grain) => RehearsalContext.Is(grain)
        ? LazyInitializer.EnsureInitialized(ref _rehearsal, () => RehearsalContext.Of(this))
        : this;
}
