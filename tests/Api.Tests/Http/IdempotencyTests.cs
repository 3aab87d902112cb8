using Commerce.Fixtures;

namespace Commerce.Http;

[Collection(ApiTests.Name)]
public sealed class IdempotencyTests(ApiFixture api)
{
    [Fact]
    public async Task Key_SameRequestAgain_GetsTheSameAnswerMarked()
    {
        var couponId = await api.NewCampaignAsync();
        var key = ApiFixture.NewKey();

        var first = await Issue(couponId, 1, key);
        await Issue(couponId, 2, null);
        var again = await Issue(couponId, 1, key);

        Assert.Equal((201, first.Text), (again.AssertStatus(201).Status, again.Text));
        Assert.False(first.IsReplayed);
        Assert.Equal("true", again.Headers["Idempotent-Replayed"]);
        Assert.Equal(2, (await api.Http.GetAsync($"/coupons/{couponId}")).Number("issuedQuantity"));
    }

    [Fact]
    public async Task Key_OtherContent_IsRefusedAndDoesNothing()
    {
        var customerId = await api.NewCustomerAsync(balance: 10);
        var key = ApiFixture.NewKey();
        await Charge(customerId, 1, key);

        (await Charge(customerId, 2, key)).AssertProblem(409, "IDEMPOTENCY_KEY_REUSED");

        Assert.Equal(11, (await api.Http.GetAsync($"/v1/users/{customerId}/balance")).Number("balance"));
    }

    [Fact]
    public async Task Key_OfARefusal_IsDecidedAgainAndBoundToTheSuccess()
    {
        var couponId = await api.NewCampaignAsync(quantity: 1);
        var key = ApiFixture.NewKey();
        await Issue(couponId, 1, null);
        (await Issue(couponId, 2, key)).AssertProblem(409, "COUPON_SOLD_OUT");
        Assert.False((await Issue(couponId, 2, key)).AssertProblem(409, "COUPON_SOLD_OUT").IsReplayed);

        (await api.Http.PutAsync($"/admin/coupons/{couponId}", api.Campaign(quantity: 2))).AssertStatus(200);

        var issued = (await Issue(couponId, 2, key)).AssertStatus(201);
        Assert.False(issued.IsReplayed);
        var again = (await Issue(couponId, 2, key)).AssertStatus(201);
        Assert.Equal((issued.Text, true), (again.Text, again.IsReplayed));
    }

    [Fact]
    public async Task Key_OfARefusedPayment_PaysWhenThereIsMoney()
    {
        var (customerId, productId) = (await api.NewCustomerAsync(balance: 10), await api.NewProductAsync(price: 100, stock: 10));
        var order = await api.Http.PostAsync("/orders",
            new { customerId, items = new[] { new { productId, productOptionId = productId, quantity = 1 } } });
        var (pay, both) = (new { orderId = order.String("orderId") },
            new { userId = customerId, totalAmount = 200, products = new[] { new { productId, quantity = 2 } } });
        var key = ApiFixture.NewKey();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            Assert.False((await api.Http.PostAsync("/payments", pay, key)).AssertProblem(409, "BALANCE_INSUFFICIENT").IsReplayed);
            Assert.False((await api.Http.PostAsync("/v1/orders", both, key)).AssertProblem(409, "BALANCE_INSUFFICIENT").IsReplayed);
        }
        await Charge(customerId, 1_000, null);

        foreach (var (route, body, status) in new (string, object, int)[] { ("/payments", pay, 201), ("/v1/orders", both, 200) })
        {
            var paid = (await api.Http.PostAsync(route, body, key)).AssertStatus(status);
            var again = (await api.Http.PostAsync(route, body, key)).AssertStatus(status);
            Assert.Equal((false, paid.Text, true), (paid.IsReplayed, again.Text, again.IsReplayed));
        }
        Assert.Equal(1_010 - 300, (await api.Http.GetAsync($"/v1/users/{customerId}/balance")).Number("balance"));
    }

    [Theory]
    [InlineData("/coupons/issue")]
    [InlineData("/coupon/apply")]
    [InlineData("/api/v1/coupons/issue")]
    public async Task Key_OfTwoCustomersAtOneCoupon_IsTwoKeys(string route)
    {
        var code = $"TWO-{api.NewId()}";
        var couponId = await api.NewCampaignAsync(code: route == "/api/v1/coupons/issue" ? code : null);
        var key = ApiFixture.NewKey();
        foreach (var customer in new[] { api.NewId(), api.NewId() })
        {
            Task<ApiAnswer> IssueAsync() => route switch
            {
                "/coupons/issue" => Issue(couponId, customer, key),
                "/coupon/apply" => api.Http.PostAsync($"{route}?userId={customer}", null, key),
                _ => api.Http.PostAsync(route, new { userId = customer, couponCode = code }, key),
            };
            var (first, again) = (await IssueAsync(), await IssueAsync());
            Assert.InRange(first.Status, 200, 201);
            Assert.Equal((first.Status, first.Text, false, true), (again.Status, again.Text, first.IsReplayed, again.IsReplayed));
        }
    }

    [Fact]
    public async Task Key_Quoted_IsTheSameAsTheBareOne()
    {
        var customerId = await api.NewCustomerAsync(balance: 10);
        var key = ApiFixture.NewKey();
        var bare = (await Charge(customerId, 1, key)).AssertStatus(200);
        var quoted = (await Charge(customerId, 1, $"\"{key}\"")).AssertStatus(200);
        Assert.Equal((bare.Text, true), (quoted.Text, quoted.IsReplayed));

        (await Charge(customerId, 1, $"\"a\\\\b\\\"{key}\"")).AssertStatus(200);
        Assert.True((await Charge(customerId, 1, $"a\\b\"{key}")).AssertStatus(200).IsReplayed);
    }

    [Fact]
    public async Task Key_OfTwoResources_IsTwoKeys()
    {
        var key = ApiFixture.NewKey();
        foreach (var couponId in new[] { await api.NewCampaignAsync(), await api.NewCampaignAsync() })
            Assert.False((await Issue(couponId, 1, key)).AssertStatus(201).IsReplayed);
    }

    [Fact]
    public async Task Key_SameRequestAtOnce_IsDoneOnce()
    {
        var couponId = await api.NewCampaignAsync();
        var key = ApiFixture.NewKey();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Issue(couponId, 1, key)));

        Assert.All(answers, answer => Assert.Equal((201, 1), (answer.Status, answer.Number("issueNumber"))));
        Assert.Single(answers, answer => !answer.IsReplayed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("tab\there")]
    [InlineData("schlüssel")]
    [InlineData("\"")]
    [InlineData("\"\"")]
    [InlineData("\"open")]
    [InlineData("\"two\"quotes\"")]
    [InlineData("\"open\\\"")]
    [InlineData("\"half\\way\"")]
    [InlineData("\"two words\"")]
    public async Task Key_Malformed_IsRefused(string key) =>
        (await Issue(await api.NewCampaignAsync(), 1, key)).AssertProblem(400, "INVALID_INPUT", "Idempotency-Key");

    [Fact]
    public async Task Key_LongestAndLonger_IsTakenAndRefused()
    {
        var couponId = await api.NewCampaignAsync();
        (await Issue(couponId, 1, new string('~', 200))).AssertStatus(201);
        Assert.True((await Issue(couponId, 1, $"\"{new string('~', 200)}\"")).IsReplayed);
        (await Issue(couponId, 2, new string('~', 201))).AssertProblem(400, "INVALID_INPUT", "Idempotency-Key");
    }

    [Fact]
    public async Task Key_OnEveryPost_ReplaysItsAnswer()
    {
        var (customerId, code) = (await api.NewCustomerAsync(balance: 10_000), $"KEY-{api.NewId()}");
        await api.NewCampaignAsync(code: code);
        var productId = await api.NewProductAsync(price: 100, stock: 10);
        var order = await api.Http.PostAsync("/orders",
            new { customerId, items = new[] { new { productId, productOptionId = productId, quantity = 1 } } });

        (string Route, object? Body)[] posts =
        [
            ($"/coupon/apply?userId={customerId}", null),
            ("/api/v1/coupons/issue", new { userId = customerId, couponCode = code }),
            ($"/v1/users/{customerId}/balance", new { amount = 10 }),
            ("/orders", new { customerId, items = new[] { new { productId, productOptionId = productId, quantity = 2 } } }),
            ("/payments", new { orderId = order.String("orderId") }),
            ($"/admin/orders/{order.String("orderId")}/refunds",
                new { items = new[] { new { productOptionId = productId, quantity = 1 } }, restock = true, reason = "damaged" }),
            ($"/orders/{order.String("orderId")}/cancel", null),
            ($"/admin/orders/{order.String("orderId")}/cancel", null),
            ("/v1/orders", new { userId = customerId, totalAmount = 300, products = new[] { new { productId, quantity = 3 } } }),
        ];
        foreach (var (route, body) in posts)
        {
            var key = ApiFixture.NewKey();
            var first = await api.Http.PostAsync(route, body, key);
            var again = await api.Http.PostAsync(route, body, key);
            Assert.InRange(first.Status, 200, 201);
            Assert.Equal((first.Status, first.Text, true), (again.Status, again.Text, again.IsReplayed));
        }
        Assert.Equal(10_000 + 10 - 300, (await api.Http.GetAsync($"/v1/users/{customerId}/balance")).Number("balance"));
    }

    private Task<ApiAnswer> Charge(long customerId, long amount, string? key) =>
        api.Http.PostAsync($"/v1/users/{customerId}/balance", new { amount }, key);

    private Task<ApiAnswer> Issue(long couponId, long customerId, string? key) =>
        api.Http.PostAsync("/coupons/issue", new { couponId, customerId }, key);
}
