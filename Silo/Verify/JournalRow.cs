using Commerce.Journaling;

namespace Commerce.Verify;

/// <summary>An event as it is stored.</summary>
/// <param name="Stream">Its stream.</param>
/// <param name="Seq">Its number in the stream.</param>
/// <param name="Type">What happened.</param>
/// <param name="Version">The version of the payload's shape.</param>
/// <param name="Payload">The event itself.</param>
/// <param name="HasActor">Whether an administrator asked for it.</param>
/// <param name="RecordedAt">When it was recorded: milliseconds since 1970.</param>
/// <param name="IndexedSeq">As <see cref="CommandLaws.IndexedSeq"/> has it.</param>
internal sealed record JournalRow(
    string Stream, long Seq, string Type, int Version, byte[] Payload, bool HasActor = false, long RecordedAt = 0, long? IndexedSeq = null);

/// <summary>The laws of one kind of streams, which come one after the other, each from its first event to its last.</summary>
internal interface IStreamLaws
{
    /// <summary>A stream begins.</summary>
    /// <param name="stream">Its name.</param>
    /// <exception cref="FormatException">It ends in no key of the kind.</exception>
    void Begin(StreamName stream);

    /// <summary>Takes the stream's next event.</summary>
    /// <param name="row">The event.</param>
    /// <param name="told">Whether the read tables must have it: nothing of it is on its way any more.</param>
    void Take(JournalRow row, bool told);

    /// <summary>The stream has ended.</summary>
    void End();
}
