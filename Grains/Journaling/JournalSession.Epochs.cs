namespace Commerce.Journaling;

public sealed partial class JournalSession
{
    private volatile Rest? _last;

    /// <summary>The last event in the store that the session's state has; <see langword="null"/> while that is not known, or
    /// none.</summary>
    internal Rest? Last => _last;

    /// <summary>The connection of the writer on which <see cref="Last"/> was last known to be there before an append; 0 for none.</summary>
    internal long CheckedOn { get; set; }

    /// <summary>The connection of the writer that was open when <see cref="Last"/> was last read, or about to be; -1 for never.</summary>
    internal long ConfirmedOn { get; set; } = -1;

    /// <summary>The question that was asked last: while it is under way, for all who wait for it.</summary>
    internal Task? Confirming { get; set; }

    /// <summary>Tells the session what its state has: what the activation read, and what has become durable.</summary>
    /// <param name="seq">Where the last event is.</param>
    /// <param name="eventId">Its id.</param>
    public void RestOn(long seq, Guid eventId) => _last = new Rest(seq, eventId);

    /// <summary>What an event that must be there looks like.</summary>
    internal sealed record Rest(long Seq, Guid EventId);
}
