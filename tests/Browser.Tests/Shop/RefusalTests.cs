using Commerce.Fixtures;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Commerce.Shop;

/// <summary>What the API says no to, in the customer's words; and what it could not answer, sent again.</summary>
[Collection(BrowserTests.Name)]
public sealed class RefusalTests(SiteFixture site)
{
    private const string Busy = "The shop is busy. Trying again in 1 s …";

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

        await Expect(visitor.Retrying).ToHaveTextAsync(Busy);
        await Expect(visitor.State).ToHaveTextAsync("Not paid yet");
        Assert.Equal(2, keys.Count);
        Assert.Single(keys.Distinct());
        visitor.AssertUndisturbed("503 POST /orders");
    }

    /// <summary>Whoever clicks again after that means the same order, and it may have been placed.</summary>
    [BrowserFact]
    public async Task Undecided_WhateverItWasAnsweredWith_KeepsItsKey()
    {
        await using var visitor = await site.VisitorAsync();
        await visitor.OpenShopAsync("products/1", 1_032);
        var keys = new List<string>();
        visitor.Page.Request += (_, request) =>
        {
            if (request.Method == "POST" && request.Url.EndsWith("/orders", StringComparison.Ordinal))
                keys.Add(request.Headers["idempotency-key"]);
        };
        await visitor.AnswerAsync("POST", "**/orders", Answers.Problem(500, "INTERNAL_ERROR"), Answers.OfAProxy(502),
            Answers.Problem(408, "REQUEST_TIMEOUT"), Answers.None, Answers.OfAProxy(504));

        await visitor.Button("Place the order").ClickAsync();
        await Expect(visitor.Alert).ToHaveTextAsync("The shop is too busy at the moment. Please try again; nothing is done twice.");
        await visitor.Button("Place the order").ClickAsync();

        await Expect(visitor.State).ToHaveTextAsync("Not paid yet");
        Assert.Equal(6, keys.Count);
        Assert.Single(keys.Distinct());
        visitor.AssertUndisturbed("500 POST /orders", "502 POST /orders", "408 POST /orders", "504 POST /orders");
    }

    [BrowserFact]
    public async Task Refusal_OfSomethingOnTheWay_IsToldInWordsAndSentOnce()
    {
        await using var visitor = await site.VisitorAsync();
        await visitor.OpenShopAsync("coupons", 1_033);
        await visitor.AnswerAsync("POST", "**/api/v1/coupons/issue", Answers.OfAProxy(403), Answers.OfAProxy(429));
        await visitor.Page.GetByLabel("Code").FillAsync("NO-SUCH-CODE");

        await visitor.Button("Take it").ClickAsync();
        await Expect(visitor.Alert).ToHaveTextAsync("Something between you and the shop refused this. Please try again later.");
        await visitor.Button("Take it").ClickAsync();
        await Expect(visitor.Alert).ToHaveTextAsync("That was too often. Please wait 1 s.");
        visitor.AssertUndisturbed("403 POST /api/v1/coupons/issue", "429 POST /api/v1/coupons/issue");
    }

    [BrowserFact]
    public async Task Success_WhenTheLookAtItIsRefused_IsToldAsASuccess()
    {
        var refused = Answers.Problem(429, "TOO_MANY_REQUESTS");
        await using var visitor = await site.VisitorAsync();
        await visitor.OpenShopAsync("products/4", await site.NewCustomerAsync(10_000));
        await visitor.Button("Place the order").ClickAsync();
        await Expect(visitor.State).ToHaveTextAsync("Not paid yet");
        await visitor.AnswerAsync("GET", "**/orders/*", refused);
        await visitor.ClickUntilRefusedAsync(visitor.Button("Pay 600 won"));
        await Expect(visitor.Status).ToHaveTextAsync("Paid: 600 won.");
        await Expect(visitor.Alert).ToBeEmptyAsync();

        await visitor.OpenShopAsync("coupons");
        await visitor.AnswerAsync("GET", "**/coupons/*", refused, refused, refused);
        await visitor.ClickUntilRefusedAsync(visitor.Button("Take one: 1,000 won off"));
        await Expect(visitor.Status).ToContainTextAsync("is yours");
        await Expect(visitor.Alert).ToBeEmptyAsync();

        var schedule = await site.NewConcertAsync(seats: 10);
        await visitor.OpenShopAsync($"schedules/{schedule}");
        await visitor.Seat(4, "free").ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Timer).WaitForAsync();
        await visitor.AnswerAsync("GET", "**/reservations/*", refused);
        await visitor.ClickUntilRefusedAsync(visitor.Button("Let the seat go"));
        await Expect(visitor.Status).ToHaveTextAsync("The seat is free again.");
        await Expect(visitor.Alert).ToBeEmptyAsync();
    }

    [BrowserFact]
    public async Task Refusal_WhenTheLookAfterItIsRefused_StaysTold()
    {
        var refused = Answers.Problem(429, "TOO_MANY_REQUESTS");
        await using var visitor = await site.VisitorAsync();
        await visitor.OpenShopAsync("coupons", await site.NewCustomerAsync(0));
        await visitor.Button("Take one: 1,000 won off").ClickAsync();
        await Expect(visitor.State).ToHaveTextAsync("Can be used"); // by now it has looked
        await visitor.AnswerAsync("GET", "**/coupons/4001", refused);

        await visitor.ClickUntilRefusedAsync(visitor.Button("Take one: 1,000 won off"));

        await Expect(visitor.Alert).ToHaveTextAsync("You hold this coupon already. Everybody gets one.");
        visitor.AssertUndisturbed("409 POST /coupons/issue", "429 GET /coupons/4001");
    }

    [BrowserFact]
    public async Task Confirmation_WhileTheBackgroundIsSentAgain_Stays()
    {
        var busy = Answers.Problem(503, "SERVICE_UNAVAILABLE");
        await using var visitor = await site.VisitorAsync();
        var customer = await site.NewCustomerAsync(10_000);
        await visitor.OpenShopAsync("products/4", customer);
        await visitor.Button("Place the order").ClickAsync();
        await Expect(visitor.Link($"Customer {customer}: 10,000 won")).ToBeVisibleAsync();
        await visitor.AnswerAsync("GET", "**/balance", busy, busy);

        await visitor.Button("Pay 600 won").ClickAsync();

        await Expect(visitor.Retrying).ToHaveTextAsync(Busy);
        await Expect(visitor.Link($"Customer {customer}: 9,400 won")).ToBeVisibleAsync();
        await Expect(visitor.Retrying).ToBeEmptyAsync();
        await Expect(visitor.Status).ToHaveTextAsync("Paid: 600 won.");
        visitor.AssertUndisturbed([.. Enumerable.Repeat($"503 GET /v1/users/{customer}/balance", 2)]);
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
