using System.Text.Json;
using Commerce.Fixtures;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Commerce.Shop;

/// <summary>What holds of every view: who cannot see well, has a phone, or speaks the other language can use it.</summary>
[Collection(BrowserTests.Name)]
public sealed class PagesTests(SiteFixture site)
{
    private const int PhoneWidth = 390;

    // Whoever gets one of these has written a wrong program: customers never do.
    private static readonly string[] s_ofPrograms =
        ["MALFORMED_JSON", "MALFORMED_REQUEST", "REQUEST_TIMEOUT", "BODY_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE", "SCOPE_REQUIRED"];

    [BrowserFact]
    public async Task Views_OnAPhone_AreAccessibleAndFitTheWindow()
    {
        var concert = await site.NewConcertAsync(seats: 30, maxActive: 1);
        var open = await site.NewConcertAsync(seats: 102);
        await using var inside = await site.VisitorAsync();
        await inside.OpenShopAsync($"wait/concert/{concert}", 1_041);
        await using var visitor = await site.VisitorAsync(width: PhoneWidth);
        await visitor.OpenShopAsync("coupons", await site.NewCustomerAsync(100_000));
        await visitor.Button("Take one: 1,000 won off").ClickAsync();
        await Expect(visitor.Status).ToContainTextAsync("is yours");
        await visitor.AssertAccessibleAsync();
        string[] views = ["", "concerts", $"wait/concert/{concert}", $"concerts/{open}", "account", "nowhere", "products/5001"];
        foreach (var view in views)
        {
            await visitor.OpenShopAsync(view);
            await visitor.AssertAccessibleAsync();
        }
        await visitor.Button("Place the order").ClickAsync();
        await Expect(visitor.State).ToHaveTextAsync("Not paid yet");
        await visitor.AssertAccessibleAsync();
        await HoldAsync(visitor, open);
        await visitor.AssertAccessibleAsync();
        foreach (var list in (string[])["orders", "reservations"])
        {
            await visitor.OpenShopAsync(list);
            await Expect(visitor.State).ToHaveCountAsync(1);
            await visitor.AssertAccessibleAsync();
        }
        visitor.AssertUndisturbed();
    }

    [BrowserFact]
    public async Task Views_InKoreanAndInTheDark_AreAccessible()
    {
        var open = await site.NewConcertAsync(seats: 102);
        await using var visitor = await site.VisitorAsync("ko-KR", colors: ColorScheme.Dark);
        await visitor.OpenShopAsync("coupons", await site.NewCustomerAsync(100_000));
        Assert.Equal("ko", await visitor.Page.EvaluateAsync<string>("document.documentElement.lang"));
        foreach (var link in (string[])["상품", "쿠폰", "공연", "내 주문", "내 좌석"])
            await Expect(visitor.Link(link)).ToBeVisibleAsync();
        await visitor.Page.GetByLabel("쿠폰 코드").FillAsync("NONE");
        await visitor.Button("받기").ClickAsync();
        await Expect(visitor.Alert).ToHaveTextAsync("없는 쿠폰입니다.");
        await visitor.AssertAccessibleAsync();
        await HoldAsync(visitor, open);
        await visitor.AssertAccessibleAsync();
        await visitor.OpenShopAsync($"schedules/{open}");
        await Expect(visitor.Page.Locator(".seats [data-state=H]")).ToHaveCountAsync(1);
        await visitor.AssertAccessibleAsync();
        visitor.AssertUndisturbed("404 POST /api/v1/coupons/issue");
    }

    private static async Task HoldAsync(Visitor visitor, long schedule)
    {
        await visitor.OpenShopAsync($"schedules/{schedule}");
        await visitor.Page.Locator(".seats button").Nth(1).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Timer).WaitForAsync();
    }

    [BrowserFact]
    public async Task Back_ToTheAddressOfNoView_ShowsTheFirstPage()
    {
        await using var visitor = await site.VisitorAsync();
        await visitor.Page.GotoAsync("/shop/");
        await Expect(visitor.Heading).ToHaveTextAsync("Products");
        await visitor.Link("Coupons").ClickAsync();
        await Expect(visitor.Heading).ToHaveTextAsync("Coupons");

        await visitor.Page.GoBackAsync();

        await Expect(visitor.Heading).ToHaveTextAsync("Products");
        visitor.AssertUndisturbed();
    }

    [BrowserFact]
    public async Task Customer_ChosenInAnotherTab_IsShownInThisOne()
    {
        await using var visitor = await site.VisitorAsync();
        await visitor.OpenShopAsync("account", 1_043);
        await Expect(visitor.Page.GetByLabel("Customer’s number")).ToHaveValueAsync("1043");
        var other = await visitor.Page.Context.NewPageAsync();
        await other.GotoAsync("/shop/#/account");
        await other.GetByLabel("Customer’s number").FillAsync("1044");

        await other.GetByRole(AriaRole.Button, new() { Name = "Go on as this customer" }).ClickAsync();

        await Expect(visitor.Page.GetByLabel("Customer’s number")).ToHaveValueAsync("1044");
        await Expect(visitor.Page.Locator("#account")).ToContainTextAsync("Customer 1044: ");
        visitor.AssertUndisturbed();
    }

    [BrowserFact]
    public async Task Browser_ThatKeepsNothing_ShowsTheShop()
    {
        await using var visitor = await site.VisitorAsync();
        await visitor.Page.AddInitScriptAsync("""
            for (const area of ['localStorage', 'sessionStorage'])
              Object.defineProperty(window, area, { get() { throw new DOMException('Blocked.', 'SecurityError'); } });
            """);
        await visitor.Page.GotoAsync("/shop/");
        await visitor.Button("한국어").ClickAsync();

        await Expect(visitor.Heading).ToHaveTextAsync("상품");
        visitor.AssertUndisturbed();
    }

    [BrowserFact]
    public async Task Language_Chosen_IsKept()
    {
        await using var visitor = await site.VisitorAsync("ko-KR");
        await visitor.OpenShopAsync("orders", 1_042);
        await Expect(visitor.Heading).ToHaveTextAsync("내 주문");

        await visitor.Button("English").ClickAsync();

        await Expect(visitor.Heading).ToHaveTextAsync("My orders");
        await Expect(visitor.Button("한국어")).ToBeFocusedAsync();
        await visitor.Page.ReloadAsync();
        await Expect(visitor.Heading).ToHaveTextAsync("My orders");
        visitor.AssertUndisturbed();
    }

    /// <summary>Both languages have the same texts, and words for every code that a customer's request can be refused with.</summary>
    [BrowserFact]
    public async Task Texts_OfBothLanguages_HaveWordsForEveryCode()
    {
        await using var visitor = await site.VisitorAsync();
        await visitor.OpenShopAsync("");
        var keys = await visitor.Page.EvaluateAsync<JsonElement>("""
            async () => {
              const { languages } = await import('/shop/texts.js');
              return Object.values(languages).map(texts =>
                Object.entries(texts).flatMap(([group, all]) => Object.keys(all).map(key => `${group}.${key}`)).sort());
            }
            """);
        var codes = await visitor.Page.EvaluateAsync<string[]>("""
            async () => {
              const { paths } = await (await fetch('/openapi/v1.json')).json();
              return Object.entries(paths).filter(([path]) => !path.startsWith('/admin/'))
                .flatMap(([, operations]) => Object.values(operations)).flatMap(operation => Object.values(operation.responses))
                .flatMap(answer => answer.content?.['application/problem+json']?.schema.allOf?.[1].properties.code.enum ?? []);
            }
            """);

        var (english, korean) = (Texts(keys[0]), Texts(keys[1]));
        Assert.Equal(english, korean);
        Assert.InRange(codes.Distinct().Count(), 30, 200);
        Assert.Empty(codes.Except(s_ofPrograms).Select(code => $"problems.{code}").Except(english));
        visitor.AssertUndisturbed();

        static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(key => key.GetString()!)];
    }
}
