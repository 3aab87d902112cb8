using System.Reflection;
using Commerce.Testing;
using Microsoft.Playwright;

namespace Commerce.Fixtures;

/// <summary>A test that needs a browser; skipped, with the reason, where there is none.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Chromium.Program is null)
            Skip = Chromium.SkipReason;
    }
}

/// <summary>As <see cref="BrowserFactAttribute"/>, with data.</summary>
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute()
    {
        if (Chromium.Program is null)
            Skip = Chromium.SkipReason;
    }
}

/// <summary>The browser of the system; none is ever downloaded.</summary>
internal static class Chromium
{
    public const string SkipReason = "needs chromium on the PATH (Debian: chromium)";

    private const string DriverFolder = "PLAYWRIGHT_DRIVER_SEARCH_PATH";
    private const string NoDownload = "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD";

    // Tests run as whoever runs them, root in a container too, for whom Chromium has no sandbox; and it calls nobody at home.
    private static readonly string[] s_flags =
        ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];

    public static string? Program { get; } = ServerProgram.Find("chromium");

    public static async Task<(IPlaywright Driver, IBrowser Browser)> StartAsync()
    {
        Environment.SetEnvironmentVariable(NoDownload, "1");
        Environment.SetEnvironmentVariable(DriverFolder, typeof(Chromium).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key == "PlaywrightPackage").Value);
        var driver = await Playwright.CreateAsync();
        return (driver, await driver.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = s_flags }));
    }
}
