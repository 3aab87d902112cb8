using Commerce.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Commerce.Shop;

/// <summary>What the API says no to, in the customer's words; and what it could not answer, sent again.</summary>
[Collection(BrowserTests.Name)]
public sealed class RefusalTests(SiteFixture site)
{
    [BrowserFact]
    public async Task Refusals_OfCouponsAndPayments_AreToldInWords()
    {
        await using var visitor = await site.VisitorAsync();
        await visitor.OpenShopAsync("coupons", await site.NewCustomerAsync(0));
        await visitor.Button("Take one: 1,000 won off").ClickAsync();
        await Expect(visitor.Status).ToContainTextAsync("is yours");
        await visitor.Button("Take one: 1,000 won off").ClickAsync();
        await Expect(visitor.Alert).ToHaveTextAsync("You hold this coupon already. Everybody gets one.");

        await visitor.Page.GetByLabel("Code").FillAsync("NO-SUCH-CODE");
        await visitor.Button("Take it").ClickAsync();
        await Expect(visitor.Alert).ToHaveTextAsync("There is no such coupon.");

        await visitor.OpenShopAsync("products/4");
        await visitor.Button("Place the order").ClickAsync();
        await visitor.Button("Pay 600 won").ClickAsync();
        await Expect(visitor.Alert).ToHaveTextAsync("The balance does not cover this. Nothing was taken.");
        await Expect(visitor.State).ToHaveTextAsync("Payment refused");

        await visitor.OpenShopAsync("products/999999");
        await Expect(visitor.Heading).ToHaveTextAsync("This did not work");
        await Expect(visitor.Page.Locator("main")).ToContainTextAsync("There is no such product.");
        visitor.AssertUndisturbed(
            "409 POST /coupons/issue", "404 POST /api/v1/coupons/issue", "409 POST /payments", "404 GET /v1/products/999999");
    }

    [BrowserFact]
    public async Task Unavailable_WithRetryAfter_IsSentAgainUnderTheSameKey()
    {
        await using var visitor = await site.VisitorAsync();
        await visitor.OpenShopAsync("products/1", 1_030);
        var keys = new List<string>();
        await visitor.Page.RouteAsync("**/orders", async route =>
        {
            if (route.Request.Method != "POST")
            {
                await route.ContinueAsync();
                return;
            }
            lock (keys)
                keys.Add(route.Request.Headers["idempotency-key"]);
            if (keys.Count > 1)
                await route.ContinueAsync();
            else
                await route.FulfillAsync(new() { Status = 503, Headers = new Dictionary<string, string> { ["Retry-After"] = "1" } });
        });

        await visitor.Button("Place the order").ClickAsync();

        await Expect(visitor.Status).ToHaveTextAsync("The shop is busy. Trying again in 1 s …");
        await Expect(visitor.State).ToHaveTextAsync("Not paid yet");
        Assert.Equal(2, keys.Count);
        Assert.Single(keys.Distinct());
        visitor.AssertUndisturbed("503 POST /orders");
    }

    /// <summary>As with <c>Auth:Mode</c> Jwt: what is a customer's asks for a token.</summary>
    [BrowserFact]
    public async Task Unauthenticated_WhoPastesAToken_SendsItFromThenOn()
    {
        await using var visitor = await site.VisitorAsync();
        await visitor.Page.RouteAsync("**/v1/users/**",
            route => route.Request.Headers.GetValueOrDefault("authorization") == "Bearer my-token"
            ? route.ContinueAsync()
            : route.FulfillAsync(new()
            {
                Status = 401,
                ContentType = "application/problem+json",
                Body = """{"status":401,"code":"UNAUTHENTICATED","message":"No token."}""",
            }));
        await visitor.OpenShopAsync("account", 1_031);
        await Expect(visitor.Page.Locator("main")).ToContainTextAsync("Auth:Mode is Jwt");

        await visitor.Page.GetByLabel("Access token").FillAsync("my-token");
        await visitor.Button("Go on as this customer").ClickAsync();

        await Expect(visitor.Status).ToHaveTextAsync("You are customer 1031 now.");
        await Expect(visitor.Page.Locator("main")).ToContainTextAsync("50,000,000 won");
        visitor.AssertUndisturbed([.. Enumerable.Repeat("401 GET /v1/users/1031/balance", 2), "401 GET /v1/users/1031/balance/history"]);
    }
}
