using System.Text.Json;
using Commerce.Fixtures;

namespace Commerce.Live;

/// <summary>The sale that is there to be looked at.</summary>
public sealed class RushTests
{
    [Fact]
    public async Task Rush_InDevelopment_IssuesExactlyWhatThereIs()
    {
        await using var host = await ApiUnderTest.StartAsync("--environment=Development");
        foreach (var (customers, pieces, field) in ((int, int, string)[])[(0, 1, "customers"), (10_001, 1, "customers"), (1, 0, "pieces")])
            (await host.Http.PostAsync("/live/rush", new { customers, pieces })).AssertProblem(400, "INVALID_INPUT", field);
        using var viewer = await Viewer.OpenAsync(host);
        Assert.True((await viewer.SeesOneAsync()).GetProperty("canRush").GetBoolean());

        var started = (await host.Http.PostAsync("/live/rush", new { customers = 60, pieces = 40 })).AssertStatus(202);

        var couponId = started.Number("couponId");
        var seen = await viewer.SeesAsync(snapshot => snapshot.TryGetProperty("rush", out var rush)
            && rush.GetProperty("isDone").GetBoolean()
            && Campaign(snapshot, couponId) is { } campaign && campaign.GetProperty("issued").GetInt64() == 40);
        var report = seen.GetProperty("rush");
        Assert.Equal((40, 20, 0), (Number(report, "issued"), Number(report, "soldOut"), Number(report, "other")));
        Assert.Equal(40, (await host.Http.GetAsync($"/coupons/{couponId}")).AssertStatus(200).Number("issuedQuantity"));

        // This one goes on for longer than the test.
        (await host.Http.PostAsync("/live/rush", new { customers = 10, pieces = 1, seconds = 60 })).AssertStatus(202);
        (await host.Http.PostAsync("/live/rush", new { customers = 1, pieces = 1 })).AssertProblem(409, "RUSH_UNDER_WAY");
    }

    private static JsonElement? Campaign(JsonElement snapshot, long couponId)
    {
        foreach (var campaign in snapshot.GetProperty("campaigns").EnumerateArray())
        {
            if (campaign.GetProperty("couponId").GetInt64() == couponId)
                return campaign;
        }
        return null;
    }

    private static int Number(JsonElement of, string name) => of.GetProperty(name).GetInt32();
}
