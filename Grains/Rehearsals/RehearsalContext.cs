using System.Diagnostics.Metrics;
using Commerce.Journaling;
using Commerce.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Storage;

namespace Commerce.Rehearsals;

/// <summary>
/// What grains work with that are rehearsed with: a writer, a store and instruments of their own, none of which lead anywhere.
/// </summary>
internal static class RehearsalContext
{
    /// <summary>Makes it.</summary>
    /// <param name="real">What other grains work with.</param>
    public static JournalContext Of(JournalContext real)
    {
        var store = new RehearsalJournal(real.Store);
        var metrics = new CommerceMetrics(new UnheardMeters());
        var options = Microsoft.Extensions.Options.Options.Create(new JournalOptions { Lanes = 1 });
        return real with
        {
            Store = store,
            Writer = new JournalWriter(store, options, real.Clock, metrics, NullLogger<JournalWriter>.Instance),
            Snapshots = new NoSnapshots(),
            Metrics = metrics,
            Lookups = new CommandLookups(store, TaskScheduler.Default),
            Filters = new CommandFilters(store, TaskScheduler.Default),
        };
    }

    /// <summary>Whether a grain is rehearsed with.</summary>
    /// <param name="grain">The grain.</param>
    public static bool Is(IGrainBase grain) => grain switch
    {
        IGrainWithIntegerKey => Rehearsal.Is(grain.GrainContext.GrainId.GetIntegerKey()),
        IGrainWithGuidKey => Rehearsal.Is(grain.GrainContext.GrainId.GetGuidKey()),
        _ => false,
    };

    /// <summary>Rehearsed orders are no sales: nobody listens to this meter.</summary>
    private sealed class UnheardMeters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new("Commerce.Rehearsal");

        public void Dispose()
        {
            // Its meters are as old as the process.
        }
    }

    private sealed class NoSnapshots : IGrainStorage
    {
        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;
    }
}
