using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Commerce.Steady.Load;

/// <summary>
/// The requests of a load, on the demo data and on campaigns of its own. Each is one that succeeds on a healthy system:
/// whatever is not a 2xx is a failure.
/// </summary>
internal sealed class Operations
{
    private const long FirstCustomer = 1001;
    private const int Customers = 2_000;
    private const long FirstProduct = 5001;
    private const int Products = 20;
    private const int Quantity = 100_000_000;

    private static readonly string[] s_names = ["issue", "charge", "pay", "read"];

    private readonly string[] _turns;
    private readonly long _run = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
    private readonly int _campaigns;
    private readonly Dictionary<long, long> _prices = [];
    private long _next;

    public Operations(LoadOptions options)
    {
        _campaigns = options.Campaigns;
        _turns = [.. Shares(options.Mix).SelectMany(share => Enumerable.Repeat(share.Name, share.Count))];
        new Random(1).Shuffle(_turns); // mixed, and the same in every run
    }

    public static bool Understands(string mix) => Shares(mix).ToList() is { Count: > 0 } shares && shares.All(share => share.Count > 0);

    /// <summary>Makes the campaigns, and learns what products cost.</summary>
    public async Task PrepareAsync(HttpClient http, string adminKey)
    {
        for (var product = FirstProduct; product < FirstProduct + Products && _turns.Contains("pay"); product++)
        {
            var body = await http.GetFromJsonAsync<JsonElement>(Route($"/v1/products/{product}"));
            _prices[product] = body.GetProperty("options")[0].GetProperty("price").GetInt64();
        }
        for (var i = 0; i < _campaigns && _turns.Contains("issue"); i++)
        {
            using var put = new HttpRequestMessage(HttpMethod.Put, Route($"/admin/coupons/{CampaignId(i)}"));
            put.Headers.Authorization = new AuthenticationHeaderValue("Bearer", adminKey);
            put.Content = JsonContent.Create(new
            {
                name = "Steady",
                discountType = "FIXED",
                discountAmount = 1_000,
                totalQuantity = Quantity,
                startedAt = DateTimeOffset.UtcNow.AddDays(-1),
                expiredAt = DateTimeOffset.UtcNow.AddDays(1),
            });
            using var answer = await http.SendAsync(put);
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>The next request.</summary>
    public (string Name, HttpRequestMessage Request) Next()
    {
        var turn = Interlocked.Increment(ref _next);
        var name = _turns[(int)(turn % _turns.Length)];
        var customer = FirstCustomer + turn * 7919 % Customers; // spread: neighbours in time are not neighbours in number
        var product = FirstProduct + turn * 13 % Products;
        return (name, name switch
        {
            "issue" => Post("/coupons/issue", new { couponId = CampaignId((int)(turn % _campaigns)), customerId = turn }),
            "charge" => Post(Route($"/v1/users/{customer}/balance"), new { amount = 100_000 }),
            "pay" => Post("/v1/orders", new { userId = customer, totalAmount = _prices[product], products = new[] { new { productId = product, quantity = 1 } } }),
            _ => new HttpRequestMessage(HttpMethod.Get, Route($"/v1/products/{product}")),
        });
    }

    private static HttpRequestMessage Post<TBody>(string route, TBody body) =>
        new(HttpMethod.Post, route) { Content = JsonContent.Create(body) };

    private static string Route(FormattableString route) => route.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<(string Name, int Count)> Shares(string mix) =>
        from share in mix.Split(',', StringSplitOptions.RemoveEmptyEntries)
        let parts = share.Split(':')
        select parts.Length == 2 && s_names.Contains(parts[0]) && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var count)
            ? (parts[0], count)
            : (share, 0);

    // A new run's campaigns are its own: nobody has a piece of them yet.
    private long CampaignId(int number) => _run * 1_000 + number;
}
