using System.Diagnostics.Metrics;
using System.Net;
using Commerce.Fixtures;
using Commerce.Telemetry;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Live;

/// <summary>What watching may cost, in a process where anybody may watch and one may at once.</summary>
public sealed class LiveBoundsTests : IAsyncLifetime
{
    private ApiUnderTest _host = null!;

    public async Task InitializeAsync() =>
        _host = await ApiUnderTest.StartAsync("--Live:Public=true", "--Live:MaxViewers=1", "--Http:MaxInFlight=1");

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Viewers_MoreThanMay_AreRefused_AndHoldNothingOfCustomers()
    {
        var counter = _host.Services.GetRequiredService<IMeterFactory>().Create(CommerceMeter.Name)
            .CreateCounter<long>("commerce.http.refusals");
        Assert.False(counter.Enabled); // nobody watches, and nobody pays for it
        using (var viewer = await Viewer.OpenAsync(_host))
        {
            await viewer.SeesOneAsync();
            Assert.True(counter.Enabled);

            var refused = await _host.Http.GetAsync("/live/stream");
            refused.AssertProblem(503, "LIVE_FULL");
            Assert.Equal("10", refused.Headers["Retry-After"]);
            (await _host.Http.GetAsync("/coupons/1")).AssertProblem(404, "COUPON_NOT_FOUND"); // though one request at once is taken
        }

        await Eventually.HoldsAsync("room for another viewer", async () =>
        {
            using var next = await Viewer.OpenAsync(_host);
            return next.Response.StatusCode == HttpStatusCode.OK;
        });
        await Eventually.HoldsAsync("nobody to listen", () => Task.FromResult(!counter.Enabled));
    }

    [Fact]
    public async Task Page_WhereAnybodyMayWatch_IsTheFirst()
    {
        var page = (await _host.Http.GetAsync("/")).AssertStatus(200);

        Assert.Equal(page.Text, (await _host.Http.GetAsync("/live")).AssertStatus(200).Text);
        Assert.Contains("/live/app.js", page.Text, StringComparison.Ordinal);
        Assert.Contains("First steps", (await _host.Http.GetAsync("/welcome")).AssertStatus(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rush_OutsideDevelopment_IsNotThere() =>
        (await _host.Http.PostAsync("/live/rush", new { customers = 1, pieces = 1 })).AssertProblem(405, "METHOD_NOT_ALLOWED");
}
