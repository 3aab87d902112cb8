namespace Commerce.Journaling;

/// <summary>
/// The journal's own event: a command got an answer and changed nothing. It is recorded where the same id must get the same answer:
/// a saga's step that was refused, or a client that joined what another one had begun. It holds a place in the stream like any
/// other, is no event of the grain, and is never published: whoever folds a stream passes it over.
/// </summary>
internal static class AnsweredCommand
{
    public const string EventType = "command.answered";

    public static readonly StoredEvent Stored = new(EventType, 1, "{}"u8.ToArray(), Publish: false);
}
