using Commerce.Fixtures;
using Commerce.Testing;

namespace Commerce.WaitingQueue;

/// <summary>Campaigns behind queues, and the routes of their tokens.</summary>
internal sealed class QueueRoutes(ApiFixture api)
{
    public const string Route = "/queue/tokens";

    public async Task<long> NewQueueAsync(
        int maxActive = 7, int activeSeconds = 300, int waitingTimeoutSeconds = 120, DateTimeOffset? opensAt = null)
    {
        var couponId = api.NewId();
        (await PutAsync(couponId, new
        {
            maxActive,
            admissionsPerSecond = 10,
            activeSeconds,
            waitingTimeoutSeconds,
            opensAt
        })).AssertStatus(201);
        return couponId;
    }

    public Task<ApiAnswer> PutAsync(long couponId, object? queue, string? code = null, string? key = null)
    {
        var body = new
        {
            name = "Behind a queue",
            code,
            discountType = "FIXED",
            discountAmount = 1_000,
            totalQuantity = 100,
            startedAt = DateTimeOffset.UnixEpoch,
            expiredAt = DateTimeOffset.UnixEpoch.AddYears(100),
            queue,
        };
        return api.Http.PutAsync($"/admin/coupons/{couponId}", body, key);
    }

    public Task<ApiAnswer> DeleteAsync(long couponId, string? key = null)
    {
        var request = new ApiRequest("DELETE", $"/admin/coupons/{couponId}/queue").AsAdmin();
        return api.Http.SendAsync(key is null ? request : request.With("Idempotency-Key", key));
    }

    public Task<ApiAnswer> JoinAsync(long couponId, long userId) => api.Http.PostAsync(Route, new { userId, couponId });

    public Task<ApiAnswer> IssueAsync(long couponId, long customerId, string? token)
    {
        var request = new ApiRequest("POST", "/coupons/issue")
        {
            Body = System.Text.Encoding.UTF8.GetBytes($"{{\"couponId\":{couponId},\"customerId\":{customerId}}}"),
        };
        return api.Http.SendAsync(token is null ? request : request.With("Queue-Token", token));
    }

    public async Task<string> StatusAsync(string token) =>
        (await api.Http.GetAsync($"{Route}/{token}")).AssertStatus(200).String("status")!;

    public Task BecomesAsync(string token, string status, string? keeps = null) => Eventually.HoldsAsync($"{status}", async () =>
    {
        if (keeps is not null)
            Assert.Equal("WAITING", await StatusAsync(keeps));
        return await StatusAsync(token) == status;
    });
}
