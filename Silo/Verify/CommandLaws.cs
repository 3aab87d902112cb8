using System.Globalization;

namespace Commerce.Verify;

/// <summary>What must hold of the index by which a command that comes again is known.</summary>
internal sealed class CommandLaws
{
    /// <summary>
    /// For a command of the journal that can come again, the event that the index names for it, 0 where it names none of that command; for
    /// other events, and those that may be out of the index by age or never were in it, NULL.
    /// </summary>
    /// <param name="from">From when on commands are in the index: milliseconds since 1970.</param>
    public static string IndexedSeq(long from) => string.Create(CultureInfo.InvariantCulture,
        $"CASE WHEN receipt IS NOT NULL AND command_id IS NOT NULL AND recorded_at >= {from} THEN ") +
        "COALESCE((SELECT i.seq FROM command_index i JOIN journal j ON j.stream = i.stream AND j.seq = i.seq " +
        "AND j.command_id = i.command_id " +
        "WHERE i.stream = journal.stream AND i.command_id = journal.command_id), 0) END";

    private readonly Law _indexed = new("command_index has every command of late that can come again");

    public IEnumerable<Law> Laws => [_indexed];

    /// <summary>Takes an event. A command that was decided again is indexed where that was.</summary>
    public void Take(JournalRow row)
    {
        if (row.IndexedSeq is { } indexed)
            _indexed.Check(indexed >= row.Seq, () => $"the command of {row.Stream} at {row.Seq} is not in it");
    }
}
