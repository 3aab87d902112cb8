using Commerce.Fixtures;

namespace Commerce.Catalog;

/// <summary>Best sellers, in a shop where nobody else buys.</summary>
public sealed class PopularProductTests : IAsyncLifetime
{
    private ApiUnderTest _host = null!;

    public async Task InitializeAsync()
    {
        _host = await ApiUnderTest.StartAsync();
        (await _host.Http.PutAsync("/admin/customers/1", new { username = "buyer", openingBalance = 1_000_000 })).AssertStatus(201);
        foreach (var id in new[] { 1, 2, 3 })
        {
            (await _host.Http.PutAsync($"/admin/products/{id}", new
            {
                name = $"product {id}",
                basePrice = 10,
                options = new[] { new { productOptionId = id, name = "One size", extraPrice = 0, stock = 1_000 } },
            })).AssertStatus(201);
        }
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task List_SoldRefundedAndCancelled_CountsWhatStayed()
    {
        await BuyAsync((1, 5), (2, 9));
        var refunded = await BuyAsync((2, 7), (3, 6));
        var cancelled = await BuyAsync((1, 100));
        Assert.Equal([(1, 105), (2, 16), (3, 6)], await PopularAsync(""));

        (await _host.Http.PostAsync($"/admin/orders/{refunded}/refunds",
            new { items = new[] { new { productOptionId = 2, quantity = 6 } }, restock = false, reason = "damaged" })).AssertStatus(201);
        (await _host.Http.PostAsync($"/orders/{cancelled}/cancel", null)).AssertStatus(200);

        Assert.Equal([(2, 10), (3, 6), (1, 5)], await PopularAsync(""));
        Assert.Equal([(2, 10)], await PopularAsync("?limit=1&days=1"));
    }

    [Fact]
    public async Task List_DayByDay_HasThoseOfTheLastDays()
    {
        var first = await BuyAsync((1, 3));
        _host.Clock.Advance(TimeSpan.FromDays(1));
        await BuyAsync((2, 2));
        _host.Clock.Advance(TimeSpan.FromDays(1));
        await BuyAsync((3, 1));

        Assert.Equal([(3, 1)], await PopularAsync("?days=1"));
        Assert.Equal([(2, 2), (3, 1)], await PopularAsync("?days=2"));
        Assert.Equal([(1, 3), (2, 2), (3, 1)], await PopularAsync(""));
        _host.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal([(2, 2), (3, 1)], await PopularAsync("?days=3"));
        // What is given back now was sold then.
        (await _host.Http.PostAsync($"/orders/{first}/cancel", null)).AssertStatus(200);
        Assert.Equal([(2, 2), (3, 1)], await PopularAsync("?days=365"));
    }

    [Fact]
    public async Task List_NothingSold_IsEmpty() => Assert.Empty(await PopularAsync(""));

    private async Task<string?> BuyAsync(params (int ProductId, int Quantity)[] items)
    {
        var placed = await _host.Http.PostAsync("/orders", new
        {
            customerId = 1,
            items = items.Select(item => new { productId = item.ProductId, productOptionId = item.ProductId, quantity = item.Quantity }),
        });
        var orderId = placed.AssertStatus(201).String("orderId");
        (await _host.Http.PostAsync("/payments", new { orderId })).AssertStatus(201);
        return orderId;
    }

    private async Task<IEnumerable<(long, long)>> PopularAsync(string query)
    {
        await _host.ReadTablesFollowAsync();
        var popular = (await _host.Http.GetAsync($"/v1/products/popular{query}")).AssertStatus(200);
        return popular.Json.GetProperty("items").EnumerateArray()
            .Select(product => (product.GetProperty("productId").GetInt64(), product.GetProperty("soldQuantity").GetInt64()));
    }
}
