using Commerce.Testing;

namespace Commerce.Journaling;

public abstract partial class JournalConformance
{
    [ConformanceFact]
    public Task Append_CutBeforeTheCommit_IsTriedAgainAndThereOnce() =>
        AssertSettledAsync(store => store.BeforeAppend = FaultyStore.Cut());

    [ConformanceFact]
    public Task Append_AnswerLostAfterTheCommit_IsSettledByRereading() =>
        AssertSettledAsync(store => store.AfterAppend = FaultyStore.Cut());

    [ConformanceFact]
    public Task Append_CutBeforeAndThenAfterTheCommit_IsThereOnce() => AssertSettledAsync(store =>
    {
        store.BeforeAppend = FaultyStore.Cut(2);
        store.AfterAppend = FaultyStore.Cut();
    });

    private async Task AssertSettledAsync(Action<FaultyStore> cut)
    {
        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store, options => options.Lanes = 1);
        var sessions = new[] { new JournalSession("coupon/1"), new JournalSession("coupon/2") };
        await writer.Append(sessions[0], TestEvents.Append("coupon/1", 1, publish: true));
        cut(store);

        JournalAppend[] appends =
        [
            TestEvents.Append("coupon/1", 2, publish: true), TestEvents.Append("coupon/2", 1, count: 3, publish: true),
            TestEvents.Append("coupon/1", 3, publish: true),
        ];
        await Task.WhenAll(appends.Select(append => writer.Append(sessions[append.Stream == "coupon/1" ? 0 : 1], append)));

        var stored = await IdsAsync("coupon/1", "coupon/2");
        Assert.Equal(IdsOf(appends[0], appends[2]), stored["coupon/1"][1..]);
        Assert.Equal(IdsOf(appends[1]), stored["coupon/2"]);
        // The outbox says the same: every event published, none twice.
        Assert.Equal([("coupon/1", 3), ("coupon/2", 3)], await Harness.QueryAsync<(string, int)>(
            "SELECT stream, SUM(last_seq - first_seq + 1) FROM outbox GROUP BY stream ORDER BY stream"));
        await writer.Append(sessions[0], TestEvents.Append("coupon/1", 4));
    }

    [ConformanceFact]
    public async Task Append_OutcomeUnknownAndStoreUnreadable_EndsTheSessionAndTheNextOneFindsTheTruth()
    {
        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store);
        var session = new JournalSession("coupon/1");
        store.AfterAppend = FaultyStore.Cut();
        store.BeforeFind = FaultyStore.Cut();
        var append = TestEvents.Append("coupon/1", 1);

        Assert.IsType<CommerceUnavailableException>(await OutcomeOf(writer.Append(session, append)));

        Assert.NotNull(session.Failure);
        Assert.Throws<CommerceUnavailableException>(() => { _ = writer.Append(session, TestEvents.Append("coupon/1", 2)); });
        Assert.Equal(IdsOf(append), (await IdsAsync("coupon/1"))["coupon/1"]);
        await UntilAvailableAsync(writer);
        await writer.Append(new JournalSession("coupon/1"), TestEvents.Append("coupon/1", 2));
    }

    [ConformanceFact]
    public async Task Append_StoreUnreachable_IsRefusedAtOnceAndAcceptedAgainByItself()
    {
        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store, options => options.Lanes = 1);
        var probed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var healed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = store.HoldNextAppend();
        var inFlight = writer.Append(new JournalSession("order/1"), TestEvents.Append("order/1", 1));
        await gate.Entered;
        store.BeforeAppend = store.BeforeFind = _ => healed.Task.IsCompleted ? Task.CompletedTask : throw new IOException("Unreachable.");
        store.BeforePing = () =>
        {
            probed.TrySetResult();
            return healed.Task.IsCompleted ? Task.CompletedTask : throw new IOException("Unreachable.");
        };
        store.AfterAppend = _ => throw new IOException("Unreachable.");
        var queued = writer.Append(new JournalSession("order/2"), TestEvents.Append("order/2", 1));
        gate.Release();

        Assert.IsType<CommerceUnavailableException>(await OutcomeOf(inFlight));
        Assert.IsType<CommerceUnavailableException>(await OutcomeOf(queued));
        await probed.Task;
        Assert.False(writer.IsAvailable);
        var refused = new JournalSession("order/3");
        Assert.Throws<CommerceUnavailableException>(() => { _ = writer.Append(refused, TestEvents.Append("order/3", 1)); });
        Assert.Null(refused.Failure); // nothing was handed over: the grain goes on with the state it has

        store.AfterAppend = _ => Task.CompletedTask;
        healed.SetResult();
        await UntilAvailableAsync(writer);
        await writer.Append(refused, TestEvents.Append("order/3", 1));
        Assert.Equal(["order/1", "order/3"], await Harness.QueryAsync<string>("SELECT stream FROM journal ORDER BY stream"));
    }

    [ConformanceFact]
    public async Task Append_StoreLostWhileAPoisonIsSought_NothingMoreIsTried()
    {
        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store, options => options.Lanes = 1);
        var gate = store.HoldNextAppend();
        var busy = writer.Append(new JournalSession("busy"), TestEvents.Append("busy", 1));
        await gate.Entered;
        var lost = new TaskCompletionSource();
        store.BeforeAppend = store.BeforeFind = batch =>
        {
            if (batch.Count == 4) // the first half of the batch
                lost.TrySetResult();
            return lost.Task.IsCompleted ? throw new IOException("Unreachable.") : Task.CompletedTask;
        };
        store.BeforePing = () => lost.Task.IsCompleted && !writer.IsAvailable ? throw new IOException("Unreachable.") : Task.CompletedTask;
        var durable = Enumerable.Range(0, 8).Select(i => writer.Append(
            new JournalSession($"order/{i}"), i == 5 ? TestEvents.Poison($"order/{i}", 1) : TestEvents.Append($"order/{i}", 1))).ToArray();
        gate.Release();
        await busy;

        Assert.All(await Task.WhenAll(durable.Select(OutcomeOf)), outcome => Assert.IsType<CommerceUnavailableException>(outcome));
        Assert.Equal([1, 8, 8, 8, 4], store.Attempts.Select(batch => batch.Count));
    }

    [ConformanceFact]
    public async Task Dispose_StoreUnreachable_EndsAndLeavesNobodyWaiting()
    {
        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store, options => options.Lanes = 1);
        store.BeforeAppend = store.BeforeFind = _ => throw new IOException("Unreachable.");
        store.BeforePing = () => throw new IOException("Unreachable.");
        Assert.IsType<CommerceUnavailableException>(
            await OutcomeOf(writer.Append(new JournalSession("order/1"), TestEvents.Append("order/1", 1))));

        await writer.DisposeAsync();

        Assert.Throws<CommerceUnavailableException>(() =>
            { _ = writer.Append(new JournalSession("order/2"), TestEvents.Append("order/2", 1)); });
    }

    [ConformanceFact]
    public async Task Append_RandomFaultsUnderLoad_AcknowledgedIsDurableAndNothingIsDoubled()
    {
        var seed = Random.Shared.Next();
        var faults = new Random(seed);
        FaultyStore.Step Sometimes(double share) => _ =>
        {
            lock (faults)
                return faults.NextDouble() < share ? throw new IOException("Cut.") : Task.CompletedTask;
        };
        var store = new FaultyStore(Harness.Store)
        {
            BeforeAppend = Sometimes(0.1),
            AfterAppend = Sometimes(0.1),
            BeforeFind = Sometimes(0.2)
        };
        var writer = Harness.NewWriter(store, options => options.ProbeInterval = TimeSpan.FromMilliseconds(1));
        var streams = Enumerable.Range(0, 24).Select(i => $"order/{i}").ToArray();

        var acknowledged = streams.Select(_ => new List<Guid>()).ToArray();
        await Task.WhenAll(streams.Select((stream, i) => Task.Run(() => FillAsync(writer, stream, 60, acknowledged[i]))));

        var stored = await IdsAsync(streams);
        for (var i = 0; i < streams.Length; i++)
        {
            var ids = stored[streams[i]];
            Assert.True(ids.Distinct().Count() == ids.Length && acknowledged[i].All(ids.Contains), $"{streams[i]}, seed {seed}");
        }
    }

    /// <summary>Appends until the stream has its length, in waves; after a failure it rereads and goes on, as an activation does.</summary>
    private protected async Task FillAsync(JournalWriter writer, string stream, int length, List<Guid> acknowledged)
    {
        while ((await Harness.ReadAsync(stream)).Count is var known && known < length)
        {
            await UntilAvailableAsync(writer);
            var session = new JournalSession(stream);
            while (known < length && session.Failure is null)
            {
                var wave = Enumerable.Range(known + 1, Math.Min(4, length - known)).Select(seq => TestEvents.Append(stream, seq)).ToList();
                try
                {
                    var durable = wave.ConvertAll(append => writer.Append(session, append));
                    var outcomes = await Task.WhenAll(durable.Select(OutcomeOf));
                    acknowledged.AddRange(IdsOf(wave.Where((_, i) => outcomes[i] is null)));
                    known += wave.Count;
                }
                catch (CommerceUnavailableException)
                {
                    break; // some of the wave may be on its way: only a new session may write behind it
                }
            }
        }
    }

    /// <summary>The writer finds out by itself, by probing.</summary>
    private protected static Task UntilAvailableAsync(JournalWriter writer) =>
        Eventually.HoldsAsync("the writer is available", () => Task.FromResult(writer.IsAvailable));
}
