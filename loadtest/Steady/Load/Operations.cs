using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Commerce.Steady.Load;

/// <summary>
/// The requests of a load, on the demo data and on campaigns of its own. Each is one that succeeds on a healthy system:
/// whatever is not a 2xx is a failure, but that a campaign is sold out.
/// </summary>
internal sealed class Operations
{
    private const long FirstCustomer = 1001;
    private const long FirstProduct = 5001;
    private const int Products = 20;
    private const long MinAmount = 100_000; // more than what is bought, in the long run
    private const long Amounts = 10_000_000;

    private static readonly string[] s_names = ["issue", "charge", "pay", "read"];

    private readonly string[] _turns;
    private readonly long _run = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
    private readonly LoadOptions _options;
    private readonly Dictionary<long, long> _prices = [];
    private long _next;

    public Operations(LoadOptions options)
    {
        _options = options;
        _turns = [.. Shares(options.Mix).SelectMany(share => Enumerable.Repeat(share.Name, share.Count))];
        new Random(1).Shuffle(_turns); // mixed, and the same in every run
    }

    public static bool Understands(string mix) => Shares(mix).ToList() is { Count: > 0 } shares && shares.All(share => share.Count > 0);

    /// <summary>Makes the campaigns, and learns what products cost.</summary>
    public async Task PrepareAsync(HttpClient http)
    {
        var server = _options.Urls[0];
        for (var product = FirstProduct; product < FirstProduct + Products && _turns.Contains("pay"); product++)
        {
            var body = await http.GetFromJsonAsync<JsonElement>(new Uri(server, LoadRequest.Route($"/v1/products/{product}")));
            _prices[product] = body.GetProperty("options")[0].GetProperty("price").GetInt64();
        }
        for (var i = 0; i < _options.Campaigns && _turns.Contains("issue"); i++)
        {
            using var put = new HttpRequestMessage(HttpMethod.Put, new Uri(server, LoadRequest.Route($"/admin/coupons/{CampaignId(i)}")));
            put.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _options.AdminKey);
            put.Content = JsonContent.Create(new
            {
                name = "Steady",
                discountType = "FIXED",
                discountAmount = 1_000,
                totalQuantity = _options.Quantity,
                startedAt = DateTimeOffset.UtcNow.AddDays(-1),
                expiredAt = DateTimeOffset.UtcNow.AddDays(1),
            });
            using var answer = await http.SendAsync(put);
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>The next request, and the server it goes to.</summary>
    public (LoadRequest LoadRequest, Uri Server) Next()
    {
        var turn = Interlocked.Increment(ref _next);
        var name = _turns[(int)(turn % _turns.Length)];
        var customer = FirstCustomer + turn * 7919 % _options.Customers; // spread: neighbours in time are not neighbours in number
        var product = FirstProduct + turn * 13 % Products;
        // other runs' are others, up to 1,000 requests a second
        var amount = name == "pay" ? _prices[product] : MinAmount + (_run + turn) % Amounts;
        var ask = new LoadRequest(name, turn, CampaignId((int)(turn % _options.Campaigns)), customer, product, amount,
            LoadRequest.Route($"steady-{_run}-{turn}"));
        // Every campaign and customer is asked for at every server.
        return (ask, _options.Urls[(int)(turn * 31 / 7 % _options.Urls.Count)]);
    }

    private static IEnumerable<(string Name, int Count)> Shares(string mix) =>
        from share in mix.Split(',', StringSplitOptions.RemoveEmptyEntries)
        let parts = share.Split(':')
        select parts.Length == 2 && s_names.Contains(parts[0]) && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var count)
            ? (parts[0], count)
            : (share, 0);

    // A new run's campaigns are its own: nobody has a piece of them yet.
    private long CampaignId(int number) => _run * 1_000 + number;
}
