using System.Globalization;
using Commerce.Fixtures;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Coupons;

/// <summary>A silo that counts the calls to its campaigns.</summary>
public sealed class CountingFixture : IAsyncLifetime
{
    internal CampaignCalls Calls { get; } = new();

    internal ApiUnderTest Host { get; private set; } = null!;

    public async Task InitializeAsync() => Host = await ApiUnderTest.StartAsync(
        builder => builder.Services.AddSingleton<IIncomingGrainCallFilter>(Calls), "--Http:CouponCodeLimit=100");

    public async Task DisposeAsync() => await Host.DisposeAsync();
}

/// <summary>One campaign of it, and requests for its pieces.</summary>
internal sealed class CountedCampaign(ApiUnderTest host, long id)
{
    private static long s_lastId = 10_000;

    public CountedCampaign(ApiUnderTest host) : this(host, Interlocked.Increment(ref s_lastId)) { }

    public long Id => id;

    public DateTimeOffset Now => host.Clock.GetUtcNow();

    private ApiClient Http => host.Http;

    public Task FollowedAsync() => Eventually.HoldsAsync("the campaign to be followed", async () =>
    {
        await Http.PostAsync("/coupons/issue", new { couponId = Id, customerId = 98 });
        return host.Services.GetRequiredService<FollowedCoupons>().Campaign(Id) is not null;
    });

    public async Task SellOutAsync(string? code = null)
    {
        (await PutAsync(code: code)).AssertStatus(201);
        foreach (var customerId in new[] { 1, 2 })
            Assert.InRange((await (code is null ? IssueAsync(customerId) : ByCodeAsync(customerId))).Status, 200, 201);
    }

    public Task<ApiAnswer> IssueAsync(long customerId, string? key = null) =>
        Http.PostAsync("/coupons/issue", new { couponId = Id, customerId }, key);

    public Task<ApiAnswer> ByCodeAsync(long userId, string? key = null) =>
        Http.PostAsync("/api/v1/coupons/issue", new { userId, couponCode = "SPRING" }, key);

    public Task<ApiAnswer> ApplyAsync(long userId) =>
        Http.PostAsync(string.Create(CultureInfo.InvariantCulture, $"/coupon/apply?userId={userId}"), null);

    public Task<ApiAnswer> PutAsync(
        long quantity = 2, string? code = null, object? queue = null, bool? paused = null,
        DateTimeOffset? startedAt = null, DateTimeOffset? expiredAt = null, DateTimeOffset? usableUntil = null) =>
        Http.PutAsync($"/admin/coupons/{Id}", new
        {
            name = "봄 할인",
            code,
            discountType = "FIXED",
            discountAmount = 1_000,
            totalQuantity = quantity,
            startedAt = startedAt ?? Now.AddHours(-1),
            expiredAt = expiredAt ?? Now.AddDays(1),
            queue,
            paused,
            usableUntil,
        });
}
