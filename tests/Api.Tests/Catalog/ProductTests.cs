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

        (await Put(id, supplied: 2)).AssertProblem(409, "STOCK_BELOW_SOLD");
        var extended = (await Put(id, supplied: 10)).AssertStatus(200);

        Assert.Equal((7, 10), Pieces(extended));
    }

    [Fact]
    public async Task Put_StockOfAnOptionThatExists_IsRefusedAndSaysWhatToSend()
    {
        var id = await api.NewProductAsync(price: 100, stock: 5);

        var refused = (await Put(id, stock: 4)).AssertProblem(400, "INVALID_INPUT", "options[0].stock");

        Assert.Contains("supplied", refused.String("message"), StringComparison.Ordinal);
        Assert.Equal((5, 5), Pieces(await GetAsync(id)));
        (await Put(id, stock: 4, supplied: 8)).AssertStatus(200); // as GET tells both
        (await Put(id)).AssertStatus(200);
        Assert.Equal((8, 8), Pieces(await GetAsync(id)));
        (await Put(api.NewId())).AssertProblem(400, "INVALID_INPUT", "options[0].supplied");
    }

    [Fact]
    public async Task Restock_AnOption_AddsToWhatIsLeftAndWhatWasSupplied()
    {
        var id = await api.NewProductAsync(price: 100, stock: 5);
        var (route, key) = ($"/admin/products/{id}/options/{id}/restock", ApiFixture.NewKey());

        var added = (await RestockAsync(route, 30, key)).AssertStatus(200);
        var again = (await RestockAsync(route, 30, key)).AssertStatus(200);

        Assert.Equal((added.Text, true), (again.Text, again.IsReplayed));
        Assert.Equal((35, 35), Pieces(await GetAsync(id)));
        (await RestockAsync(route, 1_000_000_000)).AssertProblem(409, "STOCK_LIMIT_EXCEEDED");
        (await RestockAsync($"/admin/products/{id}/options/{id + 1}/restock", 1)).AssertProblem(404, "PRODUCT_OPTION_NOT_FOUND");
        (await RestockAsync($"/admin/products/{api.NewId()}/options/{id}/restock", 1)).AssertProblem(404, "PRODUCT_NOT_FOUND");
        (await api.Http.SendAsync(new ApiRequest("POST", route) { Body = "{\"quantity\":1}"u8.ToArray() }))
            .AssertProblem(401, "UNAUTHENTICATED");
    }

    private static (long Stock, long Supplied) Pieces(ApiAnswer product)
    {
        var option = product.AssertStatus(200).Json.GetProperty("options")[0];
        return (option.GetProperty("stock").GetInt64(), option.GetProperty("supplied").GetInt64());
    }

    private Task<ApiAnswer> GetAsync(long id) => api.Http.GetAsync($"/v1/products/{id}");

    private Task<ApiAnswer> RestockAsync(string route, long quantity, string? key = null)
    {
        var request = new ApiRequest("POST", route) { Body = System.Text.Encoding.UTF8.GetBytes($"{{\"quantity\":{quantity}}}") }.AsAdmin();
        return api.Http.SendAsync(key is null ? request : request.With("Idempotency-Key", key));
    }

    private Task<ApiAnswer> Put(long id, int? stock = null, int? supplied = null) => api.Http.PutAsync($"/admin/products/{id}", new
    {
        name = "Notebook",
        basePrice = 100,
        options = new[] { new { productOptionId = id, name = "One size", extraPrice = 0, stock, supplied } },
    });
}
