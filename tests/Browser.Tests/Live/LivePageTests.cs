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
        await Expect(visitor.Page.GetByTestId("rush-said")).ToContainTextAsync($"Exactly {Pieces} of {Pieces} issued");
        visitor.AssertUndisturbed();
    }

    /// <summary>A map that did not come is asked for again, though no seat has changed.</summary>
    [BrowserFact]
    public async Task SeatMap_ThatDidNotCome_IsReadAgain()
    {
        await using var visitor = await site.VisitorAsync();
        await visitor.AnswerAsync("GET", "**/seat-map", Answers.OfAProxy(502), Answers.None);
        await visitor.Page.GotoAsync("/");

        var map = await visitor.Page.RunAndWaitForResponseAsync(
            () => visitor.Page.GetByTestId("seat-map").ScrollIntoViewIfNeededAsync(),
            answer => answer.Url.EndsWith("/seat-map", StringComparison.Ordinal) && answer.Status == 200);

        await Expect(visitor.Page.GetByTestId("seats-free")).Not.ToHaveTextAsync("–");
        visitor.AssertUndisturbed($"502 GET {new Uri(map.Url).AbsolutePath}");
    }

    [BrowserFact]
    public async Task Products_ThatComeLate_LeaveWhatWasTyped()
    {
        await using var visitor = await site.VisitorAsync();
        await visitor.HoldBackAsync("**/v1/products*");
        await visitor.Page.GotoAsync("/");
        await visitor.Page.GetByTestId("sale-kind").SelectOptionAsync("product");
        await visitor.Page.GetByTestId("sale-id").FillAsync("7");

        await visitor.LetThroughAsync();

        await Expect(visitor.Page.Locator("#known option")).Not.ToHaveCountAsync(0);
        await Expect(visitor.Page.GetByTestId("sale-id")).ToHaveValueAsync("7");
        visitor.AssertUndisturbed();
    }

    [BrowserFact]
    public async Task Stream_WhileAsManyWatchAsMay_SaysSoAndComesBack()
    {
        var isFull = true;
        await using var visitor = await site.VisitorAsync();
        await visitor.Page.RouteAsync(address => address.Contains("/live/stream?", StringComparison.Ordinal), route =>
            isFull ? route.FulfillAsync(Answers.Problem(503, "LIVE_FULL")) : route.ContinueAsync());
        await visitor.Page.GotoAsync("/");
        await Expect(visitor.Page.GetByTestId("live-status")).ToHaveTextAsync("As many watch as may; trying again");

        isFull = false;

        await Expect(visitor.Page.GetByTestId("live-status")).ToHaveAttributeAsync("data-state", "live");
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
