using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Commerce.Testing;

/// <summary>An answer of the coupon routes.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The problem's code, when it is one.</param>
/// <param name="IssueNumber">The piece's number, when one is told; else 0.</param>
/// <param name="Replayed">Whether it is an earlier answer again.</param>
/// <param name="Body">The body as it came.</param>
public sealed record CouponAnswer(HttpStatusCode Status, string? Code, long IssueNumber, bool Replayed, JsonElement Body);

/// <summary>The coupon routes as any HTTP client uses them.</summary>
public sealed class CouponClient(HttpClient http)
{
    private const string KeyHeader = "Idempotency-Key";

    /// <summary>Creates or changes a campaign that is open.</summary>
    public async Task PutAsync(long couponId, long quantity)
    {
        var now = DateTimeOffset.UtcNow;
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/admin/coupons/{couponId}")
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", SiloProcess.AdminKey) },
            Content = JsonContent.Create(new
            {
                name = "Campaign under test",
                discountType = "FIXED",
                discountAmount = 1_000,
                totalQuantity = quantity,
                startedAt = now.AddDays(-1),
                expiredAt = now.AddDays(1),
            }),
        };
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    public Task<CouponAnswer> IssueAsync(long couponId, long customerId, string? key = null) =>
        PostAsync("/coupons/issue", new { couponId, customerId }, key);

    /// <summary>Asks for a piece of the default campaign.</summary>
    public Task<CouponAnswer> ApplyAsync(long userId) =>
        PostAsync(string.Create(CultureInfo.InvariantCulture, $"/coupon/apply?userId={userId}"), null);

    public Task<CouponAnswer> IssueByCodeAsync(long userId, string couponCode) =>
        PostAsync("/api/v1/coupons/issue", new { userId, couponCode });

    private async Task<CouponAnswer> PostAsync(string route, object? body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, route) { Content = body is null ? null : JsonContent.Create(body) };
        if (key is not null)
            request.Headers.Add(KeyHeader, key);
        using var response = await http.SendAsync(request);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return new(
            response.StatusCode,
            answer.TryGetProperty("code", out var code) ? code.GetString() : null,
            answer.TryGetProperty("issueNumber", out var number) ? number.GetInt64() : 0,
            response.Headers.Contains("Idempotent-Replayed"),
            answer);
    }
}
