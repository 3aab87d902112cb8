using Commerce.Fixtures;

namespace Commerce.Balances;

[Collection(ApiTests.Name)]
public sealed class BalanceTests(ApiFixture api)
{
    private const long Limit = 1_000_000_000_000;

    [Fact]
    public async Task Charge_KnownCustomer_AddsToTheBalance()
    {
        var id = await api.NewCustomerAsync(balance: 500);

        var charged = (await api.Http.PostAsync($"/v1/users/{id}/balance", new { amount = 1_000 })).AssertStatus(200);

        Assert.Equal((id, 1_500), (charged.Number("userId"), charged.Number("balance")));
        Assert.Equal(charged.Text, (await api.Http.GetAsync($"/v1/users/{id}/balance")).AssertStatus(200).Text);
    }

    [Fact]
    public async Task Charge_UpToTheLimitAndBeyond_IsTakenAndRefused()
    {
        var id = await api.NewCustomerAsync(balance: 1);

        (await api.Http.PostAsync($"/v1/users/{id}/balance", new { amount = Limit })).AssertProblem(409, "BALANCE_LIMIT_EXCEEDED");
        (await api.Http.PostAsync($"/v1/users/{id}/balance", new { amount = Limit - 1 })).AssertStatus(200);
        (await api.Http.PostAsync($"/v1/users/{id}/balance", new { amount = 1 })).AssertProblem(409, "BALANCE_LIMIT_EXCEEDED");
    }

    [Fact]
    public async Task Balance_UnknownCustomer_IsNotFound()
    {
        var route = $"/v1/users/{api.NewId()}/balance";
        (await api.Http.GetAsync(route)).AssertProblem(404, "CUSTOMER_NOT_FOUND");
        (await api.Http.GetAsync($"{route}/history")).AssertProblem(404, "CUSTOMER_NOT_FOUND");
        (await api.Http.PostAsync(route, new { amount = 1 })).AssertProblem(404, "CUSTOMER_NOT_FOUND");
    }

    [Fact]
    public async Task History_PageByPage_TellsTheLatestFirst()
    {
        var id = await api.NewCustomerAsync(balance: 10);
        foreach (var amount in new[] { 1, 2, 3 })
            await api.Http.PostAsync($"/v1/users/{id}/balance", new { amount });

        var first = (await api.Http.GetAsync($"/v1/users/{id}/balance/history?limit=3")).AssertStatus(200);
        var second = (await api.Http.GetAsync($"/v1/users/{id}/balance/history?limit=3&after={first.String("next")}")).AssertStatus(200);

        var entries = first.Json.GetProperty("items").EnumerateArray().Concat(second.Json.GetProperty("items").EnumerateArray())
            .Select(entry => (entry.GetProperty("kind").GetString(), entry.GetProperty("amount").GetInt64(),
            entry.GetProperty("balanceAfter").GetInt64()));
        Assert.Equal([("CHARGE", 3, 16), ("CHARGE", 2, 13), ("CHARGE", 1, 11), ("OPENING", 10, 10)], entries);
        Assert.False(second.Json.TryGetProperty("next", out _));
    }

    [Fact]
    public async Task History_OfAPaidOrder_TellsWhatTheMoneyWasFor()
    {
        var (id, productId) = (await api.NewCustomerAsync(balance: 100), await api.NewProductAsync(price: 30, stock: 1));
        var paid = await api.Http.PostAsync("/v1/orders",
            new { userId = id, totalAmount = 30, products = new[] { new { productId, quantity = 1 } } });

        var entries = (await api.Http.GetAsync($"/v1/users/{id}/balance/history")).AssertStatus(200).Json.GetProperty("items")
            .EnumerateArray().ToList();

        Assert.Equal(["DEBIT", "OPENING"], entries.Select(entry => entry.GetProperty("kind").GetString()));
        Assert.Equal((30, 70), (entries[0].GetProperty("amount").GetInt32(), entries[0].GetProperty("balanceAfter").GetInt32()));
        Assert.Equal(paid.String("orderId"), entries[0].GetProperty("orderId").GetString());
        Assert.Equal(api.Host.Clock.GetUtcNow(), entries[0].GetProperty("at").GetDateTimeOffset(), TimeSpan.FromMilliseconds(1));
        Assert.False(entries[1].TryGetProperty("orderId", out _));
    }

    [Theory]
    [InlineData(LedgerEntryKind.Opening, "OPENING")]
    [InlineData(LedgerEntryKind.Charge, "CHARGE")]
    [InlineData(LedgerEntryKind.Debit, "DEBIT")]
    [InlineData(LedgerEntryKind.Refund, "REFUND")]
    public void History_EveryKind_HasItsName(LedgerEntryKind kind, string name) =>
        Assert.Equal(name, LedgerEntryResponse.Of(new(1, kind, 1, null, 1, DateTimeOffset.UnixEpoch)).Kind);

    [Fact]
    public async Task PutCustomer_Again_KeepsTheBalance()
    {
        var id = api.NewId();

        var created = (await api.Http.PutAsync($"/admin/customers/{id}", new { username = "하늘", openingBalance = 100 })).AssertStatus(201);
        var renamed = (await api.Http.PutAsync($"/admin/customers/{id}", new { username = "바다", openingBalance = 900 })).AssertStatus(200);

        Assert.Equal($"/v1/users/{id}/balance", created.Headers["Location"]);
        Assert.Equal(("바다", 100), (renamed.String("username"), renamed.Number("balance")));
    }
}
