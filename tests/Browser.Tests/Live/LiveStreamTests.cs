using Commerce.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Commerce.Live;

/// <summary>The live page before a stream that does what a test wants, and a clock that goes when it is told to.</summary>
[Collection(BrowserTests.Name)]
public sealed class LiveStreamBrowserTests(SiteFixture site)
{
    // Streams of the page, the latest last; and a snapshot for it, of which a test says what it is about.
    private const string Stage = """
        window.streams = [];
        window.EventSource = class extends EventTarget {
          static CLOSED = 2;
          constructor(address) {
            super();
            this.readyState = 1;
            this.url = new URL(address, location.href).href;
            window.streams.push(this);
          }
          close() { this.readyState = 2; }
        };
        window.show = what => window.streams.at(-1).dispatchEvent(new MessageEvent('snapshot', { data: JSON.stringify({
          sequence: 1, at: new Date().toISOString(), since: '2026-01-01T00:00:00.000Z', seconds: 1, viewers: 1,
          http: { requests: 0, refusals: {} }, calls: 0, silos: [], grains: [], campaigns: [], products: [], schedules: [],
          absent: { campaigns: [], products: [], schedules: [] }, canRush: true, ...what }) }));
        window.look = isSeen => {
          Object.defineProperty(document, 'hidden', { configurable: true, get: () => !isSeen });
          document.dispatchEvent(new Event('visibilitychange'));
        };
        """;

    [BrowserFact]
    public async Task Silence_OfAServerThatHangs_IsSaidAndTheStreamOpenedAnew()
    {
        await using var visitor = await OpenAsync();
        await visitor.Page.EvaluateAsync("show()");
        await ExpectStateAsync(visitor, "live");
        var before = await StreamsAsync(visitor);

        await visitor.Page.Clock.RunForAsync(2_900);
        await ExpectStateAsync(visitor, "live");
        await visitor.Page.Clock.RunForAsync(200);

        await ExpectStateAsync(visitor, "silent");
        Assert.Equal(before + 1, await StreamsAsync(visitor));
        await visitor.Page.EvaluateAsync("show()");
        await ExpectStateAsync(visitor, "live");
        visitor.AssertUndisturbed();
    }

    [BrowserFact]
    public async Task Pause_Pressed_EndsTheStreamUntilItIsPressedAgain()
    {
        await using var visitor = await OpenAsync();
        await visitor.Page.EvaluateAsync("show()");

        await visitor.Button("Pause").ClickAsync();
        await ExpectStateAsync(visitor, "paused");
        Assert.False(await IsOpenAsync(visitor));
        await visitor.Page.Clock.RunForAsync(60_000);
        Assert.False(await IsOpenAsync(visitor));

        await visitor.Button("Go on").ClickAsync();
        await ExpectStateAsync(visitor, "connecting");
        Assert.True(await IsOpenAsync(visitor));
        visitor.AssertUndisturbed();
    }

    [BrowserFact]
    public async Task Tab_ThatIsHidden_HasNoStream()
    {
        await using var visitor = await OpenAsync();

        await visitor.Page.EvaluateAsync("look(false)");
        Assert.False(await IsOpenAsync(visitor));

        await visitor.Page.EvaluateAsync("look(true)");
        Assert.True(await IsOpenAsync(visitor));
        visitor.AssertUndisturbed();
    }

    [BrowserFact]
    public async Task Sale_ThatWasNotReadYet_IsToldApartFromOneThatIsNot()
    {
        await using var visitor = await OpenAsync();

        await visitor.Page.EvaluateAsync("show()");
        await Expect(visitor.Page.GetByTestId("sale-name")).ToHaveTextAsync("Not read yet");
        await visitor.Page.EvaluateAsync("show({ absent: { campaigns: [4001], products: [], schedules: [] } })");
        await Expect(visitor.Page.GetByTestId("sale-name")).ToHaveTextAsync("There is none of this number");
        visitor.AssertUndisturbed();
    }

    [BrowserFact]
    public async Task Number_ThatNoBrowserCanTellFromTheNext_IsNotAskedFor()
    {
        await using var visitor = await OpenAsync();
        var before = await StreamsAsync(visitor);
        var number = visitor.Page.GetByTestId("sale-id");

        await number.FillAsync("9007199254740993");
        await visitor.Page.GetByTestId("sale-watch").ClickAsync();
        Assert.Equal("There is none of this number", await number.EvaluateAsync<string>("input => input.validationMessage"));
        Assert.Equal(before, await StreamsAsync(visitor));

        await number.FillAsync("4002");
        await visitor.Page.GetByTestId("sale-watch").ClickAsync();
        Assert.Equal(before + 1, await StreamsAsync(visitor));
        visitor.AssertUndisturbed();
    }

    /// <summary>Whoever has the page read out hears what they ask for, and not two dozen figures a second.</summary>
    [BrowserFact]
    public async Task Snapshots_OneAfterTheOther_AreNotReadOut()
    {
        await using var visitor = await OpenAsync();
        await visitor.Page.EvaluateAsync("show({ http: { requests: 1, refusals: { SEAT_TAKEN: 1 } }, rush: null })");
        await visitor.Page.EvaluateAsync("""
            window.cells = document.querySelectorAll('#refusals td');
            window.heard = [];
            for (const live of document.querySelectorAll('output, [role=status], [role=alert], [aria-live]'))
              new MutationObserver(() => window.heard.push(live.textContent)).observe(live, { childList: true, subtree: true });
            """);
        const string rush = "couponId: 4001, customers: 9, pieces: 3, soldOut: 0, other: 0, seconds: 1";

        await visitor.Page.EvaluateAsync($"show({{ rush: {{ {rush}, issued: 1, isDone: false }} }})");
        await visitor.Page.EvaluateAsync($"show({{ rush: {{ {rush}, issued: 2, isDone: false }} }})");
        await visitor.Page.EvaluateAsync(
            $"show({{ http: {{ requests: 2, refusals: {{ SEAT_TAKEN: 2 }} }}, rush: {{ {rush}, issued: 3, isDone: true }} }})");

        await Expect(visitor.Page.GetByTestId("rush-result")).ToHaveAttributeAsync("data-state", "done");
        var heard = await visitor.Page.EvaluateAsync<string[]>("heard");
        Assert.Collection(heard,
            start => Assert.Equal("A rush has started: 9 customers for 3 pieces", start),
            end => Assert.StartsWith("Exactly 3 of 3 issued", end, StringComparison.Ordinal));
        Assert.True(await visitor.Page.EvaluateAsync<bool>("cells[2].isConnected && cells[2].textContent === '2'"));
        visitor.AssertUndisturbed();
    }

    private async Task<Visitor> OpenAsync()
    {
        var visitor = await site.VisitorAsync();
        await visitor.Page.Clock.InstallAsync();
        await visitor.Page.Clock.PauseAtAsync(DateTime.UtcNow.AddHours(1));
        await visitor.Page.AddInitScriptAsync(Stage);
        await visitor.Page.GotoAsync("/");
        await visitor.Page.WaitForFunctionAsync("() => window.streams.at(-1)?.url.includes('schedule=')"); // it has found what there is
        return visitor;
    }

    private static Task ExpectStateAsync(Visitor visitor, string state) =>
        Expect(visitor.Page.GetByTestId("live-status")).ToHaveAttributeAsync("data-state", state);

    private static Task<int> StreamsAsync(Visitor visitor) => visitor.Page.EvaluateAsync<int>("streams.length");

    private static Task<bool> IsOpenAsync(Visitor visitor) => visitor.Page.EvaluateAsync<bool>("streams.at(-1).readyState < 2");
}
