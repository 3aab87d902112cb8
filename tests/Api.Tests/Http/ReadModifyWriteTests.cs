using System.Text;
using System.Text.Json.Nodes;
using Commerce.Fixtures;

namespace Commerce.Http;

/// <summary>What an administrator reads can be written back, and takes nothing from anybody.</summary>
[Collection(ApiTests.Name)]
public sealed class ReadModifyWriteTests(ApiFixture api)
{
    public static TheoryData<string> Resources => ["coupons", "products", "customers", "concerts"];

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Put_WhatGetAnswered_ChangesNothing(string resource)
    {
        var path = await UsedAsync(resource);
        var read = await GetAsync(path);
        await api.Host.ReadTablesFollowAsync();
        var before = await api.Host.JournalAsync();

        var put = await PutAsync(path, JsonNode.Parse(read.Text)!);

        Assert.Equal((200, read.Text), (put.Status, put.Text));
        Assert.Equal(before, await api.Host.JournalAsync());
        Assert.Equal(read.Text, (await GetAsync(path)).Text);
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Put_WhatGetAnsweredWithAnotherName_ChangesTheNameAlone(string resource)
    {
        var path = await UsedAsync(resource);
        var expected = JsonNode.Parse((await GetAsync(path)).Text)!;
        expected[resource == "customers" ? "username" : "name"] = "Renamed";

        (await PutAsync(path, expected)).AssertStatus(200);

        Assert.Equal(expected.ToJsonString(), JsonNode.Parse((await GetAsync(path)).Text)!.ToJsonString());
    }

    /// <summary>The resource with everything that it can have, some of it in use.</summary>
    private async Task<string> UsedAsync(string resource)
    {
        var path = resource switch
        {
            "coupons" => await CouponAsync(),
            "products" => await ProductAsync(),
            "customers" => await CustomerAsync(),
            _ => await ConcertAsync(),
        };
        return $"/admin/{resource}/{path}";
    }

    private async Task<long> CouponAsync()
    {
        var couponId = await api.NewCampaignAsync();
        await api.Http.PostAsync("/coupons/issue", new { couponId, customerId = 1 });
        var terms = JsonNode.Parse((await GetAsync($"/admin/coupons/{couponId}")).Text)!;
        (terms["code"], terms["paused"]) = ($"RMW-{couponId}", true);
        terms["usableUntil"] = api.Host.Clock.GetUtcNow().AddDays(9);
        terms["queue"] = new JsonObject { ["maxActive"] = 3, ["admissionsPerSecond"] = 4, ["activeSeconds"] = 50 };
        (await PutAsync($"/admin/coupons/{couponId}", terms)).AssertStatus(200);
        return couponId;
    }

    private async Task<long> ProductAsync()
    {
        var (productId, userId) = (await api.NewProductAsync(price: 100, stock: 100), await api.NewCustomerAsync(balance: 10_000));
        (await api.Http.PostAsync("/v1/orders",
            new { userId, totalAmount = 3_000, products = new[] { new { productId, quantity = 30 } } })).AssertStatus(200);
        return productId;
    }

    private async Task<long> CustomerAsync()
    {
        var id = await api.NewCustomerAsync(balance: 500);
        (await api.Http.PostAsync($"/v1/users/{id}/balance", new { amount = 70 })).AssertStatus(200);
        return id;
    }

    private async Task<long> ConcertAsync()
    {
        var id = await api.NewScheduleAsync(seats: 5, queue: new { maxActive = 3, admissionsPerSecond = 4, activeSeconds = 50 });
        (await api.Http.PutAsync($"/admin/concerts/{id}", api.Concert(api.NewId()))).AssertStatus(200); // a second schedule
        return id;
    }

    private async Task<ApiAnswer> GetAsync(string path) =>
        (await api.Http.SendAsync(new ApiRequest("GET", path).AsAdmin())).AssertStatus(200);

    private Task<ApiAnswer> PutAsync(string path, JsonNode body) => api.Http.SendAsync(
        new ApiRequest("PUT", path) { Body = Encoding.UTF8.GetBytes(body.ToJsonString()), IsReadBack = true }.AsAdmin());
}
