using Commerce.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Commerce.Journaling;

public abstract partial class JournalConformance
{
    [ConformanceFact]
    public async Task Append_QueueFull_IsRefusedAtOnceWithNothingHandedOver()
    {
        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store, options => (options.Lanes, options.QueueCapacity) = (1, 10));
        var session = new JournalSession("coupon/1");
        var gate = store.HoldNextAppend();
        var durable = new List<Task> { writer.Append(session, TestEvents.Append("coupon/1", 1, count: 4)) };
        await gate.Entered;
        durable.Add(writer.Append(session, TestEvents.Append("coupon/1", 5, count: 6)));

        var refusal = Assert.Throws<CommerceUnavailableException>(() => { _ = writer.Append(session, TestEvents.Append("coupon/1", 11)); });

        Assert.Contains("full", refusal.Message, StringComparison.Ordinal);
        Assert.Null(session.Failure);
        Assert.True(writer.IsAvailable); // full is not gone: the next batch makes room
        gate.Release();
        await Task.WhenAll(durable);
        Assert.Equal(10, (await IdsAsync("coupon/1"))["coupon/1"].Length);
        await writer.Append(session, TestEvents.Append("coupon/1", 11, count: 10));
    }

    [ConformanceFact]
    public async Task Append_LargerThanTheQueue_IsTakenWhenTheQueueIsEmpty()
    {
        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store, options => (options.Lanes, options.QueueCapacity) = (1, 3));
        var session = new JournalSession("coupon/1");
        await writer.Append(session, TestEvents.Append("coupon/1", 1, count: 5));
        var gate = store.HoldNextAppend();
        var one = writer.Append(session, TestEvents.Append("coupon/1", 6));
        await gate.Entered;

        Assert.Throws<CommerceUnavailableException>(() => { _ = writer.Append(session, TestEvents.Append("coupon/1", 7, count: 5)); });

        gate.Release();
        await one;
        await writer.Append(session, TestEvents.Append("coupon/1", 7, count: 5));
    }

    [ConformanceFact]
    public async Task Append_AfterFailures_TheQueueHasItsWholeRoomAgain()
    {
        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store, options => (options.Lanes, options.QueueCapacity) = (1, 3));
        await Harness.NewWriter().Append(new JournalSession("coupon/1"), TestEvents.Append("coupon/1", 1));

        await OutcomeOf(writer.Append(new JournalSession("coupon/1"), TestEvents.Append("coupon/1", 1, count: 3))); // fenced
        await OutcomeOf(writer.Append(new JournalSession("coupon/2"), TestEvents.Poison("coupon/2", 1)));
        store.BeforeAppend = FaultyStore.Cut();
        store.BeforeFind = FaultyStore.Cut();
        await OutcomeOf(writer.Append(new JournalSession("coupon/3"), TestEvents.Append("coupon/3", 1, count: 2)));
        await UntilAvailableAsync(writer);

        await writer.Append(new JournalSession("coupon/4"), TestEvents.Append("coupon/4", 1, count: 3));
    }

    [ConformanceFact]
    public async Task Append_StoreStalled_IsRefusedAtOnceUntilItAnswers()
    {
        var clock = new FakeTimeProvider();
        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store, options => (options.Lanes, options.StallAfter) = (1, TimeSpan.FromSeconds(1)), clock);
        var (first, second, third) = (new JournalSession("order/1"), new JournalSession("order/2"), new JournalSession("order/3"));
        var gate = store.HoldNextAppend();
        var inFlight = writer.Append(first, TestEvents.Append("order/1", 1));
        await gate.Entered;

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(writer.IsAvailable);
        var queued = writer.Append(second, TestEvents.Append("order/2", 1));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(writer.IsAvailable);
        Assert.Throws<CommerceUnavailableException>(() => { _ = writer.Append(third, TestEvents.Append("order/3", 1)); });
        Assert.Null(third.Failure);

        gate.Release();
        await Task.WhenAll(inFlight, queued);
        await UntilAvailableAsync(writer);
        await writer.Append(third, TestEvents.Append("order/3", 1));
    }

    [ConformanceFact]
    public async Task Dispose_AppendsWaiting_FinishesThemAndTakesNoMore()
    {
        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store, options => options.Lanes = 1);
        var session = new JournalSession("coupon/1");
        var gate = store.HoldNextAppend();
        var first = writer.Append(session, TestEvents.Append("coupon/1", 1));
        await gate.Entered;
        var second = writer.Append(session, TestEvents.Append("coupon/1", 2));

        var disposed = writer.DisposeAsync();
        Assert.Throws<CommerceUnavailableException>(() => { _ = writer.Append(session, TestEvents.Append("coupon/1", 3)); });
        gate.Release();
        await disposed;

        Assert.True(first.IsCompletedSuccessfully && second.IsCompletedSuccessfully);
        Assert.Equal(2, (await IdsAsync("coupon/1"))["coupon/1"].Length);
    }
}
