using Commerce.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Commerce.Shop;

/// <summary>A place in a queue, when something goes wrong on the way in, and when the time inside is over.</summary>
[Collection(BrowserTests.Name)]
public sealed class WaitingRoomTests(SiteFixture site)
{
    private const string Tokens = "**/queue/tokens/*";

    [BrowserFact]
    public async Task Place_WhileTheShopIsBusyOrOutOfReach_IsKept()
    {
        var concert = await site.NewConcertAsync(seats: 20, maxActive: 1);
        await using var first = await site.VisitorAsync();
        await using var second = await site.VisitorAsync();
        await first.OpenShopAsync($"wait/concert/{concert}", 1_050);
        await Expect(first.Heading).ToHaveTextAsync("Choose a date");
        await second.AnswerAsync("GET", Tokens, [Answers.Problem(429, "TOO_MANY_REQUESTS"), Answers.OfAProxy(503),
            .. Enumerable.Repeat(Answers.None, 5)]);
        var asked = second.Page.WaitForResponseAsync(answer => answer.Status == 429);
        await second.OpenShopAsync($"wait/concert/{concert}", 1_051);

        await Expect(second.Retrying).ToHaveTextAsync("The shop is busy. Trying again in 1 s …");
        await first.Button("Leave, and let the next one in").ClickAsync();

        await Expect(second.Heading).ToHaveTextAsync("Choose a date");
        await Expect(second.Retrying).ToBeEmptyAsync();
        var token = new Uri((await asked).Url).AbsolutePath;
        first.AssertUndisturbed();
        second.AssertUndisturbed($"429 GET {token}", $"503 GET {token}");
    }

    [BrowserFact]
    public async Task QueueAgain_WhereNoQueueIsAnyMore_GoesInside()
    {
        var concert = await site.NewConcertAsync(seats: 20, maxActive: 1);
        await using var first = await site.VisitorAsync();
        await using var second = await site.VisitorAsync();
        await first.OpenShopAsync($"wait/concert/{concert}", 1_052);
        await Expect(first.Heading).ToHaveTextAsync("Choose a date");
        await second.AnswerAsync("GET", Tokens, Answers.Problem(404, "QUEUE_TOKEN_NOT_FOUND"));
        var gone = second.Page.WaitForResponseAsync(answer => answer.Status == 404);
        await second.OpenShopAsync($"wait/concert/{concert}", 1_053);
        await Expect(second.Alert).ToHaveTextAsync("This place in the queue is not known.");
        await second.AnswerAsync("POST", "**/queue/tokens", Answers.Problem(404, "QUEUE_NOT_FOUND"));

        await second.Button("Queue again").ClickAsync();

        await Expect(second.Heading).ToHaveTextAsync("Choose a date");
        second.AssertUndisturbed($"404 GET {new Uri((await gone).Url).AbsolutePath}", "404 POST /queue/tokens");
    }

    [BrowserFact]
    public async Task Inside_UntilTheTimeIsOver_IsSaidAndThenThatItIsOver()
    {
        var concert = await site.NewConcertAsync(seats: 20, maxActive: 1);
        await using var visitor = await site.VisitorAsync();
        await visitor.Page.Clock.InstallAsync();
        await visitor.OpenShopAsync($"wait/concert/{concert}", 1_054);
        await Expect(visitor.Page.Locator("main")).ToContainTextAsync("You are in until ");

        await visitor.Page.Clock.RunForAsync((long)TimeSpan.FromMinutes(6).TotalMilliseconds); // 5 are what a queue gives

        await Expect(visitor.Alert).ToHaveTextAsync("Your time inside is over.");
        await Expect(visitor.Link("Queue again")).ToBeVisibleAsync();
        visitor.AssertUndisturbed();
    }
}
