using System.Collections.Concurrent;
using System.Globalization;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Commerce.Fixtures;

/// <summary>Somebody with a browser, and what went wrong in it.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private static readonly AxeRunOptions s_accessible =
        new()
        {
            RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
            ResultTypes = [ResultType.Violations],
        };

    private readonly ConcurrentQueue<string> _troubles = new();
    private readonly ConcurrentQueue<string> _refusals = new();
    private readonly TaskCompletionSource _through = new();

    public Visitor(IPage page)
    {
        Page = page;
        page.PageError += (_, failure) => _troubles.Enqueue(failure);
        page.Console += (_, message) =>
        {
            // An answer of 400 and above is a line, too: it is among the refusals, with more to be known by.
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                _troubles.Enqueue(message.Text);
        };
        page.RequestFailed += (_, request) =>
        {
            if (request.Failure != "net::ERR_ABORTED") // the page itself gave it up, because the visitor went on
                _troubles.Enqueue($"{request.Method} {request.Url}: {request.Failure}");
        };
        page.Response += (_, answer) =>
        {
            if (answer.Status >= 400)
                _refusals.Enqueue($"{answer.Status} {answer.Request.Method} {new Uri(answer.Url).AbsolutePath}");
        };
    }

    public IPage Page { get; }

    public ILocator Heading => Page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    public ILocator Alert => Page.Locator("[role=alert]");

    public ILocator Status => Page.Locator("#status");

    /// <summary>What is said while a request is sent again.</summary>
    public ILocator Retrying => Page.Locator("#retrying");

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    /// <summary>The state of the order, seat or coupon that is shown.</summary>
    public ILocator State => Page.Locator("main .state");

    public ILocator Seat(int number, string state) => Button(string.Create(CultureInfo.InvariantCulture, $"Seat {number}, {state}"));

    /// <summary>Goes on by the tab key until something has the focus.</summary>
    public async Task TabToAsync(ILocator target)
    {
        const int stops = 30;
        await target.WaitForAsync();
        for (var stop = 0; stop < stops && !await target.EvaluateAsync<bool>("element => element === document.activeElement"); stop++)
            await Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(target).ToBeFocusedAsync();
    }

    /// <summary>Clicks, and waits until something that follows from it was asked too often.</summary>
    public Task ClickUntilRefusedAsync(ILocator target) =>
        Page.RunAndWaitForResponseAsync(() => target.ClickAsync(), answer => answer.Status == 429);

    /// <summary>Opens a view of the shop, as a customer.</summary>
    /// <param name="view">What its address says after <c>#/</c>.</param>
    /// <param name="customer">Whose window it is from now on; <see langword="null"/> leaves that as it is.</param>
    public async Task OpenShopAsync(string view, long? customer = null)
    {
        if (customer is { } id)
            await Page.AddInitScriptAsync(string.Create(CultureInfo.InvariantCulture,
                $"if (origin !== 'null') localStorage.setItem('shop.customer', {id})"));
        await Page.GotoAsync("about:blank"); // else only the part after '#' may change, and the old view be there for a moment
        await Page.GotoAsync($"/shop/#/{view}");
        await Assertions.Expect(Heading).ToBeVisibleAsync();
    }

    /// <summary>Asserts that nothing went wrong, and that the API refused just this, such as <c>409 POST /coupons/issue</c>.</summary>
    public void AssertUndisturbed(params string[] refusals)
    {
        Assert.Empty(_troubles);
        Assert.Equal(refusals.Order(StringComparer.Ordinal), _refusals.Order(StringComparer.Ordinal));
    }

    /// <summary>Asserts that what is seen keeps to WCAG 2.2, A and AA, as far as a program can tell, and fits the window.</summary>
    public async Task AssertAccessibleAsync()
    {
        var found = (await Page.RunAxe(s_accessible)).Violations;
        Assert.True(found.Length == 0, $"{Page.Url}: " + string.Join('\n', found.Select(violation =>
            $"{violation.Id}: {violation.Help} {string.Join(' ', violation.Nodes.Take(3).Select(node => node.Html))}")));
        var (wide, window) = (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth"),
            await Page.EvaluateAsync<int>("innerWidth"));
        Assert.True(wide <= window, $"{Page.Url} is {wide} wide in a window of {window}.");
    }

    /// <summary>Answers a method at an address with these, one request after the other; those after that get through.</summary>
    /// <param name="method">Such as <c>GET</c>.</param>
    /// <param name="address">With <c>*</c> for what it does not matter.</param>
    /// <param name="answers">See <see cref="Answers"/>.</param>
    public Task AnswerAsync(string method, string address, params RouteFulfillOptions?[] answers)
    {
        var left = new ConcurrentQueue<RouteFulfillOptions?>(answers);
        return Page.RouteAsync(address, route =>
            route.Request.Method != method || !left.TryDequeue(out var answer) ? route.FallbackAsync()
            : answer is null ? route.AbortAsync("aborted")
            : route.FulfillAsync(answer));
    }

    /// <summary>Lets no request to an address out, until <see cref="LetThroughAsync"/>.</summary>
    public Task HoldBackAsync(string address) => Page.RouteAsync(address, async route =>
    {
        await _through.Task;
        await route.ContinueAsync();
    });

    public async Task LetThroughAsync()
    {
        _through.TrySetResult();
        await Page.UnrouteAllAsync(new() { Behavior = UnrouteBehavior.IgnoreErrors });
    }

    public async ValueTask DisposeAsync()
    {
        await LetThroughAsync();
        await Page.Context.DisposeAsync();
    }
}
