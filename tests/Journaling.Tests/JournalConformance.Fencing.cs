using Commerce.Testing;

namespace Commerce.Journaling;

public abstract partial class JournalConformance
{
    [ConformanceFact]
    public async Task Append_TwoWritersAtOnePosition_ExactlyOneWins()
    {
        const int Rounds = 40;
        var (first, second) = (Harness.NewWriter(), Harness.NewWriter());
        for (var round = 0; round < Rounds; round++)
        {
            var stream = $"coupon/{round}";
            JournalSession[] sessions = [new(stream), new(stream)];
            JournalAppend[] appends = [TestEvents.Append(stream, 1), TestEvents.Append(stream, 1)];
            using var start = new Barrier(2);
            Task<Exception?> Race(JournalWriter writer, int i) => Task.Run(() =>
            {
                start.SignalAndWait();
                return OutcomeOf(writer.Append(sessions[i], appends[i]));
            });

            var outcomes = await Task.WhenAll(Race(first, 0), Race(second, 1));

            var winner = Assert.Single([0, 1], i => outcomes[i] is null);
            Assert.IsType<JournalConflictException>(outcomes[1 - winner]);
            Assert.Equal(IdsOf(appends[winner]), (await IdsAsync(stream))[stream]);
            Assert.Null(sessions[winner].Failure);
            Assert.IsType<JournalConflictException>(sessions[1 - winner].Failure);
            var loser = winner == 0 ? second : first;
            Assert.Throws<CommerceUnavailableException>(() => { _ = loser.Append(sessions[1 - winner], TestEvents.Append(stream, 2)); });
        }
    }

    [ConformanceFact]
    public async Task Append_TwoWritersRacingAlongOneStream_EveryAcknowledgedEventIsTheOneInTheStore()
    {
        const string Stream = "coupon/1";
        var acknowledged = new System.Collections.Concurrent.ConcurrentDictionary<long, Guid>();
        using var start = new Barrier(2);

        async Task<int> RunAsync(JournalWriter writer)
        {
            var activations = 0;
            start.SignalAndWait();
            while (await Harness.ReadAsync(Stream) is { Count: < 200 } known)
            {
                activations++;
                var session = new JournalSession(Stream);
                // Several in flight, as a reentrant grain has them.
                var appends = Enumerable.Range(known.Count + 1, 10).Select(seq => TestEvents.Append(Stream, seq)).ToList();
                var outcomes = await Task.WhenAll(appends.Select(append => OutcomeOf(writer.Append(session, append))));
                foreach (var append in appends.Where((_, i) => outcomes[i] is null))
                    Assert.True(acknowledged.TryAdd(append.Events[0].Seq, append.Events[0].EventId));
                Assert.All(outcomes.SkipWhile(outcome => outcome is null), Assert.NotNull);
            }
            return activations;
        }

        await Task.WhenAll(Task.Run(() => RunAsync(Harness.NewWriter())), Task.Run(() => RunAsync(Harness.NewWriter())));

        var stored = (await IdsAsync(Stream))[Stream];
        Assert.Equal(stored.Length, acknowledged.Count);
        Assert.All(acknowledged, e => Assert.Equal(e.Value, stored[e.Key - 1]));
    }

    [ConformanceFact]
    public async Task Append_InnocentInABatchWithAFencedOne_StillCommits()
    {
        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store, options => options.Lanes = 1);
        var other = TestEvents.Append("coupon/2", 1, publish: true, work: WorkChange.Open);
        await Harness.NewWriter().Append(new JournalSession("coupon/2"), other);
        var gate = store.HoldNextAppend();
        var busy = writer.Append(new JournalSession("coupon/0"), TestEvents.Append("coupon/0", 1));
        await gate.Entered;

        var (left, fenced, right) = (new JournalSession("coupon/1"), new JournalSession("coupon/2"), new JournalSession("coupon/3"));
        JournalAppend[] lefts = [TestEvents.Append("coupon/1", 1), TestEvents.Append("coupon/1", 2, count: 2)];
        var late = TestEvents.Append("coupon/3", 1);
        Task[] innocents = [writer.Append(left, lefts[0]), writer.Append(left, lefts[1])];
        Task[] guilty = [writer.Append(fenced, TestEvents.Append("coupon/2", 1)),
            writer.Append(fenced, TestEvents.Append("coupon/2", 2, count: 3))];
        Task[] others = [busy, writer.Append(right, late)];
        gate.Release();

        await Task.WhenAll([.. innocents, .. others]);
        Assert.All(await Task.WhenAll(guilty.Select(OutcomeOf)), outcome => Assert.IsType<JournalConflictException>(outcome));
        var stored = await IdsAsync("coupon/1", "coupon/2", "coupon/3");
        Assert.Equal(IdsOf(lefts), stored["coupon/1"]);
        Assert.Equal(IdsOf(other), stored["coupon/2"]);
        Assert.Equal(IdsOf(late), stored["coupon/3"]);
    }

    [ConformanceFact]
    public async Task Append_TwoSessionsOfOneStreamInOneBatch_TheLaterOneIsFenced()
    {
        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store, options => options.Lanes = 1);
        var gate = store.HoldNextAppend();
        var busy = writer.Append(new JournalSession("coupon/0"), TestEvents.Append("coupon/0", 1));
        await gate.Entered;

        JournalAppend[] appends = [TestEvents.Append("coupon/1", 1), TestEvents.Append("coupon/1", 1)];
        Task[] durable = [.. appends.Select(append => writer.Append(new JournalSession("coupon/1"), append))];
        gate.Release();

        await Task.WhenAll(busy, durable[0]);
        Assert.IsType<JournalConflictException>(await OutcomeOf(durable[1]));
        Assert.Equal(IdsOf(appends[0]), (await IdsAsync("coupon/1"))["coupon/1"]);
    }

    [ConformanceFact]
    public async Task Append_PoisonAmongInnocents_FailsAlone()
    {
        int[] places = [0, 7, 15]; // first, in the middle, last
        foreach (var place in places)
        {
            var store = new FaultyStore(Harness.Store);
            var writer = Harness.NewWriter(store, options => options.Lanes = 1);
            var gate = store.HoldNextAppend();
            var busy = writer.Append(new JournalSession("busy"), TestEvents.Append($"busy/{place}", 1));
            await gate.Entered;

            var streams = Enumerable.Range(0, 16).Select(i => $"order/{place}-{i}").ToArray();
            var sessions = streams.Select(stream => new JournalSession(stream)).ToArray();
            var firsts = streams.Select((stream, i) => writer.Append(
                sessions[i], i == place ? TestEvents.Poison(stream, 1) : TestEvents.Append(stream, 1))).ToArray();
            var seconds = streams.Select((stream, i) => writer.Append(sessions[i], TestEvents.Append(stream, 2))).ToArray();
            gate.Release();
            await busy;

            for (var i = 0; i < streams.Length; i++)
            {
                Exception?[] outcomes = [await OutcomeOf(firsts[i]), await OutcomeOf(seconds[i])];
                Assert.All(outcomes, outcome => Assert.Equal(i == place, outcome is CommerceUnavailableException));
                Assert.Equal(i == place ? 0 : 2, (await Harness.ReadAsync(streams[i])).Count);
            }
            Assert.True(writer.IsAvailable);
            Assert.Empty(await Harness.QueryAsync<string>("SELECT stream FROM open_work UNION ALL SELECT stream FROM outbox"));
        }
    }
}
