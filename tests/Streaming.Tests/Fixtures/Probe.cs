using System.Collections.Concurrent;
using System.Data.Common;
using Commerce.Outbox;
using Commerce.Projections;
using Microsoft.Extensions.Logging;

namespace Commerce.Fixtures;

/// <summary>What the tests' own projection took in, and what it is told to do.</summary>
internal sealed class ProbeBoard
{
    public const string Poison = "probe.poison";

    private static long s_moment;

    private readonly ConcurrentQueue<(long At, IntegrationEvent Event)> _taken = new();

    /// <summary>Every event that was taken in, repetitions too, in the order they came.</summary>
    public IReadOnlyList<IntegrationEvent> Taken => [.. _taken.Select(taken => taken.Event)];

    /// <summary>The same, with moments that order what several boards have.</summary>
    public IReadOnlyList<(long At, IntegrationEvent Event)> TakenAt => [.. _taken];

    /// <summary>Comes before a batch is taken in; the batch fails with it.</summary>
    public Func<IReadOnlyList<IntegrationEvent>, Task>? Before { get; set; }

    /// <summary>What was taken in of a subject, without repetitions.</summary>
    public IEnumerable<long> Sequences(string subject) => Taken.Where(e => e.Subject == subject).Select(e => e.Sequence).Distinct();

    public async Task TakeAsync(IReadOnlyList<IntegrationEvent> events)
    {
        if (Before is { } before)
            await before(events);
        if (events.Any(e => e.Type == Poison))
            throw new InvalidOperationException("This event cannot be taken in.");
        foreach (var e in events)
            _taken.Enqueue((Interlocked.Increment(ref s_moment), e));
    }
}

/// <summary>A projection that tells what comes to it.</summary>
internal sealed class ProbeProjection(ProbeBoard board) : IProjection
{
    public const string Kind = "probe";

    public static IntegrationEvent Event(string subject, long sequence, string type = "probe.seen") =>
        new(Guid.CreateVersion7(), type, 1, $"{Kind}/{subject}", sequence,
            DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000 + sequence),
            System.Text.Encoding.UTF8.GetBytes($$"""{"n":{{sequence}}}"""));

    /// <summary>So many events of each subject, one of each in turn.</summary>
    public static List<IntegrationEvent> Events(int each, params string[] subjects) =>
        [.. Enumerable.Range(1, each).SelectMany(sequence => subjects.Select(subject => Event(subject, sequence)))];

    public IReadOnlyList<string> Tables => [];

    public Task ProjectAsync(IReadOnlyList<IntegrationEvent> events, DbConnection connection, DbTransaction transaction) =>
        events.Where(e => e.Subject.StartsWith($"{Kind}/", StringComparison.Ordinal)).ToList() is { Count: > 0 } own
            ? board.TakeAsync(own) : Task.CompletedTask;
}

[ImplicitStreamSubscription(ProbeProjection.Kind)]
internal sealed class ProbeProjectionGrain(ProbeProjection projection, ProjectionWriter writer,
    ILogger<ProjectionGrain<ProbeProjection>> logger)
    : ProjectionGrain<ProbeProjection>(projection, writer, logger);
