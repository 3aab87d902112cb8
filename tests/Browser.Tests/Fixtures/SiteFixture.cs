using Microsoft.Playwright;

namespace Commerce.Fixtures;

/// <summary>One silo with its pages and the demo data, and one browser: for all tests.</summary>
public sealed class SiteFixture : IAsyncLifetime
{
    // A machine that is busy with other tests is slow; what never comes is waited for as long.
    private const int PatienceMilliseconds = 20_000;

    private SiteUnderTest _site = null!;
    private IPlaywright _driver = null!;
    private IBrowser _browser = null!;
    private long _lastId = 700_000;

    internal ShiftedClock Clock => _site.Clock;

    public async Task InitializeAsync()
    {
        if (Chromium.Program is null)
            return;
        Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
        var starting = Chromium.StartAsync();
        _site = await SiteUnderTest.StartAsync();
        (_driver, _browser) = await starting;
    }

    public async Task DisposeAsync()
    {
        if (Chromium.Program is null)
            return;
        await _browser.DisposeAsync();
        _driver.Dispose();
        await _site.DisposeAsync();
    }

    /// <summary>Somebody with a browser that nobody used before.</summary>
    internal async Task<Visitor> VisitorAsync(string locale = "en-US", int width = 1_280, ColorScheme colors = ColorScheme.Light)
    {
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = _site.Address.ToString(),
            Locale = locale,
            ViewportSize = new() { Width = width, Height = 900 },
            ColorScheme = colors,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(PatienceMilliseconds);
        return new Visitor(await context.NewPageAsync());
    }

    internal async Task<long> NewCustomerAsync(long balance)
    {
        var id = Interlocked.Increment(ref _lastId);
        await _site.PutAsync($"/admin/customers/{id}", new { username = $"user_{id}", openingBalance = balance });
        return id;
    }

    /// <summary>Makes a concert with one schedule, whose id is the concert's; with a queue before it when it lets so many in.</summary>
    internal async Task<long> NewConcertAsync(int seats, int? maxActive = null)
    {
        var id = Interlocked.Increment(ref _lastId);
        var schedules = new[] { new { scheduleId = id, startsAt = Clock.GetUtcNow().AddDays(30), price = 1_000, seats } };
        await _site.PutAsync($"/admin/concerts/{id}", maxActive is { } inside
            ? new { name = $"Concert {id}", queue = new { maxActive = inside, admissionsPerSecond = 100 }, schedules }
            : new { name = $"Concert {id}", schedules });
        return id;
    }
}

[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<SiteFixture>
{
    public const string Name = "one silo and one browser";
}
