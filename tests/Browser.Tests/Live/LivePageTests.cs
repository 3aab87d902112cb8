using Commerce.Fixtures;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Commerce.Live;

/// <summary>The live page: a rush in front of somebody's eyes, and who can use the page.</summary>
[Collection(BrowserTests.Name)]
public sealed class LivePageBrowserTests(SiteFixture site)
{
    private const int PhoneWidth = 390;
    private const int Customers = 300;
    private const int Pieces = 200;

    [BrowserFact]
    public async Task Rush_Started_ShowsThatExactlyTheQuantityWasIssued()
    {
        await using var visitor = await site.VisitorAsync();
        await visitor.Page.GotoAsync("/");
        await visitor.Page.GetByTestId("rush-customers").FillAsync($"{Customers}");
        await visitor.Page.GetByTestId("rush-pieces").FillAsync($"{Pieces}");
        await visitor.Page.GetByTestId("rush-seconds").FillAsync("1");

        await visitor.Page.GetByTestId("rush-start").ClickAsync();

        var result = visitor.Page.GetByTestId("rush-result");
        await Expect(result).ToHaveAttributeAsync("data-state", "done");
        await Expect(result).ToHaveAttributeAsync("data-issued", $"{Pieces}");
        await Expect(result).ToHaveAttributeAsync("data-sold-out", $"{Customers - Pieces}");
        await Expect(result).ToHaveAttributeAsync("data-other", "0");
        await Expect(visitor.Page.GetByTestId("sale-issued")).ToHaveTextAsync($"{Pieces}");
        await Expect(visitor.Page.GetByTestId("sale-left")).ToHaveTextAsync("0");
        visitor.AssertUndisturbed();
    }

    [BrowserFact]
    public async Task Page_OnAPhone_IsAccessibleInBothLanguages()
    {
        await using var visitor = await site.VisitorAsync("ko-KR", PhoneWidth, ColorScheme.Dark);
        await visitor.Page.GotoAsync("/");
        await Expect(visitor.Page.GetByTestId("live-status")).ToHaveAttributeAsync("data-state", "live");
        await visitor.AssertAccessibleAsync();

        await visitor.Page.GetByTestId("language").ClickAsync();

        await Expect(visitor.Page.GetByTestId("sale-watch")).ToHaveTextAsync("Show");
        await visitor.AssertAccessibleAsync();
        visitor.AssertUndisturbed();
    }
}
