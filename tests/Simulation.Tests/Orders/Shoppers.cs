using Commerce.Balances;
using Commerce.Simulator;

namespace Commerce.Orders;

/// <summary>Clients: they place, pay, charge, and repeat what got no answer, as impatient people do.</summary>
/// <param name="cluster">Where.</param>
/// <param name="random">The seed's choices.</param>
/// <param name="shop">What there is.</param>
/// <param name="afterSales">What happens to what they placed.</param>
internal sealed class Shoppers(SimCluster cluster, Random random, Shop shop, AfterSales afterSales)
{
    public Answers Answers { get; } = new();

    /// <summary>One customer's order, from placing to the last payment's answer.</summary>
    public async Task OrderAsync()
    {
        await PauseAsync(8_000);
        Guid? key = random.Next(4) > 0 ? NewId() : null;
        var withPayment = random.Next(4) == 0;
        var command = NewOrder(key, withPayment);
        while (true)
        {
            // As the API does: an order placed under a key has the key's id, any other a new one each time.
            var id = key ?? NewId();
            try
            {
                var order = cluster.Clients.GetGrain<IOrderGrain>(id);
                var placement = withPayment ? await PlaceAndPayAsync(order, id, command) : await PlaceAsync(order, id, command);
                if (placement.Status == PlaceOrderStatus.Placed)
                    await Task.WhenAll(Enumerable.Range(0, random.Next(withPayment ? 0 : 1, 4)).Select(_ => PayAsync(id))
                        .Concat(afterSales.Of(id, command)));
                return;
            }
            catch (Exception failure) when (IsOutage(failure))
            {
                await PauseAsync(2_000);
            }
        }
    }

    public async Task ChargeAsync()
    {
        await PauseAsync(15_000);
        var command = new ChargeBalance(random.Next(1, 20_000), NewId());
        var balance = cluster.Clients.GetGrain<IBalanceGrain>(Customer());
        while (true)
        {
            try
            {
                await balance.Charge(command);
                return;
            }
            catch (Exception failure) when (IsOutage(failure))
            {
                await PauseAsync(2_000);
            }
        }
    }

    private static async Task<PlaceOrderOutcome> PlaceAsync(IOrderGrain order, Guid id, PlaceOrder command)
    {
        MarkAsNew(id, command);
        return (await order.Place(command)).Outcome!;
    }

    // Of the calling method's flow alone, as an endpoint's request has its own.
    private static void MarkAsNew(Guid id, PlaceOrder command)
    {
        if (command.CommandId is null)
            Orders.NewOrder.Mark(id);
    }

    private async Task<PlaceOrderOutcome> PlaceAndPayAsync(IOrderGrain order, Guid id, PlaceOrder command)
    {
        MarkAsNew(id, command);
        var (placement, payment) = (await order.PlaceAndPay(command)).Outcome!;
        if (payment is not null)
            Answers.Add(id, command.CommandId, new(ReplyKind.Decided, payment));
        return placement;
    }

    /// <summary>Pays, and often asks again: with the same key, or without.</summary>
    private async Task PayAsync(Guid orderId)
    {
        var order = cluster.Clients.GetGrain<IOrderGrain>(orderId);
        Guid? key = random.Next(2) == 0 ? NewId() : null;
        for (var left = random.Next(1, 4); left > 0;)
        {
            await PauseAsync(2_000);
            try
            {
                var reply = await order.Pay(new(key));
                // Not only in the end: whoever is told so can rely on it now.
                Assert.True(reply.Outcome!.Status != PayOrderStatus.Paid
                    || cluster.Store.Read($"order/{orderId:N}", 0).Any(e => e.Type == OrderEventCodec.Completed),
                        $"Order {orderId} is not paid yet.");
                Answers.Add(orderId, key, reply);
                left--;
            }
            catch (Exception failure) when (IsOutage(failure))
            {
                // Asked again after the pause.
            }
        }
    }

    private PlaceOrder NewOrder(Guid? key, bool firstOptions)
    {
        var items = new List<OrderItemRequest>();
        for (var left = random.Next(1, 4); left > 0; left--)
        {
            var product = random.Next(shop.Products.Count);
            var options = shop.Products[product].Options;
            items.Add(new(product + 1, firstOptions ? null : options[random.Next(options.Count)].OptionId, random.Next(1, 3)));
        }
        long? coupon = firstOptions || random.Next(2) == 0 ? null : random.Next(shop.Coupons.Count) + 1;
        return new(Customer(), coupon, items, null, key);
    }

    private long Customer() => random.Next(shop.Balances.Count) + 1;

    private Task PauseAsync(int atMost) => cluster.Time.Pause(TimeSpan.FromMilliseconds(random.Next(1, atMost)), null);

    private Guid NewId()
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new(bytes);
    }

    private static bool IsOutage(Exception failure) => failure is CommerceUnavailableException or OrleansException or TimeoutException;
}
