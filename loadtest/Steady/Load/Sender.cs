using System.Text.Json;
using System.Text.RegularExpressions;

namespace Commerce.Steady.Load;

/// <summary>What a request was answered.</summary>
/// <param name="Status">The HTTP status; 0 for no answer.</param>
/// <param name="IsServed">Whether it did what it was asked, or said truly that nothing is left.</param>
/// <param name="Error">What a failure says of itself.</param>
internal readonly record struct Answer(int Status, bool IsServed, string Error);

/// <summary>Sends requests and tells what came of them.</summary>
internal sealed partial class Sender(HttpClient http)
{
    private const string SoldOut = "COUPON_SOLD_OUT";

    public async Task<Answer> SendAsync(LoadRequest ask, Uri server)
    {
        using var request = ask.ToRequest(server);
        try
        {
            using var response = await http.SendAsync(request);
            if (response.IsSuccessStatusCode)
                return new((int)response.StatusCode, true, "");
            var error = ErrorOf(await response.Content.ReadAsStringAsync());
            return new((int)response.StatusCode, error.StartsWith(SoldOut, StringComparison.Ordinal), error);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            return new(0, false, failure is HttpRequestException broken ? broken.HttpRequestError.ToString() : "Timeout");
        }
    }

    private static string ErrorOf(string body)
    {
        try
        {
            using var problem = JsonDocument.Parse(body);
            var message = problem.RootElement.GetProperty("message").GetString() ?? "";
            // alike for all it happens to
            return $"{problem.RootElement.GetProperty("code").GetString()}: {Ids().Replace(message, "/...")}";
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "no problem details";
        }
    }

    [GeneratedRegex(@"/\S+")]
    private static partial Regex Ids();
}
