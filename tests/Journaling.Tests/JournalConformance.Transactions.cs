using Commerce.Testing;

namespace Commerce.Journaling;

public abstract partial class JournalConformance
{
    [ConformanceFact]
    public async Task Append_Published_IsInTheOutboxWithItsPositions()
    {
        var batch = new[]
        {
            TestEvents.Append("coupon/1", 1, count: 2, publish: true), TestEvents.Append("order/1", 1),
            TestEvents.Append("coupon/2", 1, publish: true), TestEvents.Append("coupon/1", 3, publish: true),
            TestEvents.Append("coupon/1", 4), TestEvents.Append("coupon/1", 5, publish: true),
        };

        await CommitAsync(batch);

        // Neighbours share a row; an unpublished event between them does not get into one.
        Assert.Equal(
            [("coupon/1", 1L, 3L, batch[0].Events[0].RecordedAt.ToUnixTimeMilliseconds()),
             ("coupon/2", 1, 1, batch[2].Events[0].RecordedAt.ToUnixTimeMilliseconds()),
             ("coupon/1", 5, 5, batch[5].Events[0].RecordedAt.ToUnixTimeMilliseconds())],
            await Harness.QueryAsync<(string, long, long, long)>(
                "SELECT stream, first_seq, last_seq, recorded_at FROM outbox ORDER BY id"));
    }

    [ConformanceFact]
    public async Task Append_WorkOpenedAndClosed_IsListedInBetween()
    {
        await CommitAsync(TestEvents.Append("order/1", 1, work: WorkChange.Open), TestEvents.Append("order/2", 1, work: WorkChange.Open));
        await CommitAsync(TestEvents.Append("order/1", 2), TestEvents.Append("order/3", 1, work: WorkChange.Close));
        var first = TestEvents.Event("order/1", 1).RecordedAt.ToUnixTimeMilliseconds();
        Assert.Equal([("order/1", first), ("order/2", first)], await OpenWorkAsync());

        // Opened again: it is as old as it was, or a sweeper would overlook it.
        await CommitAsync(TestEvents.Append("order/1", 3, work: WorkChange.Open), TestEvents.Append("order/2", 2, work: WorkChange.Close));
        Assert.Equal([("order/1", first)], await OpenWorkAsync());
    }

    [ConformanceFact]
    public async Task Append_WorkOpenedAndClosedInOneBatch_TheLastWordCounts()
    {
        await CommitAsync(TestEvents.Append("order/1", 1, work: WorkChange.Open));

        await CommitAsync(
            TestEvents.Append("order/1", 2, work: WorkChange.Close), TestEvents.Append("order/1", 3, work: WorkChange.Open),
            TestEvents.Append("order/2", 1, work: WorkChange.Open), TestEvents.Append("order/2", 2, work: WorkChange.Close),
            TestEvents.Append("order/3", 1, work: WorkChange.Open), TestEvents.Append("order/3", 2),
            TestEvents.Append("order/4", 1), TestEvents.Append("order/4", 2, work: WorkChange.Open),
            TestEvents.Append("order/4", 3, work: WorkChange.Close), TestEvents.Append("order/4", 4, work: WorkChange.Open));

        Assert.Equal(["order/1", "order/3", "order/4"], (await OpenWorkAsync()).Select(row => row.Stream));
    }

    [ConformanceFact]
    public async Task Append_Fenced_LeavesNeitherOutboxNorWork()
    {
        await CommitAsync(TestEvents.Append("order/1", 1), TestEvents.Append("order/2", 1, work: WorkChange.Open));

        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store, options => options.Lanes = 1);
        Task[] fenced =
        [
            writer.Append(new JournalSession("order/1"), TestEvents.Append("order/1", 1, publish: true, work: WorkChange.Open)),
            writer.Append(new JournalSession("order/2"), TestEvents.Append("order/2", 1, publish: true, work: WorkChange.Close)),
        ];

        Assert.All(await Task.WhenAll(fenced.Select(OutcomeOf)), outcome => Assert.IsType<JournalConflictException>(outcome));
        Assert.Equal(["order/2"], (await OpenWorkAsync()).Select(row => row.Stream));
        Assert.Empty(await Harness.QueryAsync<string>("SELECT stream FROM outbox"));
        Assert.Equal(2, Assert.Single(await Harness.QueryAsync<int>("SELECT COUNT(*) FROM journal")));
    }

    [ConformanceFact]
    public async Task AppendAsync_BatchFails_LeavesNothingOfIt()
    {
        await using var appender = Harness.Store.CreateAppender();

        await Assert.ThrowsAnyAsync<Exception>(() => appender.AppendAsync(
            [TestEvents.Append("order/1", 1, publish: true, work: WorkChange.Open), TestEvents.Poison("order/2", 1)],
                CancellationToken.None));

        Assert.Empty(await appender.FindAsync([TestEvents.Append("order/1", 1)], CancellationToken.None));
        Assert.Empty(await Harness.QueryAsync<string>(
            "SELECT stream FROM journal UNION ALL SELECT stream FROM outbox UNION ALL SELECT stream FROM open_work"));
        await appender.AppendAsync([TestEvents.Append("order/1", 1)], CancellationToken.None);
    }

    [ConformanceFact]
    public async Task FindAsync_SomePositionsTaken_TellsWhoseTheyAre()
    {
        await using var appender = Harness.Store.CreateAppender();
        JournalAppend[] taken =
            [TestEvents.Append("order/1", 1, count: 2), TestEvents.Append("order/2", 1), TestEvents.Append("order/1", 3)];
        await appender.AppendAsync(taken, CancellationToken.None);

        var found = await appender.FindAsync([.. taken, TestEvents.Append("order/1", 4), TestEvents.Append("order/3", 1)],
            CancellationToken.None);

        Assert.Equal(
            taken.ToDictionary(append => (append.Stream, append.Events[0].Seq), append => append.Events[0].EventId),
            found.ToDictionary());
    }

    /// <summary>Makes the appends durable in one transaction, past the writer.</summary>
    private async Task CommitAsync(params JournalAppend[] batch)
    {
        await using var appender = Harness.Store.CreateAppender();
        await appender.AppendAsync(batch, CancellationToken.None);
    }

    private Task<List<(string Stream, long OpenedAt)>> OpenWorkAsync() =>
        Harness.QueryAsync<(string Stream, long OpenedAt)>("SELECT stream, opened_at FROM open_work ORDER BY stream");
}
