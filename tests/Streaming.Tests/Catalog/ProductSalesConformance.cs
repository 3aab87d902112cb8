using System.Data.Common;
using Commerce.Fixtures;
using Commerce.Journaling;
using Commerce.Orders;
using Commerce.Outbox;
using Commerce.Projections;
using Commerce.Testing;

namespace Commerce.Catalog;

/// <summary>What sales come to when events of an order were parked, or come to several writers at once, in every dialect.</summary>
public abstract class ProductSalesConformance : EventsConformance
{
    /// <summary>Pieces of an order when it is paid.</summary>
    protected const int Sold = 10;

    /// <summary>Pieces that are left of them behind its refunds.</summary>
    protected const int Left = 7;

    private const long ProductId = 7;
    private const int Orders = 20;
    private const int Writers = 3;
    private const int BatchEvents = 30;
    private const int Rounds = 5;
    private const int OfANewerRelease = 99;

    private static readonly DateTimeOffset s_at = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);

    [ConformanceFact]
    public async Task WriteAsync_ARefundBehindOneThatIsParked_CountsBoth_AndRedriveNeitherAgain()
    {
        var order = RefundedTwice();
        await Harness.AppendAsync(order);
        await WriteAsync([.. order[..4], order[4] with { Data = [] }]);
        Assert.Equal(Sold, await SoldAsync());

        await WriteAsync(order[5..]);

        Assert.Equal(Left, await SoldAsync());
        Assert.Equal((2, 0), await Harness.Get<Redrive>().RunAsync(CancellationToken.None)); // the order's list lacked it, too
        await AssertRepeatedCountsNothingAsync(order);
    }

    [ConformanceFact]
    public async Task Redrive_ARefundThatNobodyCouldRead_CountsItAndTheOneBehindIt()
    {
        var order = RefundedTwice();
        order[4] = order[4] with { Version = OfANewerRelease };
        await Harness.AppendAsync(order);
        await WriteAsync(order[..5]);
        await WriteAsync(order[5..]);
        Assert.Equal(Sold, await SoldAsync());
        await UpdateReleaseAsync();

        Assert.Equal((3, 0), await Harness.Get<Redrive>().RunAsync(CancellationToken.None));

        Assert.Equal(Left, await SoldAsync());
        await AssertRepeatedCountsNothingAsync([.. order[..4], order[4] with { Version = 1 }, .. order[5..]]);
    }

    [ConformanceFact]
    public async Task Redrive_APaymentThatIsParked_CountsItAndWhatIsBehindIt()
    {
        var order = RefundedTwice();
        order[2] = order[2] with { Version = OfANewerRelease };
        await Harness.AppendAsync(order);
        await WriteAsync(order[..5]);
        await WriteAsync(order[5..]);
        Assert.Equal(0, await SoldAsync());
        await UpdateReleaseAsync();

        var (_, left) = await Harness.Get<Redrive>().RunAsync(CancellationToken.None);

        Assert.Equal((0, Left), (left, await SoldAsync()));
    }

    [ConformanceFact]
    public async Task WriteAsync_TheSameEventsBySeveralWritersAtOnce_CountsThemOnce()
    {
        IntegrationEvent[] events = [.. Enumerable.Range(0, Orders).SelectMany(_ => RefundedTwice())];
        await Harness.AppendAsync(events);

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            foreach (var batch in events.Chunk(BatchEvents))
                await DeliverAsync(batch);
        })));

        Assert.Equal(Orders * Left, await SoldAsync());
        Assert.Empty(await Harness.Get<ParkedEvents>().ReadAsync(CancellationToken.None));
    }

    [ConformanceFact]
    public async Task Rebuild_BesideWriters_CountsEverySaleOnce()
    {
        for (var round = 1; round <= Rounds; round++)
        {
            IntegrationEvent[] events = [.. Enumerable.Range(0, Orders).SelectMany(_ => RefundedTwice())];
            await Harness.AppendAsync(events);
            var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
            {
                foreach (var batch in events.Chunk(BatchEvents))
                    await DeliverAsync(batch);
            })));

            await Harness.Get<ReadTables>().RebuildAsync(CancellationToken.None);
            await writing;

            Assert.Equal(round * Orders * Left, await SoldAsync());
        }
        Assert.Empty(await Harness.Get<ParkedEvents>().ReadAsync(CancellationToken.None));
    }

    /// <summary>An order of which 10 pieces are paid, 2 are given back, and then 1: seven events.</summary>
    internal static IntegrationEvent[] RefundedTwice()
    {
        var order = Guid.CreateVersion7();
        IOrderEvent[] happened =
        [
            new OrderPlaced(1, null, [new OrderLine(ProductId, 1, Sold, 100)], 1_000, 0, s_at, "content"),
            new PaymentStarted(1, 1, s_at, null),
            new PaymentCompleted(1, 1, Guid.NewGuid(), 1_000, null),
            new RefundStarted(1, 1, order, Pieces(2), 200, true, "reason", s_at),
            new RefundCompleted(1, 1, order, Pieces(2), 200),
            new RefundStarted(1, 2, order, Pieces(1), 100, true, "reason", s_at),
            new RefundCompleted(1, 2, order, Pieces(1), 100),
        ];
        return [.. happened.Select((e, i) =>
        {
            var stored = OrderEventCodec.Instance.Encode(e);
            return new IntegrationEvent(Guid.CreateVersion7(), stored.Type, stored.Version,
                new StreamName(OrderStreams.Category, order).ToString(), i + 1, s_at.AddSeconds(i), stored.Payload);
        })];
    }

    private protected Task WriteAsync(IReadOnlyList<IntegrationEvent> events) =>
        Harness.Get<ProjectionWriter>().WriteAsync([.. Harness.Get<IEnumerable<IProjection>>()], events, CancellationToken.None);

    private protected async Task<long> SoldAsync() =>
        (await Harness.Get<IProductSalesReads>().MostSoldAsync(0, 1)).Sum(sales => sales.Quantity);

    private static RefundedItem[] Pieces(int quantity) => [new(ProductId, 1, quantity, quantity * 100)];

    /// <summary>What only a newer release could read can be read from now on.</summary>
    private Task UpdateReleaseAsync() =>
        Harness.QueryAsync<int>($"UPDATE journal SET event_version = 1 WHERE event_version = {OfANewerRelease}");

    /// <summary>As whoever delivers does: again, when two met and the database ended one of them.</summary>
    private protected async Task DeliverAsync(IReadOnlyList<IntegrationEvent> events)
    {
        while (true)
        {
            try
            {
                await WriteAsync(events);
                return;
            }
            catch (DbException failure) when (failure.IsTransient)
            {
                continue;
            }
        }
    }

    private async Task AssertRepeatedCountsNothingAsync(IReadOnlyList<IntegrationEvent> order)
    {
        IProjection[] all = [.. Harness.Get<IEnumerable<IProjection>>()];
        foreach (var e in order)
            await Harness.Get<ProjectionWriter>().WriteAgainAsync(all, [e], CancellationToken.None);
        await Harness.Get<ProjectionWriter>().WriteAgainAsync(all, order, CancellationToken.None);
        Assert.Equal(Left, await SoldAsync());
        Assert.Empty(await Harness.Get<ParkedEvents>().ReadAsync(CancellationToken.None));
    }
}
