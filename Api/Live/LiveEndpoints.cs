using Commerce.Access;
using Commerce.Http;
using Microsoft.Extensions.Options;

namespace Commerce.Live;

/// <summary>The routes of the live page.</summary>
internal static class LiveEndpoints
{
    private static readonly PageFiles s_files = new("live");
    private static readonly TimeSpan s_comeAgain = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Maps the page at <c>/live</c>, and at <c>/</c> where it is open to everybody; otherwise <c>/</c> is what all may read.
    /// </summary>
    public static void MapLive(this WebApplication app)
    {
        var isOpen = app.Services.GetRequiredService<IOptions<LiveOptions>>().Value.IsOpen(app.Environment);
        if (isOpen)
            app.MapGet("/", (HttpContext http) => s_files.Get(http, null)).AllowAnonymous().WithHead().ExcludeFromDescription();
        else
            app.MapWelcome("/");
        app.MapWelcome("/welcome");

        var live = app.MapGroup("/live").WithHead().ExcludeFromDescription();
        if (isOpen)
            live.AllowAnonymous();
        else
            live.ForAdministrators(Policies.Operations).ForBrowsers();
        live.MapGet("/{**file}", (string? file, HttpContext http) => s_files.Get(http, file));
        live.MapGet("/stream", Stream).DisableRateLimiting().DisableHttpMetrics(); // it holds no permit, and is no latency
        if (app.Services.GetRequiredService<Rush>().IsOffered)
            live.MapPost("/rush", StartRush);
    }

    private static IResult Stream(string? coupon, string? product, string? schedule, LiveFeed feed, IHostApplicationLifetime lifetime)
    {
        var interest = new LiveInterest(Id(coupon, "coupon"), Id(product, "product"), Id(schedule, "schedule"));
        return feed.Join(interest) is { } viewer
            ? new LiveStream(viewer, lifetime)
            : new Problem(LiveRefusals.Full, retryAfter: s_comeAgain);

        static long? Id(string? text, string field) => string.IsNullOrEmpty(text) ? null : Input.Id(text, field);
    }

    private static async Task<IResult> StartRush(StartRushRequest request, Rush rush)
    {
        var customers = Input.Range(request.Customers, "customers", 1, Rush.MostCustomers);
        var pieces = Input.Range(request.Pieces, "pieces", 1, Rush.MostCustomers);
        var seconds = Input.Range(request.Seconds ?? 0, "seconds", 0, Rush.MostSeconds);
        return await rush.TryStartAsync((int)customers, (int)pieces, TimeSpan.FromSeconds(seconds)) is { } started
            ? TypedResults.Accepted((string?)null, started)
            : new Problem(LiveRefusals.RushUnderWay);
    }
}

/// <summary>What the live page's routes refuse.</summary>
internal static class LiveRefusals
{
    public static readonly ProblemType Full =
        new(StatusCodes.Status503ServiceUnavailable, "LIVE_FULL", "As many watch as may: Live:MaxViewers.");

    public static readonly ProblemType RushUnderWay =
        new(StatusCodes.Status409Conflict, "RUSH_UNDER_WAY", "One rush at a time: the last one has not come to its end.");
}
