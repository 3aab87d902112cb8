namespace Commerce.Journaling;

/// <summary>
/// The journal's own event: a command got an answer and changed nothing. It is recorded where the command has an id, for the
/// same id must get the same answer. It has a number in the stream like any other event, but is no event of the grain: it is
/// skipped when a stream is folded, and never published.
/// </summary>
internal static class AnsweredCommand
{
    public const string EventType = "command.answered";

    public static readonly StoredEvent Stored = new(EventType, 1, "{}"u8.ToArray(), Publish: false);
}
