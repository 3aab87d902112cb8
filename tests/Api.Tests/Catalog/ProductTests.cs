using Commerce.Fixtures;

namespace Commerce.Catalog;

[Collection(ApiTests.Name)]
public sealed class ProductTests(ApiFixture api)
{
    [Fact]
    public async Task Get_DemoProduct_TellsOptionsPricesAndStock()
    {
        var product = (await api.Http.GetAsync("/v1/products/5001")).AssertStatus(200);

        Assert.Equal((5001, 10_000), (product.Number("productId"), product.Number("basePrice")));
        var options = product.Json.GetProperty("options").EnumerateArray()
            .Select(option => (option.GetProperty("productOptionId").GetInt64(), option.GetProperty("extraPrice").GetInt64(),
            option.GetProperty("price").GetInt64()));
        Assert.Equal([(6001, 0, 10_000), (6002, 1_000, 11_000), (6003, 2_000, 12_000)], options);
    }

    [Fact]
    public async Task Get_UnknownProduct_IsNotFound() =>
        (await api.Http.GetAsync($"/v1/products/{api.NewId()}")).AssertProblem(404, "PRODUCT_NOT_FOUND");

    [Fact]
    public async Task List_PageByPage_HasEveryProductOnceInOrder()
    {
        await api.Host.ReadTablesFollowAsync();
        var listed = new List<long>();
        var after = "0";
        while (after is not null)
        {
            var page = (await api.Http.GetAsync($"/v1/products?limit=7&after={after}")).AssertStatus(200);
            listed.AddRange(page.Json.GetProperty("items").EnumerateArray().Select(product => product.GetProperty("productId").GetInt64()));
            after = page.Json.TryGetProperty("next", out var next) ? next.GetString() : null;
        }

        Assert.Equal(listed.Distinct().Order(), listed);
        Assert.Equal([1, 2, 3, 4, .. Enumerable.Range(5001, 20)], listed.Where(id => id < 6_000));
    }

    [Fact]
    public async Task Put_Again_ExtendsAndNeverTakesBackWhatWasSold()
    {
        var id = await api.NewProductAsync(price: 100, stock: 5);
        var customerId = await api.NewCustomerAsync(balance: 1_000);
        (await api.Http.PostAsync("/v1/orders",
            new { userId = customerId, totalAmount = 300, products = new[] { new { productId = id, quantity = 3 } } })).AssertStatus(200);

        (await Put(id, stock: 2)).AssertProblem(409, "STOCK_BELOW_SOLD");
        var extended = (await Put(id, stock: 10)).AssertStatus(200);

        Assert.Equal(7, extended.Json.GetProperty("options")[0].GetProperty("stock").GetInt64());
    }

    private Task<ApiAnswer> Put(long id, int stock) => api.Http.PutAsync($"/admin/products/{id}", new
    {
        name = "Notebook",
        basePrice = 100,
        options = new[] { new { productOptionId = id, name = "One size", extraPrice = 0, stock } },
    });
}
