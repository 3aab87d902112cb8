using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Fixtures;
using Commerce.Orders;
using Commerce.Outbox;
using Commerce.ServiceDefaults;
using Commerce.Testing;
using Xunit.Abstractions;

namespace Commerce.Projections;

/// <summary>What every read table must make of events that come at least once, in every dialect.</summary>
public abstract class ProjectionConformance(ITestOutputHelper output) : EventsConformance
{
    private const int Limit = 1_000;
    private const int LateCopies = 40;

    [ConformanceFact]
    public async Task Park_NamesLongerThanTheColumns_AreParkedAllTheSame_EachOnce()
    {
        var parked = Harness.Get<ParkedEvents>();
        var (name, other) = (new string('a', 2_000), new string('a', 1_999) + "b");
        foreach (var text in new[] { name, other, name })
            await parked.ParkAsync(new("kafka", text, text, 0, text, [1], text), CancellationToken.None);

        Assert.Equal(2, (await parked.ReadAsync(CancellationToken.None)).Count);
    }

    [ConformanceFact]
    public async Task ReadTables_EventsInOrderOnce_SayWhatHappened()
    {
        var random = new Random(Seeds.Next(output));
        var history = new ShopHistory(random);

        await WriteAsync([.. history.Subjects.Values.SelectMany(events => events)]);

        await AssertSaysAsync(history);
        // A day later they were sold yesterday: the last day has none of them, and the one before all.
        Assert.Empty(await Harness.Get<IProductSalesReads>().MostSoldAsync(ShopHistory.Day + 1, Limit));
        Assert.Equal(history.Sales.Take(1), await Harness.Get<IProductSalesReads>().MostSoldAsync(ShopHistory.Day, 1));
    }

    [ConformanceFact]
    public async Task ReadTables_RepeatedAndLateAndAcrossSubjects_SayTheSame()
    {
        var random = new Random(Seeds.Next(output));
        for (var round = 0; round < 10; round++)
        {
            await Harness.QueryAsync<int>("DELETE FROM issued_coupon");
            await Harness.QueryAsync<int>("DELETE FROM coupon_use");
            await Harness.QueryAsync<int>("DELETE FROM customer_order");
            await Harness.QueryAsync<int>("DELETE FROM product_sales");
            await Harness.QueryAsync<int>("DELETE FROM order_sale");
            var history = new ShopHistory(random);
            await Harness.AppendAsync(history.Placements);
            var deliveries = Deliveries(history, random);
            var late = random.GetItems([.. deliveries], LateCopies);

            while (deliveries.Count > 0)
            {
                var batch = deliveries.GetRange(0, Math.Min(deliveries.Count, random.Next(1, 40)));
                deliveries.RemoveRange(0, batch.Count);
                await WriteAsync(batch);
            }
            foreach (var e in late)
                await WriteAsync([e]);

            await AssertSaysAsync(history);
        }
        Assert.Empty(await Harness.Get<ParkedEvents>().ReadAsync(CancellationToken.None));
    }

    [ConformanceFact]
    public async Task WriteAsync_OneEventThatCannotBeTakenIn_IsParkedOnce_AndTheRestIsTakenIn()
    {
        using var parked = new Measured("commerce.events.parked", Harness.Services);
        var events = ProbeProjection.Events(each: 100, "a", "b");
        events.Insert(77, ProbeProjection.Event("c", 1, ProbeBoard.Poison));

        await WriteAsync(events);
        await WriteAsync(events);

        var board = Harness.Get<ProbeBoard>();
        Assert.Equal(Enumerable.Range(1, 100).Select(n => (long)n), board.Sequences("probe/a"));
        Assert.Equal(Enumerable.Range(1, 100).Select(n => (long)n), board.Sequences("probe/b"));
        var row = Assert.Single(await Harness.Get<ParkedEvents>().ReadAsync(CancellationToken.None));
        Assert.Equal((nameof(ProbeProjection), "probe/c", 1, ProbeBoard.Poison), (row.Consumer, row.Subject, row.Sequence, row.Type));
        Assert.Contains("cannot be taken in", row.Error, StringComparison.Ordinal);
        Assert.Equal(1, parked.Sum);
    }

    [ConformanceFact]
    public async Task WriteAsync_OneReadTableCannotTakeAnEventIn_TheOthersDo()
    {
        var history = new ShopHistory(new Random(Seeds.Next(output)));

        await WriteAsync([ProbeProjection.Event("c", 1, ProbeBoard.Poison), .. history.Subjects.Values.SelectMany(events => events)]);

        await AssertSaysAsync(history);
    }

    [ConformanceFact]
    public async Task WriteAsync_NowhereToPark_FailsInsteadOfPassingTheEventBy()
    {
        await Harness.QueryAsync<int>("ALTER TABLE parked_event RENAME TO away");

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => WriteAsync([ProbeProjection.Event("c", 1, ProbeBoard.Poison)]));
    }

    [ConformanceFact]
    public async Task WriteAsync_AFailureThatPasses_ParksNothing()
    {
        var attempts = 0;
        Harness.Get<ProbeBoard>().Before = _ => ++attempts == 1 ? throw new OperationCanceledException() : Task.CompletedTask;
        var events = ProbeProjection.Events(each: 10, "a");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => WriteAsync(events));
        await WriteAsync(events);

        Assert.Equal(2, attempts);
        Assert.Empty(await Harness.Get<ParkedEvents>().ReadAsync(CancellationToken.None));
    }

    [ConformanceFact]
    public async Task Rebuild_OneEventThatCannotBeTakenIn_IsParked_AndTheTablesSayTheRest()
    {
        var history = new ShopHistory(new Random(Seeds.Next(output)));
        await Harness.AppendAsync(ProbeProjection.Event("c", 1, ProbeBoard.Poison));
        await Harness.AppendAsync(history.Subjects.Values.SelectMany(events => events));
        await Harness.QueryAsync<int>("INSERT INTO product (product_id) VALUES (99)");

        var (events, parked) = await Harness.Get<ReadTables>().RebuildAsync(CancellationToken.None);

        Assert.Equal((1 + history.Subjects.Values.Sum(subject => subject.Count), 1), (events, parked));
        Assert.Equal("probe/c", Assert.Single(await Harness.Get<ParkedEvents>().ReadAsync(CancellationToken.None)).Subject);
        await AssertSaysAsync(history);
    }

    [ConformanceFact]
    public async Task Rebuild_FailuresThatPass_AreOutlasted()
    {
        var history = new ShopHistory(new Random(Seeds.Next(output)));
        await Harness.AppendAsync(ProbeProjection.Event("a", 1));
        await Harness.AppendAsync(history.Subjects.Values.SelectMany(events => events));
        var attempts = 0;
        Harness.Get<ProbeBoard>().Before = _ => ++attempts <= 3 ? throw new TimeoutException() : Task.CompletedTask;

        await Harness.Get<ReadTables>().RebuildAsync(CancellationToken.None);

        Assert.Empty(await Harness.Get<ParkedEvents>().ReadAsync(CancellationToken.None));
        await AssertSaysAsync(history);
    }

    [ConformanceFact]
    public async Task Rebuild_NowhereToPark_SaysToRunItAgain()
    {
        await Harness.AppendAsync(ProbeProjection.Event("c", 1, ProbeBoard.Poison));
        await Harness.QueryAsync<int>("ALTER TABLE parked_event RENAME TO away");

        var said = await Assert.ThrowsAsync<StartupException>(() => Harness.Get<ReadTables>().RebuildAsync(CancellationToken.None));

        Assert.Contains("run 'Silo rebuild' again", said.Message, StringComparison.Ordinal);
    }

    private protected Task WriteAsync(IReadOnlyList<IntegrationEvent> events) =>
        Harness.Get<ProjectionWriter>().WriteAsync([.. Harness.Get<IEnumerable<IProjection>>()], events, CancellationToken.None);

    /// <summary>First copies in order per subject, subjects mixed at will, and repetitions of anything at any later time.</summary>
    private static List<IntegrationEvent> Deliveries(ShopHistory history, Random random)
    {
        var deliveries = new List<IntegrationEvent>();
        var left = history.Subjects.Values.Select(events => new Queue<IntegrationEvent>(events)).ToList();
        while (left.Count > 0)
        {
            var subject = left[random.Next(left.Count)];
            deliveries.Add(subject.Dequeue());
            if (subject.Count == 0)
                left.Remove(subject);
            if (random.Next(5) == 0)
            {
                var first = random.Next(deliveries.Count);
                deliveries.AddRange(deliveries.GetRange(first, random.Next(1, Math.Min(10, deliveries.Count - first) + 1)));
            }
        }
        return deliveries;
    }

    private async Task AssertSaysAsync(ShopHistory history)
    {
        foreach (var customer in ShopHistory.CustomerIds)
        {
            var piece = Assert.Single(await Harness.Get<IIssuedCouponReads>().OfCustomerAsync(customer, 0, Limit));
            Assert.Equal((customer, history.StatusOf(customer)), (piece.IssueNumber, piece.Status));
            Assert.Equal(history.OrdersOf(customer), await Harness.Get<IOrderReads>().OfCustomerAsync(customer, null, Limit));
        }
        Assert.Equal(history.Sales, await Harness.Get<IProductSalesReads>().MostSoldAsync(0, Limit));
        Assert.Equal([1, 2, 3], await Harness.Get<IProductReads>().IdsAsync(0, Limit));
    }
}
