using System.Text.Json;
using Commerce.Fixtures;

namespace Commerce.Http;

/// <summary>One moment reads the same wherever it is told. That every time has the one form is checked of every answer.</summary>
[Collection(ApiTests.Name)]
public sealed class TimestampTests(ApiFixture api)
{
    [Theory]
    [InlineData("\"2026-01-02T03:04:05Z\"", "\"2026-01-02T03:04:05.000Z\"")]
    [InlineData("\"2026-01-02T03:04:05.6789999Z\"", "\"2026-01-02T03:04:05.678Z\"")]
    [InlineData("\"2026-01-02T03:04:05.6+09:00\"", "\"2026-01-01T18:04:05.600Z\"")]
    [InlineData("\"0001-01-01T00:00:00Z\"", "\"0001-01-01T00:00:00.000Z\"")]
    [InlineData("\"9999-12-31T23:59:59.9999999Z\"", "\"9999-12-31T23:59:59.999Z\"")]
    public void Time_InAndOut_IsUtcToTheMillisecond(string sent, string told)
    {
        var options = new JsonSerializerOptions { Converters = { new TimestampConverter() } };
        var moment = JsonSerializer.Deserialize<DateTimeOffset>(sent, options);

        Assert.Equal(told, JsonSerializer.Serialize(moment, options));
        Assert.Equal(0, moment.Ticks % TimeSpan.TicksPerMillisecond);
        Assert.Equal(told, JsonSerializer.Serialize(DateTimeOffset.Parse(sent.Trim('"'), null), options));
    }

    [Fact]
    public async Task IssuedAt_AnsweredAndListed_IsTheSame()
    {
        var couponId = await api.NewCampaignAsync();
        var customerId = await api.NewCustomerAsync(0);
        var issued = (await api.Http.PostAsync("/coupons/issue", new { couponId, customerId })).AssertStatus(201).String("issuedAt");
        await api.Host.ReadTablesFollowAsync();

        var listed = (await api.Http.GetAsync($"/customers/{customerId}/coupons")).Json.GetProperty("items")[0].GetProperty("issuedAt")
            .GetString();
        Assert.Equal(issued, listed);
    }

    [Fact]
    public async Task Campaign_PutAsItWasTold_IsUnchanged()
    {
        var id = api.NewId();
        object Campaign(string startedAt, string expiredAt) =>
            new { name = "n", discountType = "FIXED", discountAmount = 1, totalQuantity = 5, startedAt, expiredAt };
        var told = (await api.Http.PutAsync($"/admin/coupons/{id}",
            Campaign("2026-01-02T03:04:05.6789999Z", "2030-01-02T03:04:05.1234567+09:00"))).AssertStatus(201);
        var before = await api.Host.JournalAsync();

        (await api.Http.PutAsync($"/admin/coupons/{id}", Campaign(told.String("startedAt")!, told.String("expiredAt")!))).AssertStatus(200);
        Assert.Equal(before, await api.Host.JournalAsync());
    }
}
