using Commerce.Testing;

namespace Commerce.Journaling;

/// <summary>A store that came back without its last events: a replica that was behind, a backup.</summary>
public abstract partial class JournalConformance
{
    [ConformanceFact]
    public async Task Append_StoreLostTheTail_EndsThatSessionLeavesNoGapAndInnocentsCommit()
    {
        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store, options => options.Lanes = 1);
        var (behind, whole) = (new JournalSession("balance/1"), new JournalSession("balance/2"));
        for (var seq = 1; seq <= 4; seq++)
            await Task.WhenAll(writer.Append(behind, TestEvents.Append("balance/1", seq)),
                writer.Append(whole, TestEvents.Append("balance/2", seq)));

        await LoseAsync("balance/1", afterSeq: 2);
        store.Reconnect();
        var gate = store.HoldNextAppend();
        var busy = writer.Append(new JournalSession("busy"), TestEvents.Append("busy", 1));
        await gate.Entered;
        Task[] lost = [writer.Append(behind, TestEvents.Append("balance/1", 5)), writer.Append(behind, TestEvents.Append("balance/1", 6))];
        Task[] innocent = [writer.Append(whole, TestEvents.Append("balance/2", 5)),
            writer.Append(new JournalSession("new"), TestEvents.Append("new", 1))];
        gate.Release();

        await Task.WhenAll([busy, .. innocent]);
        Assert.All(await Task.WhenAll(lost.Select(OutcomeOf)), outcome => Assert.IsType<JournalConflictException>(outcome));
        Assert.NotNull(behind.Failure);
        Assert.True(writer.IsAvailable);
        await writer.Append(new JournalSession("balance/1"), TestEvents.Append("balance/1", 3)); // whoever reads what is there goes on
        Assert.Equal(3, (await IdsAsync("balance/1"))["balance/1"].Length);
        Assert.Equal(5, (await IdsAsync("balance/2"))["balance/2"].Length);
    }

    [ConformanceFact]
    public async Task Append_AnotherEventIsWhereTheLastOneWas_EndsTheSession()
    {
        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store, options => options.Lanes = 1);
        var session = new JournalSession("balance/1");
        await writer.Append(session, TestEvents.Append("balance/1", 1));
        await writer.Append(session, TestEvents.Append("balance/1", 2));

        await LoseAsync("balance/1", afterSeq: 1);
        await Harness.NewWriter().Append(new JournalSession("balance/1"), TestEvents.Append("balance/1", 2)); // another history
        store.Reconnect();

        Assert.IsType<JournalConflictException>(await OutcomeOf(writer.Append(session, TestEvents.Append("balance/1", 3))));
        Assert.Equal(2, (await Harness.ReadAsync("balance/1")).Count);
    }

    [ConformanceFact]
    public async Task Append_FirstOfASessionThatReadMoreThanThereIs_LeavesNoGap()
    {
        // As an activation does that read from a server which is not the one that is written to.
        var read = TestEvents.Event("balance/1", 7);
        var session = new JournalSession("balance/1");
        session.RestOn(read.Seq, read.EventId);

        Assert.IsType<JournalConflictException>(await OutcomeOf(Harness.NewWriter().Append(session, TestEvents.Append("balance/1", 8))));
        Assert.Empty(await Harness.ReadAsync("balance/1"));
    }

    [ConformanceFact]
    public async Task Append_OnOneConnection_IsAskedOncePerSession()
    {
        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store, options => options.Lanes = 1);
        var session = new JournalSession("balance/1");
        for (var seq = 1; seq <= 5; seq++)
            await writer.Append(session, TestEvents.Append("balance/1", seq));
        Assert.Equal(0, store.Checks); // it began on this connection, on nothing

        store.Reconnect();
        for (var seq = 6; seq <= 10; seq++)
            await writer.Append(session, TestEvents.Append("balance/1", seq));
        Assert.Equal(1, store.Checks);
    }

    [ConformanceFact]
    public async Task Append_ConnectionLostInTheMiddleAndTheTailWithIt_LeavesNoGap()
    {
        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store, options => options.Lanes = 1);
        var session = new JournalSession("balance/1");
        await writer.Append(session, TestEvents.Append("balance/1", 1));
        await writer.Append(session, TestEvents.Append("balance/1", 2));
        var times = 1;
        store.BeforeAppend = async _ =>
        {
            if (Interlocked.Decrement(ref times) < 0)
                return;
            await LoseAsync("balance/1", afterSeq: 1);
            store.Reconnect();
            throw new IOException("The connection was cut.");
        };

        Assert.IsType<JournalConflictException>(await OutcomeOf(writer.Append(session, TestEvents.Append("balance/1", 3))));
        Assert.Single(await Harness.ReadAsync("balance/1"));
    }

    [ConformanceFact]
    public async Task Confirm_AfterAReconnection_TellsWhetherTheStoreStillHasTheSession()
    {
        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store, options => options.Lanes = 1);
        var (behind, whole) = (new JournalSession("coupon/1"), new JournalSession("coupon/2"));
        await writer.Append(behind, TestEvents.Append("coupon/1", 1, count: 3));
        await writer.Append(whole, TestEvents.Append("coupon/2", 1, count: 3));
        await LoseAsync("coupon/1", afterSeq: 1);
        await writer.Confirm(behind); // on the connection on which it was written nothing is asked

        store.Reconnect();
        await writer.Append(new JournalSession("busy"), TestEvents.Append("busy", 1)); // somebody else finds the new connection

        await writer.Confirm(whole);
        Assert.IsType<JournalConflictException>(await OutcomeOf(writer.Confirm(behind)));
        Assert.NotNull(behind.Failure);
        Assert.Null(whole.Failure);
    }

    [ConformanceFact]
    public async Task Confirm_AfterASecondReconnection_AsksAgain()
    {
        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store, options => options.Lanes = 1);
        var (session, busy) = (new JournalSession("coupon/1"), new JournalSession("busy"));
        await writer.Append(session, TestEvents.Append("coupon/1", 1, count: 3));
        store.Reconnect();
        await writer.Append(busy, TestEvents.Append("busy", 1));
        await writer.Confirm(session);

        await LoseAsync("coupon/1", afterSeq: 1);
        store.Reconnect();
        await writer.Append(busy, TestEvents.Append("busy", 2));

        Assert.IsType<JournalConflictException>(await OutcomeOf(writer.Confirm(session)));
        Assert.NotNull(session.Failure);
    }

    private Task LoseAsync(string stream, long afterSeq) =>
        Harness.QueryAsync<int>("DELETE FROM journal WHERE stream = @stream AND seq > @afterSeq; SELECT 1", new { stream, afterSeq });
}
