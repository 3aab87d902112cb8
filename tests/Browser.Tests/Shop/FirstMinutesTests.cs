using System.Text.RegularExpressions;
using Commerce.Fixtures;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Commerce.Shop;

/// <summary>What a newcomer does first, clicked through.</summary>
[Collection(BrowserTests.Name)]
public sealed partial class FirstMinutesTests(SiteFixture site)
{
    [BrowserFact]
    public async Task Coupon_UsedByAnOrderThatIsPaid_IsSeenInTheOrdersAndGivenBackByTheCancellation()
    {
        await using var visitor = await site.VisitorAsync();
        var id = await site.NewCustomerAsync(20_000);
        await visitor.OpenShopAsync("", id);
        await Expect(visitor.Page.Locator(".cards li")).ToHaveCountAsync(24);

        await visitor.Link("Coupons").ClickAsync();
        await visitor.Button("Take one: 1,000 won off").ClickAsync();
        await Expect(visitor.Status).ToContainTextAsync("is yours");
        await Expect(visitor.Page.GetByRole(AriaRole.Region, new() { Name = "My coupons" })).ToContainTextAsync("Can be used");

        await visitor.Link("Products").ClickAsync();
        await visitor.Link("Order: 티셔츠").ClickAsync();
        await Expect(visitor.Heading).ToBeFocusedAsync();
        await visitor.Page.GetByLabel("Option").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await visitor.Page.GetByLabel("Coupon", new() { Exact = true }).SelectOptionAsync("1,000 won off");
        await Expect(visitor.Page.GetByText("10,000 won", new() { Exact = true })).ToBeVisibleAsync();
        await visitor.Button("Place the order").ClickAsync();

        await Expect(visitor.State).ToHaveTextAsync("Not paid yet");
        await visitor.Button("Pay 10,000 won").ClickAsync();
        await Expect(visitor.Status).ToHaveTextAsync("Paid: 10,000 won.");
        await Expect(visitor.State).ToHaveTextAsync("Paid");
        await Expect(visitor.Link($"Customer {id}: 10,000 won")).ToBeVisibleAsync();

        await visitor.Link("My orders").ClickAsync();
        await Expect(visitor.State).ToHaveTextAsync("Paid");
        await visitor.Page.Locator("main .rows a").ClickAsync();
        await visitor.Button("Cancel the order").ClickAsync();
        await Expect(visitor.State).ToHaveTextAsync("Cancelled");
        await Expect(visitor.Link($"Customer {id}: 20,000 won")).ToBeVisibleAsync();
        visitor.AssertUndisturbed();
    }

    [BrowserFact]
    public async Task WaitingRoom_TheNextInLine_IsLetInWhenTheOneInsideHasPaid()
    {
        var concert = await site.NewConcertAsync(seats: 20, maxActive: 1);
        await using var first = await site.VisitorAsync();
        await using var second = await site.VisitorAsync();
        await first.OpenShopAsync($"wait/concert/{concert}", 1_010);
        await Expect(first.Heading).ToHaveTextAsync("Choose a date");

        await second.OpenShopAsync($"wait/concert/{concert}", 1_011);
        await Expect(second.Heading).ToHaveTextAsync("Waiting room");
        await Expect(second.Page.Locator(".place")).ToContainTextAsync("Your place1");
        await Expect(second.Page.Locator("[aria-live=polite]")).ToHaveTextAsync(Announcement());

        await first.Page.Locator("main .rows a").ClickAsync();
        await first.Seat(7, "free").ClickAsync();
        await Expect(first.Heading).ToHaveTextAsync("Seat 7");
        await Expect(first.Page.GetByRole(AriaRole.Timer)).ToHaveTextAsync(CountDown());
        await first.Button("Pay 1,000 won").ClickAsync();
        await Expect(first.Status).ToHaveTextAsync("Sold: seat 7 is yours.");
        await Expect(first.State).ToHaveTextAsync("Sold to you");

        await Expect(second.Heading).ToHaveTextAsync("Choose a date");
        await Expect(second.Heading).ToBeFocusedAsync();
        await second.Page.Locator("main .rows a").ClickAsync();
        await Expect(second.Seat(7, "sold")).ToBeDisabledAsync();
        first.AssertUndisturbed();
        second.AssertUndisturbed();
    }

    [BrowserFact]
    public async Task WaitingRoom_WhoLeaves_LetsTheNextOneIn()
    {
        var concert = await site.NewConcertAsync(seats: 20, maxActive: 1);
        await using var first = await site.VisitorAsync();
        await using var second = await site.VisitorAsync();
        await first.OpenShopAsync($"wait/concert/{concert}", 1_012);
        await Expect(first.Heading).ToHaveTextAsync("Choose a date");
        await second.OpenShopAsync($"wait/concert/{concert}", 1_013);
        await Expect(second.Heading).ToHaveTextAsync("Waiting room");
        // It has asked, was told to wait on, and asks again.
        await second.Page.WaitForResponseAsync(answer => answer.Url.Contains("/queue/tokens/", StringComparison.Ordinal));
        await Expect(second.Page.Locator(".place")).ToContainTextAsync("Your place1");

        await first.Button("Leave, and let the next one in").ClickAsync();

        await Expect(first.Heading).ToHaveTextAsync("Concerts");
        await Expect(second.Heading).ToHaveTextAsync("Choose a date");
        first.AssertUndisturbed();
        second.AssertUndisturbed();
    }

    [BrowserFact]
    public async Task WaitingRoom_WhileNobodyLeaves_AsksWhenItWasToldTo()
    {
        var concert = await site.NewConcertAsync(seats: 20, maxActive: 1);
        await using var first = await site.VisitorAsync();
        await using var second = await site.VisitorAsync();
        await first.OpenShopAsync($"wait/concert/{concert}", 1_014);
        await Expect(first.Heading).ToHaveTextAsync("Choose a date");
        var asked = 0;
        second.Page.Request += (_, request) => asked += request.Url.Contains("/queue/tokens", StringComparison.Ordinal) ? 1 : 0;
        await second.Page.Clock.InstallAsync();
        await second.Page.Clock.PauseAtAsync(DateTime.UtcNow.AddHours(1));
        await second.OpenShopAsync($"wait/concert/{concert}", 1_015);
        await Expect(second.Page.Locator(".place")).ToContainTextAsync("Your place1");

        await second.Page.Clock.RunForAsync(900); // the least that it is told to wait is a second
        Assert.Equal(1, asked); // for its token

        await second.Page.RunAndWaitForResponseAsync(() => second.Page.Clock.RunForAsync(10_000),
            answer => answer.Url.Contains("/queue/tokens/", StringComparison.Ordinal));
        second.AssertUndisturbed();
    }

    [GeneratedRegex(@"^Your place is 1, about \d+ (s|min) to go\.$")]
    private static partial Regex Announcement();

    [GeneratedRegex("^(5:00|4:[0-5][0-9])$")]
    private static partial Regex CountDown();
}
