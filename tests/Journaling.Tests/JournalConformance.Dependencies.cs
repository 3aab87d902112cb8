using Commerce.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Commerce.Journaling;

/// <summary>Appends that rest on others: never durable without them, in their batch, in halves of it, in the queue, in other
/// lanes.</summary>
public abstract partial class JournalConformance
{
    [ConformanceFact]
    public async Task Append_RestsOnOneThatIsFenced_FailsWithItAndSoDoesWhatRestsOnThat()
    {
        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store, options => options.Lanes = 1);
        await Harness.NewWriter().Append(new JournalSession("order/1"), TestEvents.Append("order/1", 1));
        var gate = store.HoldNextAppend();
        var busy = writer.Append(new JournalSession("busy"), TestEvents.Append("busy", 1));
        await gate.Entered;
        var broken = WatchClosure(store);

        var fenced = writer.Append(new JournalSession("order/1"), TestEvents.Append("order/1", 1));
        var step = new JournalSession("product/1");
        var first = writer.Append(step, On(TestEvents.Append("product/1", 1), fenced));
        var second = writer.Append(step, TestEvents.Append("product/1", 2));
        var other = writer.Append(new JournalSession("order/2"), On(TestEvents.Append("order/2", 1), second));
        var innocent = writer.Append(new JournalSession("order/3"), On(TestEvents.Append("order/3", 1), busy));
        gate.Release();

        await Task.WhenAll(busy, innocent);
        Assert.IsType<JournalConflictException>(await OutcomeOf(fenced));
        Assert.All(await Task.WhenAll(new[] { first, second, other }.Select(OutcomeOf)),
            outcome => Assert.IsType<CommerceUnavailableException>(outcome));
        Assert.NotNull(step.Failure);
        Assert.Equal(["busy", "order/1", "order/3"], await StreamsAsync());
        Assert.Empty(broken);
        Assert.True(writer.IsAvailable);
    }

    [ConformanceFact]
    public async Task Append_RestsOnAPoison_IsInNoHalfThatIsDurable()
    {
        foreach (var seed in Enumerable.Range(0, 12))
        {
            var random = new Random(seed);
            var store = new FaultyStore(Harness.Store);
            var writer = Harness.NewWriter(store, options => options.Lanes = 1);
            var gate = store.HoldNextAppend();
            var busy = writer.Append(new JournalSession($"busy/{seed}"), TestEvents.Append($"busy/{seed}", 1));
            await gate.Entered;
            var broken = WatchClosure(store);

            var appends = new List<(Task Durable, bool IsLost)>();
            var poison = random.Next(9);
            for (var i = 0; i < 9; i++)
            {
                var stream = $"s{seed}/{i}";
                var grounds = appends.Where(_ => random.Next(4) == 0).ToList();
                var append = On(i == poison ? TestEvents.Poison(stream, 1) : TestEvents.Append(stream, 1),
                    [.. grounds.Select(ground => ground.Durable)]);
                appends.Add((writer.Append(new JournalSession(stream), append), i == poison || grounds.Exists(ground => ground.IsLost)));
            }
            gate.Release();

            await busy;
            foreach (var (durable, isLost) in appends)
                Assert.True(await OutcomeOf(durable) is not null == isLost, $"Seed {seed}.");
            Assert.Empty(broken);
        }
    }

    [ConformanceFact]
    public async Task Append_RestsOnAnotherLane_IsNotTriedBeforeThatIsDurable()
    {
        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store, options => options.Lanes = 2);
        var (ground, step) = StreamsOfTwoLanes(writer);
        var broken = WatchClosure(store);
        var held = new FaultyStore.Gate();
        store.BeforeAppend = batch =>
        {
            // What is in the other lane cannot be in this transaction: it has to be durable already.
            lock (broken)
                broken.AddRange(batch.Where(append => append.RestsOn.Any(on => !on.IsCompleted)).Select(append => append.Stream));
            return batch[0].Stream == ground ? held.PassAsync() : Task.CompletedTask;
        };

        var first = writer.Append(new JournalSession(ground), TestEvents.Append(ground, 1));
        await held.Entered;
        var second = writer.Append(new JournalSession(step), On(TestEvents.Append(step, 1), first));
        var deferred = writer.Append(new JournalSession(ground), On(TestEvents.Append(ground, 2), second) with { IsDeferred = true });
        var third = writer.Append(new JournalSession($"{step}!"), TestEvents.Append($"{step}!", 1)); // whichever lane this is
        held.Release();

        await Task.WhenAll(first, second, deferred, third);
        Assert.Empty(broken);
    }

    [ConformanceFact]
    public async Task Append_RestsOnAnotherLaneThatFails_IsNeverTried()
    {
        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store, options => options.Lanes = 2);
        var (ground, step) = StreamsOfTwoLanes(writer);
        await Harness.NewWriter().Append(new JournalSession(ground), TestEvents.Append(ground, 1));

        var fenced = writer.Append(new JournalSession(ground), TestEvents.Append(ground, 1) with { IsDeferred = true });
        var lost = writer.Append(new JournalSession(step), On(TestEvents.Append(step, 1), fenced));

        Assert.IsType<CommerceUnavailableException>(await OutcomeOf(lost));
        Assert.IsType<JournalConflictException>(await OutcomeOf(fenced));
        Assert.DoesNotContain(store.Attempts, batch => batch.Any(append => append.Stream == step));
    }

    [ConformanceFact]
    public async Task Append_GroundOfUnknownOutcome_FailsAndNothingMoreIsTakenOnIt()
    {
        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store, options => options.Lanes = 1);
        store.AfterAppend = FaultyStore.Cut();
        store.BeforeFind = FaultyStore.Cut();
        var unknown = writer.Append(new JournalSession("order/1"), TestEvents.Append("order/1", 1));
        Assert.IsType<CommerceUnavailableException>(await OutcomeOf(unknown));
        await UntilAvailableAsync(writer);

        var session = new JournalSession("product/1");
        Assert.Throws<CommerceUnavailableException>(() => { _ = writer.Append(session, On(TestEvents.Append("product/1", 1), unknown)); });

        Assert.NotNull(session.Failure);
        Assert.Equal(["order/1"], await StreamsAsync());
    }

    [ConformanceFact]
    public async Task Append_Deferred_SharesOneTransactionOnceSomebodyWaits()
    {
        var store = new FaultyStore(Harness.Store);
        var clock = new FakeTimeProvider();
        var writer = Harness.NewWriter(store, options => options.Lanes = 1, clock);
        Task[] appends =
        [
            .. Enumerable.Range(1, 3).Select(i => writer.Append(new JournalSession($"order/{i}"), TestEvents.Append($"order/{i}",
                1) with { IsDeferred = true })),
        ];
        Assert.Empty(store.Attempts);

        writer.Flush();

        await Task.WhenAll(appends);
        Assert.Equal(3, Assert.Single(store.Attempts).Count);
    }

    [ConformanceFact]
    public async Task Append_DeferredAndNobodyWaits_IsDurableBeforeLong()
    {
        var clock = new FakeTimeProvider();
        var writer = Harness.NewWriter(configure: options => options.Lanes = 1, clock: clock);
        for (var seq = 1; seq <= 2; seq++) // the timer runs again
        {
            var append = writer.Append(new JournalSession("order/1"), TestEvents.Append("order/1", seq) with { IsDeferred = true });
            clock.Advance(TimeSpan.FromMilliseconds(20));
            await append;
        }
    }

    [ConformanceFact]
    public async Task Dispose_DeferredAppends_AreCommitted()
    {
        var writer = Harness.NewWriter(configure: options => options.Lanes = 2, clock: new FakeTimeProvider());
        var (one, other) = StreamsOfTwoLanes(writer);
        var first = writer.Append(new JournalSession(other), TestEvents.Append(other, 1) with { IsDeferred = true });
        var second = writer.Append(new JournalSession(one), On(TestEvents.Append(one, 1), first) with { IsDeferred = true });

        await writer.DisposeAsync();

        Assert.True(first.IsCompletedSuccessfully && second.IsCompletedSuccessfully);
    }

    private static JournalAppend On(JournalAppend append, params IReadOnlyList<Task> grounds) => append with { RestsOn = grounds };

    /// <summary>Notes what is durable without what it rests on, at the moment it becomes so.</summary>
    private static List<string> WatchClosure(FaultyStore store)
    {
        var broken = new List<string>();
        store.AfterAppend = batch =>
        {
            lock (broken)
                broken.AddRange(batch.Where(append => append.RestsOn.Any(ground => ground.IsFaulted)).Select(append => append.Stream));
            return Task.CompletedTask;
        };
        return broken;
    }

    private Task<List<string>> StreamsAsync() => Harness.QueryAsync<string>("SELECT DISTINCT stream FROM journal ORDER BY stream");

    /// <summary>Two streams that are nobody's yet, each of another lane.</summary>
    private static (string One, string Other) StreamsOfTwoLanes(JournalWriter writer)
    {
        var names = Enumerable.Range(0, 100).Select(i => $"lane/{i}").ToLookup(writer.LaneNumberOf);
        return (names[0].First(), names[1].First());
    }
}
