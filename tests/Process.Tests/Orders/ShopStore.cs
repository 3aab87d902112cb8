using System.Net;
using Commerce.Testing;

namespace Commerce.Orders;

/// <summary>
/// The store of a silo that was stopped in order, with something of everything in it: a paid order with a coupon, a paid one
/// without, one whose payment was refused and given back, one that was never paid; a seat that is sold, and one that is held,
/// behind a queue. Each test doctors a copy.
/// </summary>
public class ShopStore : IAsyncLifetime
{
    public const long Campaign = 4001;
    public const long Buyer = 1;
    public const long Poor = 2;
    public const long Product = 7;
    public const long OtherProduct = 8;
    public const long Schedule = 9;

    private readonly List<TempFolder> _folders = [new()]; // copies after the first

    private string Original => _folders[0].Path;

    public async Task InitializeAsync()
    {
        await using var silo = new SiloProcess([$"--Storage:Directory={Original}", "--Demo:Load=false"]);
        await silo.StartAsync();
        var (shop, coupons) = (new ShopClient(silo.Http), new CouponClient(silo.Http));
        await coupons.PutAsync(Campaign, 2);
        await shop.PutCustomerAsync(Buyer, 50_000);
        await shop.PutCustomerAsync(Poor, 10);
        await shop.PutProductAsync(Product, price: 1_500, stock: 100);
        await shop.PutProductAsync(OtherProduct, price: 1_500, stock: 100);
        foreach (var customer in new[] { Buyer, Poor })
            Assert.Equal(HttpStatusCode.Created, (await coupons.IssueAsync(Campaign, customer)).Status);

        await BeforeAsync(shop);
        await PayAsync(shop, Buyer, null, HttpStatusCode.Created);
        await PayAsync(shop, Poor, Campaign, HttpStatusCode.Conflict);
        Assert.Equal(HttpStatusCode.OK, (await shop.ChargeAsync(Buyer, 5_000)).Status);
        await PayAsync(shop, Buyer, Campaign, HttpStatusCode.Created);
        Assert.Equal(HttpStatusCode.Created, (await shop.PlaceAsync(Buyer, null, [Product], 1)).Status);
        await shop.RestockAsync(OtherProduct, 50);
        await SellSeatsAsync(new SeatClient(silo.Http));
        await SiloStore.Sqlite(Original).OutboxDrainedAsync();
        Assert.Equal(0, await silo.StopAsync());
    }

    /// <summary>A copy that nobody else uses.</summary>
    public SiloStore Copy()
    {
        var copy = new TempFolder();
        _folders.Add(copy);
        foreach (var file in Directory.GetFiles(Original))
            File.Copy(file, Path.Combine(copy.Path, Path.GetFileName(file)));
        return SiloStore.Sqlite(copy.Path);
    }

    public Task DisposeAsync()
    {
        foreach (var folder in _folders)
            folder.Dispose();
        return Task.CompletedTask;
    }

    private static async Task SellSeatsAsync(SeatClient seats)
    {
        await seats.PutAsync(Schedule, price: 700, seats: 5, new { maxActive = 10, admissionsPerSecond = 10 });
        var sold = await seats.ReserveAsync(Buyer, Schedule, 1, token: await seats.JoinAsync(Buyer, Schedule));
        var held = await seats.ReserveAsync(Poor, Schedule, 2, token: await seats.JoinAsync(Poor, Schedule));
        Assert.Equal(HttpStatusCode.Created, (await seats.PayAsync(sold.ReservationId)).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await seats.PayAsync(held.ReservationId)).Status);
    }

    /// <summary>What happens before all that.</summary>
    private protected virtual Task BeforeAsync(ShopClient shop) => Task.CompletedTask;

    private static async Task PayAsync(ShopClient shop, long customer, long? coupon, HttpStatusCode expected)
    {
        var placed = await shop.PlaceAsync(customer, coupon, [Product, OtherProduct], 2);
        Assert.Equal(HttpStatusCode.Created, placed.Status);
        Assert.Equal(expected, (await shop.PayAsync(placed.OrderId)).Status);
    }
}
