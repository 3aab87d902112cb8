using System.Text.Json;
using Commerce.Fixtures;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Commerce.Shop;

/// <summary>What holds of every view: who cannot see well, has a phone, or speaks the other language can use it.</summary>
[Collection(BrowserTests.Name)]
public sealed class PagesTests(SiteFixture site)
{
    // Whoever gets one of these has written a wrong program: customers never do.
    private static readonly string[] s_ofPrograms =
        ["MALFORMED_JSON", "MALFORMED_REQUEST", "REQUEST_TIMEOUT", "BODY_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE", "SCOPE_REQUIRED"];

    [BrowserTheory]
    [InlineData("en-US", 390, ColorScheme.Light, "한국어 Products Coupons Concerts")]
    [InlineData("ko-KR", 1_280, ColorScheme.Dark, "English 상품 쿠폰 공연")]
    public async Task Views_AllOfThem_AreAccessibleAndFitTheWindow(string locale, int width, ColorScheme colors, string words)
    {
        var text = words.Split(' ');
        var concert = await site.NewConcertAsync(seats: 200, maxActive: 1);
        var open = await site.NewConcertAsync(seats: 150);
        await using var inside = await site.VisitorAsync();
        await inside.OpenShopAsync($"wait/concert/{concert}", 1_041);
        await using var visitor = await site.VisitorAsync(locale, width, colors);
        await visitor.OpenShopAsync("coupons", await site.NewCustomerAsync(100_000));
        Assert.Equal(locale[..2], await visitor.Page.EvaluateAsync<string>("document.documentElement.lang"));
        await Expect(visitor.Button(text[0])).ToBeVisibleAsync();
        foreach (var link in text[1..])
            await Expect(visitor.Link(link)).ToBeVisibleAsync();
        await visitor.Page.Locator(".cards button").First.ClickAsync();
        await Expect(visitor.Status).Not.ToBeEmptyAsync();
        await visitor.AssertAccessibleAsync();

        foreach (var view in (string[])["", "concerts", $"wait/concert/{concert}", $"concerts/{open}", "account", "nowhere"])
        {
            await visitor.OpenShopAsync(view);
            await visitor.AssertAccessibleAsync();
        }
        await visitor.OpenShopAsync("products/5001");
        await visitor.AssertAccessibleAsync();
        await visitor.Page.Locator("form button").ClickAsync();
        await visitor.Page.Locator(".actions button").First.WaitForAsync();
        await visitor.AssertAccessibleAsync();
        await visitor.OpenShopAsync("orders");
        await visitor.Page.Locator("main .rows a").WaitForAsync();
        await visitor.AssertAccessibleAsync();
        await visitor.OpenShopAsync($"schedules/{open}");
        await visitor.Page.Locator(".seats button").Nth(1).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Timer).WaitForAsync();
        await visitor.AssertAccessibleAsync();
        await visitor.OpenShopAsync($"schedules/{open}");
        await visitor.Page.Locator(".seats [data-state=H]").WaitForAsync();
        await visitor.AssertAccessibleAsync();
        await visitor.OpenShopAsync("reservations");
        await visitor.Page.Locator("main .rows a").WaitForAsync();
        await visitor.AssertAccessibleAsync();
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
