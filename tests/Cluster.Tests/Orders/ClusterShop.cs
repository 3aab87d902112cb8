using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Testing;
using Commerce.Verify;

namespace Commerce.Orders;

/// <summary>A small shop in a cluster: two products, a campaign whose pieces its customers hold, and what the store says of it.</summary>
internal sealed class ClusterShop
{
    public const long Customer = 1;
    public const long Poor = 2;
    public const long Balance = 1_000_000;
    public const long Price = 5_000;
    public const long Discount = 1_000;

    private const long Product = 7;
    private const long OtherProduct = 8;
    private const long Stock = 1_000;

    private readonly CommerceCluster _cluster;

    private ClusterShop(CommerceCluster cluster) => _cluster = cluster;

    public static async Task<ClusterShop> OpenAsync(CommerceCluster cluster)
    {
        var shop = new ClusterShop(cluster);
        await shop.Account(Customer).Open(new("Customer", Balance, null));
        await shop.Account(Poor).Open(new("Poor", 1, null));
        foreach (var product in new[] { Product, OtherProduct })
            await shop.Stand(product).Define(new("Product under test", Price, [new(product, "One size", 0, Stock)], null));
        return shop;
    }

    public IBalanceGrain Account(long customer) => _cluster.Client.GetGrain<IBalanceGrain>(customer);

    public IProductGrain Stand(long product = Product) => _cluster.Client.GetGrain<IProductGrain>(product);

    /// <summary>Opens a campaign of which a customer holds the only piece.</summary>
    public async Task<long> NewPieceAsync(long campaign, long holder)
    {
        await Customers.OpenAsync(_cluster.Campaign(campaign), 2);
        await _cluster.Campaign(campaign).Issue(new(holder, null));
        return campaign;
    }

    /// <summary>An order of one piece of each product.</summary>
    public static PlaceOrder Command(long customer = Customer, long? coupon = null, Guid? id = null) =>
        new(customer, coupon, [new(Product, Product, 1), new(OtherProduct, null, 1)], null, id);

    public async Task<IOrderGrain> PlaceAsync(long customer = Customer, long? coupon = null)
    {
        var order = _cluster.Client.GetGrain<IOrderGrain>(Guid.CreateVersion7());
        Assert.Equal(PlaceOrderStatus.Placed, (await order.Place(Command(customer, coupon))).Outcome!.Status);
        return order;
    }

    /// <summary>How often money was taken for an order.</summary>
    public async Task<int> DebitsAsync(Guid orderId) =>
        (await _cluster.QueryAsync<byte[]>("SELECT payload FROM journal WHERE event_type = @type",
            new { type = BalanceEventCodec.Debited }))
        .Count(payload => System.Text.Encoding.UTF8.GetString(payload).Contains(orderId.ToString(), StringComparison.Ordinal));

    /// <summary>Every payment has ended, and nothing was made or lost.</summary>
    public Task AssertLawsHoldAsync() => AssertLawsHoldAsync(_cluster);

    /// <summary>As the other, of any cluster.</summary>
    public static async Task AssertLawsHoldAsync(CommerceCluster cluster)
    {
        await Eventually.HoldsAsync("every payment to end",
            async () => (await cluster.QueryAsync<long>("SELECT COUNT(*) FROM open_work"))[0] == 0);
        await Eventually.HoldsAsync("the outbox to be drained",
            async () => (await cluster.QueryAsync<long>("SELECT COUNT(*) FROM outbox"))[0] == 0);
        var laws = await new JournalVerifier(cluster.Database).VerifyAsync(CancellationToken.None);
        Assert.Empty(laws.SelectMany(law => law.Shown.Select(breach => $"{law.Name}: {breach}")));
    }
}
