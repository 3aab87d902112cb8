namespace Commerce.Journaling;

/// <summary>What a rule decided: the outcome to answer with, and the events that make it so. No event means nothing changed.</summary>
/// <typeparam name="TOutcome">The command's outcomes.</typeparam>
/// <typeparam name="TEvent">The grain's events.</typeparam>
/// <param name="Outcome">The answer.</param>
/// <param name="Events">What happened, in order; empty for a refusal.</param>
/// <param name="Work">What the decision does to the grain's unfinished work.</param>
internal readonly record struct Decision<TOutcome, TEvent>(
    TOutcome Outcome, IReadOnlyList<TEvent> Events, WorkChange Work = WorkChange.None);
