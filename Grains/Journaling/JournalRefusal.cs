namespace Commerce.Journaling;

/// <summary>Why the journal does not take an append.</summary>
/// <param name="Reason">In one word, for metrics.</param>
/// <param name="Message">For the caller.</param>
internal sealed record JournalRefusal(string Reason, string Message)
{
    public static readonly JournalRefusal Unreachable = new("unreachable", "The journal cannot be reached.");
    public static readonly JournalRefusal Stalled = new("stalled", "The journal does not answer.");
    public static readonly JournalRefusal Full = new("full", "The journal's queue is full.");
    public static readonly JournalRefusal Lost = new("lost", "The activation lost its place in the journal.");
}
