using System.Diagnostics.Metrics;
using Commerce.Telemetry;
using Commerce.Testing;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Orders;

/// <summary>Payments to be finished among a list of unfinished work that is full of something else.</summary>
public abstract partial class OrderClusterConformance
{
    private const int Needless = 500;
    private const int Unreadable = 40;
    private const int CutShort = 24;

    [ConformanceFact]
    public async Task OpenWork_FullOfRowsThatNeedNothingOrFail_FinishesTheOthers_AndRemovesWhatNeedsNothingOnce()
    {
        using var storage = await NewStorageAsync();
        await using var cluster = await CommerceCluster.StartAsync(1, storage);
        var counted = 0L;
        using var listener = CountNeedless(cluster, () => Interlocked.Increment(ref counted));
        var shop = await ClusterShop.OpenAsync(cluster);
        var paid = await shop.PlaceAsync();
        Assert.Equal(PayOrderStatus.Paid, (await paid.Pay(new(null))).Outcome!.Status);
        var (like, future) = ($"order/{paid.GetPrimaryKey():N}", DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds());
        var cutShort = Ids(CutShort);
        // Last in the list, and one that a clock wrote which was ahead.
        await cluster.Database.WriteAsync(async (connection, transaction) =>
        {
            foreach (var (id, i) in cutShort.Select((id, i) => (id, i)))
                await AddAsync(id, i == 0 ? future : 10_000, events: 2);
            foreach (var id in Ids(Needless))
                await AddAsync(id, 1, events: 1);
            foreach (var id in Ids(Unreadable))
            {
                await AddAsync(id, 1, events: 1);
                await connection.ExecuteAsync("UPDATE journal SET event_type = 'order.of-another-kind' WHERE stream = @stream",
                    new { stream = id }, transaction);
            }
            await connection.ExecuteAsync("INSERT INTO open_work (stream, opened_at) VALUES ('order/1', 1)", null, transaction);
            return true;

            async Task AddAsync(string id, long openedAt, int events)
            {
                var row = new { id, like, openedAt, events };
                await connection.ExecuteAsync(
                    "INSERT INTO journal (stream, seq, event_id, event_type, event_version, payload, recorded_at) " +
                    "SELECT @id, seq, event_id, event_type, event_version, payload, recorded_at FROM journal " +
                    "WHERE stream = @like AND seq <= @events", row, transaction);
                await connection.ExecuteAsync("INSERT INTO open_work (stream, opened_at) VALUES (@id, @openedAt)", row, transaction);
            }
        }, CancellationToken.None);

        await Eventually.HoldsAsync("the payments to be finished", async () => (await cluster.QueryAsync<string>(
            "SELECT stream FROM journal WHERE event_type = 'order.payment-completed'")).Intersect(cutShort).Count() == CutShort);
        await Eventually.HoldsAsync("the rest to be removed", async () =>
            (await cluster.QueryAsync<long>("SELECT COUNT(*) FROM open_work"))[0] == Unreadable + 1);
        Assert.Equal(Needless, Interlocked.Read(ref counted));
    }

    [ConformanceFact]
    public async Task OpenWork_RemovedWhileThePaymentStartsAgain_StaysListed()
    {
        using var storage = await NewStorageAsync();
        await using var cluster = await CommerceCluster.StartAsync(1, storage);
        var shop = await ClusterShop.OpenAsync(cluster);
        var order = $"order/{(await shop.PlaceAsync()).GetPrimaryKey():N}";
        var (work, row) = (new OpenWork(cluster.Database),
            new OpenWorkRow(order, DateTimeOffset.UtcNow.AddMinutes(-1).ToUnixTimeMilliseconds()));
        await cluster.Database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            "INSERT INTO open_work (stream, opened_at) VALUES (@Stream, @OpenedAt)", row, transaction), CancellationToken.None);

        Assert.False(await work.RemoveAsync(row, lastSeq: 0, CancellationToken.None)); // another event is there than was looked at
        Assert.False(await work.RemoveAsync(row with { OpenedAt = 1 }, lastSeq: 1, CancellationToken.None)); // the row is another
    }

    private static List<string> Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => $"order/{Guid.NewGuid():N}")];

    private static MeterListener CountNeedless(CommerceCluster cluster, Action count)
    {
        var scope = cluster.Silos[0].ServiceProvider.GetRequiredService<IMeterFactory>();
        var listener = new MeterListener
        {
            InstrumentPublished = (published, listener) =>
            {
                if (published.Meter.Name == CommerceMeter.Name && published.Meter.Scope == scope
                    && published.Name == "commerce.saga.resumed")
                    listener.EnableMeasurementEvents(published);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            if (tags.Contains(new("result", "needless")))
                count();
        });
        listener.Start();
        return listener;
    }
}
