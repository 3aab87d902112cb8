using System.Text.RegularExpressions;
using Commerce.Fixtures;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Commerce.Shop;

[Collection(BrowserTests.Name)]
public sealed partial class SeatTests(SiteFixture site)
{
    [BrowserFact]
    public async Task Seat_TwoBrowsersWantIt_OneHoldsItAndTheOtherIsTold()
    {
        var schedule = await site.NewConcertAsync(seats: 20);
        await using var one = await site.VisitorAsync();
        await using var other = await site.VisitorAsync();
        await Task.WhenAll(one.OpenShopAsync($"schedules/{schedule}", 1_020), other.OpenShopAsync($"schedules/{schedule}", 1_021));
        // Neither sees what the other does: both maps stay as they are until the seat is decided.
        await Task.WhenAll(one.HoldBackAsync("**/seat-map"), other.HoldBackAsync("**/seat-map"));

        await Task.WhenAll(one.Seat(5, "free").ClickAsync(), other.Seat(5, "free").ClickAsync());

        await Task.WhenAll(DecidedAsync(one), DecidedAsync(other));
        var (winner, loser) = await one.Heading.TextContentAsync() == "Seat 5" ? (one, other) : (other, one);
        await Expect(winner.Heading).ToHaveTextAsync("Seat 5");
        await Expect(winner.State).ToHaveTextAsync("Held for you");
        await Expect(loser.Alert).ToHaveTextAsync("Seat 5 was taken by somebody else a moment ago. Choose another one.");
        await loser.LetThroughAsync();
        await Expect(loser.Seat(5, "held")).ToBeDisabledAsync();

        await winner.Button("Let the seat go").ClickAsync();
        await Expect(winner.State).ToHaveTextAsync("Let go");
        await loser.Seat(5, "free").ClickAsync();
        await loser.Button("Pay 1,000 won").ClickAsync();
        await Expect(loser.Status).ToHaveTextAsync("Sold: seat 5 is yours.");
        winner.AssertUndisturbed();
        loser.AssertUndisturbed("409 POST /reservations");
    }

    private static Task DecidedAsync(Visitor visitor) =>
        visitor.Heading.GetByText("Seat 5").Or(visitor.Alert.GetByText("Seat 5")).WaitForAsync();

    [BrowserFact]
    public async Task Seat_ByKeyboardOnly_IsChosenAndPaid()
    {
        var schedule = await site.NewConcertAsync(seats: 25);
        await using var visitor = await site.VisitorAsync();
        await visitor.OpenShopAsync($"concerts/{schedule}", 1_022);

        await visitor.TabToAsync(visitor.Page.Locator("main .rows a"));
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Heading).ToContainTextAsync("Seats of");
        await Expect(visitor.Heading).ToBeFocusedAsync();
        await visitor.TabToAsync(visitor.Seat(1, "free"));
        foreach (var key in (string[])["ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft", "End", "ArrowDown", "Home"])
            await visitor.Page.Keyboard.PressAsync(key);
        await Expect(visitor.Seat(21, "free")).Not.ToBeFocusedAsync(); // below 20 there is no seat: there the arrow stays
        await Expect(visitor.Seat(11, "free")).ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");

        await Expect(visitor.Heading).ToHaveTextAsync("Seat 11");
        await Expect(visitor.Heading).ToBeFocusedAsync();
        await visitor.TabToAsync(visitor.Button("Pay 1,000 won"));
        await visitor.Page.Keyboard.PressAsync("Space");
        await Expect(visitor.State).ToHaveTextAsync("Sold to you");
        Assert.True(await visitor.Page.EvaluateAsync<bool>("document.getElementById('main').contains(document.activeElement)"));
        visitor.AssertUndisturbed();
    }

    [BrowserFact]
    public async Task Map_WhileNothingHappens_IsAnsweredWith304AndFollowsWhatDoes()
    {
        var schedule = await site.NewConcertAsync(seats: 120);
        await using var watcher = await site.VisitorAsync();
        await using var buyer = await site.VisitorAsync();
        await watcher.OpenShopAsync($"schedules/{schedule}", 1_023);
        await watcher.Page.WaitForResponseAsync(answer =>
            answer.Url.EndsWith("/seat-map", StringComparison.Ordinal) && answer.Status == 304);

        await buyer.OpenShopAsync($"schedules/{schedule}", 1_024);
        await buyer.Page.GetByLabel("Seats shown").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await buyer.Seat(115, "free").ClickAsync();
        await Expect(buyer.State).ToHaveTextAsync("Held for you");

        await Expect(watcher.Page.GetByText("119 of 120 seats are free")).ToBeVisibleAsync();
        await watcher.Page.GetByLabel("Seats shown").SelectOptionAsync("101 to 120: 19 free");
        await Expect(watcher.Seat(115, "held")).ToBeVisibleAsync();
        watcher.AssertUndisturbed();
        buyer.AssertUndisturbed();
    }

    [BrowserFact]
    public async Task Hold_WhenItsTimeIsOver_IsToldAndNothingIsPaid()
    {
        var holdTime = TimeSpan.FromMinutes(5);
        var schedule = await site.NewConcertAsync(seats: 10);
        await using var visitor = await site.VisitorAsync();
        await visitor.Page.Clock.InstallAsync();
        await visitor.OpenShopAsync($"schedules/{schedule}", await site.NewCustomerAsync(1_000));
        await visitor.Seat(3, "free").ClickAsync();
        await Expect(visitor.State).ToHaveTextAsync("Held for you");

        await visitor.Page.Clock.RunForAsync((long)(holdTime - TimeSpan.FromSeconds(30)).TotalMilliseconds);
        await Expect(visitor.Page.Locator("[aria-live=polite]")).ToHaveTextAsync(AboutHalfAMinute());
        site.Clock.Advance(holdTime);
        await visitor.Page.Clock.RunForAsync(30_000); // no longer: an answer is waited for by this clock, too

        await Expect(visitor.Alert).ToHaveTextAsync("The time is over, and the seat is free again. No money was taken.");
        await Expect(visitor.State).ToHaveTextAsync("The time was over");
        visitor.AssertUndisturbed();
    }

    /// <summary>The page's clock stood meanwhile, and the server's did not.</summary>
    [BrowserFact]
    public async Task Hold_WhenTheComputerSlept_IsReadAnew()
    {
        var schedule = await site.NewConcertAsync(seats: 10);
        await using var visitor = await site.VisitorAsync();
        await visitor.OpenShopAsync($"schedules/{schedule}", await site.NewCustomerAsync(1_000));
        await visitor.Seat(3, "free").ClickAsync();
        await Expect(visitor.State).ToHaveTextAsync("Held for you");

        site.Clock.Advance(TimeSpan.FromMinutes(5));
        await visitor.Page.EvaluateAsync("document.dispatchEvent(new Event('visibilitychange'))");

        await Expect(visitor.State).ToHaveTextAsync("The time was over");
        await Expect(visitor.Alert).ToHaveTextAsync("The time is over, and the seat is free again. No money was taken.");
        visitor.AssertUndisturbed();
    }

    [BrowserFact]
    public async Task Seat_ClickedWhileAnotherIsDecided_IsNotHeld()
    {
        var schedule = await site.NewConcertAsync(seats: 10);
        await using var visitor = await site.VisitorAsync();
        await visitor.OpenShopAsync($"schedules/{schedule}", 1_025);
        var asked = 0;
        visitor.Page.Request += (_, request) => asked += request.Method == "POST" ? 1 : 0;
        await visitor.HoldBackAsync("**/reservations");

        await visitor.Seat(5, "free").ClickAsync();
        await visitor.Seat(6, "free").ClickAsync();
        await visitor.LetThroughAsync();

        await Expect(visitor.Heading).ToHaveTextAsync("Seat 5");
        Assert.Equal(1, asked);
        visitor.AssertUndisturbed();
    }

    [BrowserFact]
    public async Task Map_AskedTooOften_AsksAgainWhenItWasToldTo()
    {
        const string map = "**/seat-map";
        var schedule = await site.NewConcertAsync(seats: 10);
        await using var visitor = await site.VisitorAsync();
        await visitor.Page.Clock.InstallAsync();
        await visitor.Page.Clock.PauseAtAsync(DateTime.UtcNow.AddHours(1));
        await visitor.OpenShopAsync($"schedules/{schedule}", 1_026);
        await visitor.AnswerAsync("GET", map, Answers.Problem(429, "TOO_MANY_REQUESTS", retryAfter: 60));
        var asked = 0;
        visitor.Page.Request += (_, request) => asked += request.Url.EndsWith("/seat-map", StringComparison.Ordinal) ? 1 : 0;

        await visitor.Page.Clock.RunForAsync(1_500);
        await Expect(visitor.Alert).ToHaveTextAsync("That was too often. Please wait 60 s.");
        await visitor.Page.Clock.RunForAsync(59_000);
        Assert.Equal(1, asked);

        await visitor.Page.RunAndWaitForResponseAsync(() => visitor.Page.Clock.RunForAsync(2_000), map);
        visitor.AssertUndisturbed($"429 GET /schedules/{schedule}/seat-map");
    }

    [GeneratedRegex("^(30|2[0-9]) s left to pay$")]
    private static partial Regex AboutHalfAMinute();
}
