using System.Globalization;
using Microsoft.Playwright;

namespace Commerce.Fixtures;

/// <summary>What a browser is answered instead of what the site would say.</summary>
internal static class Answers
{
    /// <summary>Nothing: the connection is cut.</summary>
    public static RouteFulfillOptions? None => null;

    /// <summary>A refusal in the API's words.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="code">Its code.</param>
    /// <param name="retryAfter">When to come again, in seconds.</param>
    public static RouteFulfillOptions Problem(int status, string code, int retryAfter = 1) => new()
    {
        Status = status,
        ContentType = "application/problem+json",
        Headers = new Dictionary<string, string> { ["Retry-After"] = retryAfter.ToString(CultureInfo.InvariantCulture) },
        Body = string.Create(CultureInfo.InvariantCulture, $$"""{"status":{{status}},"code":"{{code}}","message":"No."}"""),
    };

    /// <summary>A refusal of something on the way, in words of its own.</summary>
    public static RouteFulfillOptions OfAProxy(int status) => new() { Status = status, ContentType = "text/html", Body = "<h1>No</h1>" };
}
