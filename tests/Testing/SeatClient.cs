using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Commerce.Testing;

/// <summary>An answer of the reservation routes.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The problem's code, when it is one.</param>
/// <param name="ReservationId">The reservation, when one is told.</param>
public sealed record SeatAnswer(HttpStatusCode Status, string? Code, Guid ReservationId);

/// <summary>The routes of concerts, seats and reservations as any HTTP client uses them.</summary>
public sealed class SeatClient(HttpClient http)
{
    /// <summary>Makes a concert with one schedule, whose id is the concert's.</summary>
    public async Task PutAsync(long scheduleId, long price, int seats, object? queue = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, string.Create(CultureInfo.InvariantCulture,
            $"/admin/concerts/{scheduleId}"))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", SiloProcess.AdminKey) },
            Content = JsonContent.Create(new
            {
                name = "Concert under test",
                queue,
                schedules = new[] { new { scheduleId, startsAt = DateTimeOffset.UtcNow.AddDays(1), price, seats } },
            }),
        };
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Asks to be let in by the queue before a concert.</summary>
    /// <returns>The token.</returns>
    public async Task<string> JoinAsync(long userId, long concertId)
    {
        using var response = await http.PostAsJsonAsync("/queue/tokens", new { userId, concertId });
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    public Task<SeatAnswer> ReserveAsync(long userId, long scheduleId, long seatId, string? key = null, string? token = null) =>
        SendAsync(HttpMethod.Post, "/reservations", new { userId, scheduleId, seatId }, key, token);

    public Task<SeatAnswer> PayAsync(Guid reservationId, string? key = null) =>
        SendAsync(HttpMethod.Post, $"/reservations/{reservationId}/payment", null, key);

    /// <summary>Where a reservation is, such as <c>HELD</c>.</summary>
    public async Task<string> StatusAsync(Guid reservationId) =>
        (await http.GetFromJsonAsync<JsonElement>($"/reservations/{reservationId}")).GetProperty("status").GetString()!;

    /// <summary>A letter a seat.</summary>
    public async Task<string> MapAsync(long scheduleId) => (await http.GetFromJsonAsync<JsonElement>(
        string.Create(CultureInfo.InvariantCulture, $"/schedules/{scheduleId}/seat-map"))).GetProperty("seats").GetString()!;

    private async Task<SeatAnswer> SendAsync(HttpMethod method, string route, object? body, string? key, string? token = null)
    {
        using var request = new HttpRequestMessage(method, route) { Content = body is null ? null : JsonContent.Create(body) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        if (token is not null)
            request.Headers.Add("Queue-Token", token);
        using var response = await http.SendAsync(request);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return new(response.StatusCode, answer.TryGetProperty("code", out var code) ? code.GetString() : null,
            answer.TryGetProperty("reservationId", out var id) ? id.GetGuid() : Guid.Empty);
    }
}
