using Commerce.Fixtures;

namespace Commerce.Concerts;

/// <content>What the tests ask.</content>
public sealed partial class ReservationTests
{
    private async Task<ApiAnswer> ReserveAsync(
        long userId, long scheduleId, long seatId, string? key = null, string? token = null, ApiClient? http = null, long? queueAs = null)
    {
        http ??= api.Http;
        if (queueAs is { } customer)
            token = (await http.PostAsync("/queue/tokens", new { userId = customer, concertId = 7001 })).String("token");
        var request = new ApiRequest("POST", "/reservations")
        {
            Body = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { userId, scheduleId, seatId }),
        };
        if (key is not null)
            request = request.With("Idempotency-Key", key);
        return await http.SendAsync(token is null ? request : request.With("Queue-Token", token));
    }

    private Task<ApiAnswer> JoinAsync(long concertId, long userId) => api.Http.PostAsync("/queue/tokens", new { userId, concertId });

    private Task<ApiAnswer> PayAsync(string? reservationId, string? key = null, ApiClient? http = null) =>
        (http ?? api.Http).PostAsync($"/reservations/{reservationId}/payment", null, key);

    private async Task<string?> StatusAsync(string? reservationId) =>
        (await api.Http.GetAsync($"/reservations/{reservationId}")).String("status");

    private async Task<long> BalanceAsync(long customerId) =>
        (await api.Http.GetAsync($"/v1/users/{customerId}/balance")).Number("balance");

    private async Task<string?> MapAsync(long scheduleId) =>
        (await api.Http.GetAsync($"/schedules/{scheduleId}/seat-map")).String("seats");
}
