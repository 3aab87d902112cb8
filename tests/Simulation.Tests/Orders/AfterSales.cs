using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Simulator;

namespace Commerce.Orders;

/// <summary>What happens to orders after they are placed: customers cancel, administrators refund and change terms and prices.</summary>
/// <param name="cluster">Where.</param>
/// <param name="random">The seed's choices.</param>
/// <param name="shop">What there is.</param>
internal sealed class AfterSales(SimCluster cluster, Random random, Shop shop)
{
    private readonly List<(Guid Order, Guid? Key, CancelOrderOutcome Outcome)> _cancelled = [];
    private readonly List<(Guid Order, Guid? Key, RefundOrderOutcome Outcome)> _refunded = [];

    public IEnumerable<CancelOrderStatus> Cancellations => _cancelled.Select(cancelled => cancelled.Outcome.Status);

    public IEnumerable<RefundOrderStatus> Refunds => _refunded.Select(refunded => refunded.Outcome.Status);

    /// <summary>What becomes of an order: often nothing, sometimes several things at once.</summary>
    public IEnumerable<Task> Of(Guid orderId, PlaceOrder placed)
    {
        if (random.Next(4) == 0)
            yield return CancelAsync(orderId);
        for (var left = random.Next(4) == 0 ? random.Next(1, 4) : 0; left > 0; left--)
            yield return RefundAsync(orderId, placed);
    }

    /// <summary>Changes terms and prices under the customers.</summary>
    public async Task AdministerAsync()
    {
        await PauseAsync(10_000);
        var coupon = random.Next(shop.Coupons.Count);
        var terms = shop.Coupons[coupon].Terms;
        var product = random.Next(shop.Products.Count);
        await TryAsync(() => cluster.Clients.GetGrain<ICouponGrain>(coupon + 1).Define(terms with
        {
            DiscountAmount = random.Next(1, 100),
            ExpiredAt = random.Next(2) == 0 ? terms.ExpiredAt : terms.StartedAt.AddSeconds(1),
        }), again: true);
        await TryAsync(() => cluster.Clients.GetGrain<IProductGrain>(product + 1).Define(
            shop.Products[product] with { BasePrice = random.Next(1, 10_000) }), again: true);
    }

    /// <param name="ledger">What is so in the end.</param>
    public void Check(Ledger ledger)
    {
        foreach (var (order, _, outcome) in _cancelled)
        {
            Assert.NotEqual(CancelOrderStatus.NotFound, outcome.Status);
            if (outcome.Status == CancelOrderStatus.Cancelled)
            {
                Assert.Equal((OrderStatus.Cancelled, OrderStatus.Cancelled), (outcome.Order!.Status, ledger.Orders[order].Status));
            }
        }
        foreach (var (order, _, outcome) in _refunded.Where(refunded => refunded.Outcome.Status == RefundOrderStatus.Refunded))
        {
            var given = Assert.Single(ledger.Orders[order].Returns, given => given.RefundId == outcome.RefundId);
            var total = ledger.Orders[order].Returns.Where(other => other.Number <= given.Number).Sum(other => other.Amount);
            Assert.Equal((given.Amount, total), (outcome.Amount, outcome.RefundedTotal));
        }
        // A refusal is decided again, and can become a success; what was given back under a key is the answer from then on.
        foreach (var repeated in _refunded.Where(refunded => refunded.Key is not null).GroupBy(refunded => (refunded.Order, refunded.Key)))
        {
            var given = repeated.Select(refunded => refunded.Outcome).SkipWhile(outcome => outcome.Status != RefundOrderStatus.Refunded);
            Assert.InRange(given.Distinct().Count(), 0, 1);
        }
    }

    private async Task CancelAsync(Guid orderId)
    {
        Guid? key = random.Next(2) == 0 ? NewId() : null;
        for (var left = random.Next(1, 3); left > 0; left--)
        {
            await PauseAsync(6_000);
            await TryAsync(async () =>
            {
                var reply = await cluster.Clients.GetGrain<IOrderGrain>(orderId).Cancel(new(random.Next(4) == 0, key));
                if (reply.Outcome is { } outcome) // the other way of asking has another content
                    _cancelled.Add((orderId, key, outcome));
            }, again: true);
        }
    }

    private async Task RefundAsync(Guid orderId, PlaceOrder placed)
    {
        await PauseAsync(6_000);
        var item = placed.Items[random.Next(placed.Items.Count)];
        var optionId = item.OptionId ?? shop.Products[(int)item.ProductId - 1].Options[0].OptionId;
        Guid? key = random.Next(3) > 0 ? NewId() : null;
        var command = new RefundOrder([new(null, optionId, random.Next(1, 3))], random.Next(2) == 0, "as it goes", key);
        for (var left = key is null ? 1 : random.Next(1, 3); left > 0; left--)
        {
            await TryAsync(async () =>
            {
                var reply = await cluster.Clients.GetGrain<IOrderGrain>(orderId).Refund(command);
                _refunded.Add((orderId, key, reply.Outcome!));
            }, again: key is not null);
        }
    }

    private async Task TryAsync(Func<Task> ask, bool again)
    {
        do
        {
            try
            {
                await ask();
                return;
            }
            catch (Exception failure) when (failure is CommerceUnavailableException or OrleansException or TimeoutException)
            {
                await PauseAsync(2_000);
            }
        }
        while (again);
    }

    private Task PauseAsync(int atMost) => cluster.Time.Pause(TimeSpan.FromMilliseconds(random.Next(1, atMost)), null);

    private Guid NewId()
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new(bytes);
    }
}
