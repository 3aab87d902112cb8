using System.ComponentModel.DataAnnotations;

namespace Commerce.Journaling;

/// <summary>Bounds of the journal. Configuration section <c>Journal</c>.</summary>
public sealed class JournalOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Journal";

    /// <summary>
    /// Lanes of the writer, each with its own connection; 1 to 64. One makes the largest transactions, which cost least; more
    /// make use of a database with cores to spare. SQLite has one writer, whatever this says.
    /// </summary>
    [Range(1, 64)]
    public int Lanes { get; set; } = 1;

    /// <summary>Events that may wait in one lane; past it commands are refused as unavailable. 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int QueueCapacity { get; set; } = 20_000;

    /// <summary>Events in one transaction at the most; 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int MaxBatchEvents { get; set; } = 1_000;

    /// <summary>A transaction under way for longer than this makes its lane refuse new commands; more than zero.</summary>
    [TimeRange(0, MinimumIsExclusive = true)]
    public TimeSpan StallAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often an unreachable store is tried again; more than zero.</summary>
    [TimeRange(0, MinimumIsExclusive = true)]
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Events between two snapshots of a grain at the least; at least 1. Large snapshots are written less often.</summary>
    [Range(1, int.MaxValue)]
    public int SnapshotEvery { get; set; } = 2_000;

    /// <summary>
    /// Events after the latest snapshot that make a deactivated grain write one; at least 1. Reading a few events takes no
    /// longer than reading a snapshot.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int SnapshotOnDeactivation { get; set; } = 100;

    /// <summary>
    /// Commands that all grains of a silo together have in memory at the most; at least 1. Those beyond are looked up in the store.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int RememberedCommands { get; set; } = 200_000;

    /// <summary>How long a command is in memory at the most; more than zero.</summary>
    [TimeRange(0, MinimumIsExclusive = true)]
    public TimeSpan RememberFor { get; set; } = TimeSpan.FromMinutes(10);
}
