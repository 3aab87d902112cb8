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
}
