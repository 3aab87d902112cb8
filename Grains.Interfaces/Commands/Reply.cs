namespace Commerce;

/// <summary>How an answer came about. Numbers are part of the wire contract and never reused.</summary>
public enum ReplyKind
{
    /// <summary>The command was decided now.</summary>
    Decided = 0,

    /// <summary>The command was decided earlier under the same id; this is the same answer again.</summary>
    Replayed = 1,

    /// <summary>The id was used earlier for a command with other content; nothing was decided.</summary>
    IdempotencyKeyReused = 2,
}

/// <summary>The answer to a command, durable before it is given.</summary>
/// <typeparam name="TOutcome">The named outcomes of the command.</typeparam>
/// <param name="Kind">How the answer came about.</param>
/// <param name="Outcome">
/// The outcome; <see langword="null"/> exactly when <paramref name="Kind"/> is <see cref="ReplyKind.IdempotencyKeyReused"/>.
/// </param>
[GenerateSerializer, Immutable, Alias("commerce.Reply`1")]
public sealed record Reply<TOutcome>(
    [property: Id(0)] ReplyKind Kind,
    [property: Id(1)] TOutcome? Outcome)
    where TOutcome : class;
