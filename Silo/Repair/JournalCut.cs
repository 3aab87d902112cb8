namespace Commerce.Repair;

/// <summary>The end of a stream that does not stay: from one event on, everything is set aside.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="From">The first <c>seq</c> that does not stay.</param>
/// <param name="Reason">Why.</param>
/// <param name="Events">The events, in order.</param>
internal sealed record JournalCut(string Stream, long From, string Reason, IReadOnlyList<CutEvent> Events);

/// <summary>One event that is set aside.</summary>
/// <param name="Seq">Where it is in its stream.</param>
/// <param name="Type">What happened.</param>
/// <param name="Payload">The event as JSON.</param>
internal sealed record CutEvent(long Seq, string Type, string Payload);
