using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Commerce.Testing;

/// <summary>A token as the routes tell it.</summary>
/// <param name="Token">Its text; empty when there is none.</param>
/// <param name="Status"><c>WAITING</c>, <c>ACTIVE</c> or <c>EXPIRED</c>; the problem's code when the answer is one.</param>
/// <param name="Position">Its place; 0 when it has none.</param>
public sealed record QueueAnswer(string Token, string Status, long Position);

/// <summary>The queue's routes as any HTTP client uses them.</summary>
public sealed class QueueClient(HttpClient http)
{
    /// <summary>Creates or changes a campaign behind a queue.</summary>
    public async Task PutAsync(long couponId, long quantity, object? queue)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/admin/coupons/{couponId}")
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", SiloProcess.AdminKey) },
            Content = JsonContent.Create(new
            {
                name = "Behind a queue",
                discountType = "FIXED",
                discountAmount = 1_000,
                totalQuantity = quantity,
                startedAt = DateTimeOffset.UtcNow.AddDays(-1),
                expiredAt = DateTimeOffset.UtcNow.AddDays(1),
                queue,
            }),
        };
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Asks for a place; the answer may be that there is none now.</summary>
    public async Task<QueueAnswer> JoinAsync(long couponId, long userId)
    {
        using var response = await http.PostAsJsonAsync("/queue/tokens", new { userId, couponId });
        return await AnswerAsync(response);
    }

    /// <summary>Asks for a token.</summary>
    public async Task<QueueAnswer> GetAsync(string token)
    {
        using var response = await http.GetAsync($"/queue/tokens/{token}");
        return await AnswerAsync(response);
    }

    /// <summary>Asks for a piece with a token.</summary>
    public async Task<HttpStatusCode> IssueAsync(long couponId, long customerId, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/coupons/issue");
        request.Content = JsonContent.Create(new { couponId, customerId });
        request.Headers.Add("Queue-Token", token);
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }

    private static async Task<QueueAnswer> AnswerAsync(HttpResponseMessage response)
    {
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return response.IsSuccessStatusCode
            ? new(answer.GetProperty("token").GetString()!, answer.GetProperty("status").GetString()!,
                answer.TryGetProperty("position", out var position) ? position.GetInt64() : 0)
            : new("", answer.GetProperty("code").GetString()!, 0);
    }
}
