using Commerce.Balances;
using Commerce.Simulator;

namespace Commerce.Orders;

/// <summary>Clients that only look. What they are shown is in the journal already: now, and not only in the end.</summary>
/// <param name="cluster">Where.</param>
/// <param name="random">The seed's choices.</param>
internal sealed class Onlookers(SimCluster cluster, Random random)
{
    /// <summary>What was shown and checked.</summary>
    public int Shown { get; private set; }

    public async Task LookAsync(int customers)
    {
        for (var left = random.Next(20, 60); left > 0; left--)
        {
            await cluster.Time.Pause(TimeSpan.FromMilliseconds(random.Next(1, 500)), null);
            try
            {
                await LookAtBalanceAsync(random.Next(customers) + 1);
                await LookAtAnOrderAsync();
            }
            catch (Exception failure) when (failure is CommerceUnavailableException or OrleansException or TimeoutException)
            {
                // Nothing was shown.
            }
        }
    }

    private async Task LookAtBalanceAsync(long customer)
    {
        var shown = (await cluster.Clients.GetGrain<IBalanceGrain>(customer).Get())!.Balance;
        var balances = cluster.Store.Read($"balance/{customer}", 0).Where(e => e.Type != "command.answered")
            .Select(e => BalanceEventCodec.Instance.Decode(e.Type, e.Version, e.Payload))
            .Aggregate(new List<long> { 0 }, (sums, e) => [.. sums, sums[^1] + Change(e)]);
        Assert.True(balances.Contains(shown), $"Customer {customer} was shown {shown}, and the journal has {string.Join(", ", balances)}.");
        Shown++;
    }

    private async Task LookAtAnOrderAsync()
    {
        var orders = cluster.Delivered.Where(delivered => delivered.Command is PlaceOrder).Select(delivered => delivered.Grain).ToList();
        if (orders.Count == 0)
            return;
        var id = orders[random.Next(orders.Count)].GetGuidKey();
        if (await cluster.Clients.GetGrain<IOrderGrain>(id).Get() is not { } shown)
            return;
        var events = cluster.Store.Read($"order/{id:N}", 0).Select(e => e.Type).ToHashSet();
        Assert.Contains(shown.Status switch
        {
            OrderStatus.Placed or OrderStatus.Expired => OrderEventCodec.Placed,
            OrderStatus.Paying => OrderEventCodec.Started,
            OrderStatus.Rejected => OrderEventCodec.Rejected,
            OrderStatus.Cancelled => OrderEventCodec.Cancelled,
            _ => OrderEventCodec.Completed,
        }, events);
        Shown++;
    }

    private static long Change(IBalanceEvent e) => e switch
    {
        AccountOpened opened => opened.Balance,
        BalanceCharged charged => charged.Amount,
        BalanceDebited debited => -debited.Amount,
        BalanceRefunded refunded => refunded.Amount,
        _ => 0,
    };
}
