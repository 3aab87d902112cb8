using FsCheck;
using FsCheck.Fluent;

namespace Commerce.WaitingQueue;

/// <summary>One step of a random history: a command, time passing, or a snapshot.</summary>
internal abstract record QueueHistoryStep
{
    public sealed record Define(int MaxActive, int PerSecond, int ActiveSeconds, int? OpensInSeconds) : QueueHistoryStep;

    /// <summary>Nobody joins any more, until it is defined again.</summary>
    public sealed record Shut : QueueHistoryStep;

    /// <summary>Customers ask in the same moment; some of them twice.</summary>
    public sealed record Join(IReadOnlyList<long> Customers) : QueueHistoryStep;

    /// <summary>The client of a customer's waiting token asks.</summary>
    public sealed record Ask(long Customer) : QueueHistoryStep;

    /// <summary>A customer's token is closed, if there is one.</summary>
    public sealed record Close(long Customer) : QueueHistoryStep;

    /// <summary>The queue looks whose turn it is, and who has left.</summary>
    public sealed record Tick : QueueHistoryStep;

    public sealed record Wait(int Milliseconds) : QueueHistoryStep;

    /// <summary>The silo stands still: nobody can ask.</summary>
    public sealed record Freeze(int Milliseconds) : QueueHistoryStep;

    /// <summary>The silo's clock is another's, which may be behind.</summary>
    public sealed record ClockChanges(int Milliseconds) : QueueHistoryStep;

    /// <summary>The silo dies: what is not stored is gone.</summary>
    public sealed record Crash(bool FromSnapshot) : QueueHistoryStep;
}

/// <summary>Steps that meet each other often: few customers, small bounds.</summary>
internal static class QueueSteps
{
    public const int Customers = 15;

    public static Gen<QueueHistoryStep> Any => Gen.Frequency(
        (2, from maxActive in Gen.Choose(1, 5)
            from perSecond in Gen.Choose(1, 4)
            from activeSeconds in Gen.Choose(1, 8)
            from opensIn in Gen.Frequency((2, Gen.Constant((int?)null)), (1, Gen.Choose(-2, 6).Select(s => (int?)s)))
            select (QueueHistoryStep)new QueueHistoryStep.Define(maxActive, perSecond, activeSeconds, opensIn)),
        (1, Gen.Constant((QueueHistoryStep)new QueueHistoryStep.Shut())),
        (10, from together in Gen.Choose(1, 5)
             from customers in Gen.ArrayOf(Gen.Choose(1, Customers), together)
             select (QueueHistoryStep)new QueueHistoryStep.Join([.. customers.Select(customer => (long)customer)])),
        (8, Gen.Choose(1, Customers).Select(customer => (QueueHistoryStep)new QueueHistoryStep.Ask(customer))),
        (3, Gen.Choose(1, Customers).Select(customer => (QueueHistoryStep)new QueueHistoryStep.Close(customer))),
        (12, Gen.Constant((QueueHistoryStep)new QueueHistoryStep.Tick())),
        (10, Gen.Choose(1, 1_500).Select(ms => (QueueHistoryStep)new QueueHistoryStep.Wait(ms))),
        (1, Gen.Choose(8_000, 15_000).Select(ms => (QueueHistoryStep)new QueueHistoryStep.Wait(ms))),
        (1, Gen.Choose(8_000, 15_000).Select(ms => (QueueHistoryStep)new QueueHistoryStep.Freeze(ms))),
        (1, Gen.Choose(-20_000, 20_000).Select(ms => (QueueHistoryStep)new QueueHistoryStep.ClockChanges(ms))),
        (2, Gen.Elements(true, false).Select(snapshot => (QueueHistoryStep)new QueueHistoryStep.Crash(snapshot))));
}
