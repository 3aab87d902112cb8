namespace Commerce.Journaling;

/// <summary>Events and appends as a grain makes them.</summary>
internal static class TestEvents
{
    // Whole milliseconds: that is what the journal keeps.
    private static readonly DateTimeOffset s_at = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);

    public static JournalEvent Event(string stream, long seq, Guid? commandId = null, byte[]? receipt = null) =>
        new(stream, seq, Guid.CreateVersion7(), "test.happened", 1, "{\"a\":1}"u8.ToArray(), s_at.AddMilliseconds(seq), commandId, receipt);

    public static JournalAppend Append(
        string stream, long seq, int count = 1, bool publish = false, WorkChange work = WorkChange.None) =>
        new([.. Enumerable.Range(0, count).Select(i => Event(stream, seq + i))], publish, work);

    /// <summary>An append that every dialect rejects, however often it is tried.</summary>
    public static JournalAppend Poison(string stream, long seq) =>
        new([Event(stream, seq) with { Payload = null! }], Publish: true, WorkChange.Open);
}
