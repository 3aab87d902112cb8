using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Commerce.Journaling;

namespace Commerce.Stored;

/// <summary>A command, its answer, and how the answer is remembered.</summary>
internal sealed record StoredAnswer(ICommand Command, object Outcome, JsonTypeInfo Json)
{
    public CommandReceipt Receipt => new(CommandReceipt.HashOf(Command), JsonSerializer.SerializeToUtf8Bytes(Outcome, Json));
}

/// <summary>A state, and how one like it comes out of what was saved of it.</summary>
internal sealed record StoredState(Type Type, IReadOnlyList<byte[]> Parts, Func<IReadOnlyList<byte[]>, IReadOnlyList<byte[]>> Reload)
{
    public static StoredState Of<TState, TEvent>(params TEvent[] events)
        where TState : IEventSourcedState<TEvent>, new()
    {
        var state = new TState();
        foreach (var e in events)
            state.Apply(e);
        return new(typeof(TState), Save<TState, TEvent>(state), ReloadAs<TState, TEvent>);
    }

    // Two states are the same when this release saves the same of them.
    private static List<byte[]> ReloadAs<TState, TEvent>(IReadOnlyList<byte[]> parts)
        where TState : IEventSourcedState<TEvent>, new()
    {
        var state = new TState();
        for (var part = 0; part < parts.Count; part++)
            state.LoadPart(part, parts[part]);
        return Save<TState, TEvent>(state);
    }

    private static List<byte[]> Save<TState, TEvent>(TState state)
        where TState : IEventSourcedState<TEvent> =>
        [.. Enumerable.Range(0, state.PartCount).Select(state.SavePart)];
}

/// <summary>
/// The values behind the recorded files, by the files' names. A new event, version, outcome or state adds a sample; a
/// sample that was recorded never changes.
/// </summary>
internal static class StoredSamples
{
    public static readonly DateTimeOffset Start = new(2025, 3, 1, 9, 0, 0, TimeSpan.Zero);
    public static readonly Guid OrderId = new("0195a0c4-7d2e-7abc-8def-0123456789ab");
    public static readonly Guid CommandId = new("5f2b1c9e-3a44-4c1d-9f10-8d7e6c5b4a39");

    /// <summary><c>TYPE.vVERSION</c>, with a variant where one shape has several forms.</summary>
    public static readonly Dictionary<string, object> Events =
        new([.. CouponSamples.Events, .. BalanceSamples.Events, .. ProductSamples.Events, .. OrderSamples.Events, .. QueueSamples.Events,
            .. ConcertSamples.Events]);

    /// <summary><c>COMMAND.OUTCOME</c>.</summary>
    public static readonly Dictionary<string, StoredAnswer> Answers =
        new([.. CouponSamples.Answers, .. BalanceSamples.Answers, .. ProductSamples.Answers, .. OrderSamples.Answers,
            .. QueueSamples.Answers,
            .. ConcertSamples.Answers]);

    public static readonly Dictionary<string, StoredState> States =
        new([.. CouponSamples.States, .. BalanceSamples.States, .. ProductSamples.States, .. QueueSamples.States,
            .. ConcertSamples.States]);
}
