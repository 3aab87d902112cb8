using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Commerce.Fixtures;
using Commerce.Http;

namespace Commerce.Access;

/// <summary>One silo that asks everybody for a token, and a customer of it who has one of everything.</summary>
public sealed class JwtFixture : IAsyncLifetime
{
    public const long Owner = 900_001;
    public const long Stranger = 900_002;
    private const long Product = 900_010;
    private const long Concert = 900_020;

    private readonly Dictionary<string, string> _owned = [];

    internal TokenIssuer Issuer { get; } = new();

    internal ApiUnderTest Host { get; private set; } = null!;

    internal ApiClient Http => Host.Http;

    public async Task InitializeAsync()
    {
        await Issuer.StartAsync();
        Host = await ApiUnderTest.StartAsync(["--Demo:Load=true", "--Http:NoOp=true", "--Live:MaxViewers=0", .. Issuer.Settings]);
        await Issuer.IsHeardByAsync(Host);
        foreach (var customer in (long[])[Owner, Stranger])
            (await Http.PutAsync($"/admin/customers/{customer}", new { username = "Kim", openingBalance = 1_000_000 })).AssertStatus(201);
        var options = new[] { new { productOptionId = Product, name = "One size", extraPrice = 0, stock = 100 } };
        (await Http.PutAsync($"/admin/products/{Product}", new { name = "Notebook", basePrice = 100, options })).AssertStatus(201);
        var schedules = new[] { new { scheduleId = Concert, startsAt = Host.Clock.GetUtcNow().AddDays(30), price = 100, seats = 10 } };
        (await Http.PutAsync($"/admin/concerts/{Concert}", new { name = "봄 음악회", schedules })).AssertStatus(201);
        _owned["userId"] = _owned["customerId"] = Owner.ToString(CultureInfo.InvariantCulture);
        _owned["couponId"] = "4001";
        _owned["orderId"] = (await SendAsync("POST", "/orders", new
        {
            customerId = Owner,
            items = new[] { new { productId = Product, productOptionId = Product, quantity = 1 } },
        }, Own())).AssertStatus(201).String("orderId")!;
        var seat = new { userId = Owner, scheduleId = Concert, seatId = 1 };
        _owned["reservationId"] = (await SendAsync("POST", "/reservations", seat, Own()))
            .AssertStatus(201).String("reservationId")!;
        _owned["token"] = (await SendAsync("POST", "/queue/tokens", new { userId = Owner, couponId = 4004 }, Own()))
            .AssertStatus(201).String("token")!;
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await Issuer.DisposeAsync();
    }

    internal string Own() => Token(new() { CustomerId = Owner });

    internal string Token(TokenContent content) => Issuer.Token(content, Host.Clock.GetUtcNow());

    internal Task<ApiAnswer> SendAsync(string method, string path, object? body, string? token) => Http.SendAsync(
        Bearing(new(method, path) { Body = body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body) }, token));

    internal Task<ApiAnswer> SendAsync(string route, string? token) => Http.SendAsync(Bearing(Request(route), token));

    /// <summary>A good request to a route, about what the owner has.</summary>
    /// <param name="route">Its method and pattern.</param>
    internal ApiRequest Request(string route)
    {
        var (method, pattern) = route.Split(' ') is [var verb, var form] ? (verb, form) : throw new ArgumentException(route);
        var segments = pattern.Split('/').Select(segment => segment.StartsWith('{') ? Value(pattern, segment.Trim('{', '}')) : segment);
        var request = new ApiRequest(method, string.Join('/', segments) + (pattern == "/coupon/apply" ? $"?userId={Owner}" : ""));
        return BodyOf(method, pattern) is { } body
            ? request with { Body = JsonSerializer.SerializeToUtf8Bytes(OfOwner(body)) }
            : request;
    }

    /// <summary>What a route names by which it is known whose it is: in its path, its query or its body.</summary>
    internal static IEnumerable<string> Names(string route)
    {
        var (method, pattern) = route.Split(' ') is [var verb, var form] ? (verb, form) : throw new ArgumentException(route);
        var inPath = pattern.Split('/').Where(segment => segment.StartsWith('{')).Select(segment => segment.Trim('{', '}'));
        var inQuery = pattern == "/coupon/apply" ? "userId" : null;
        return inPath.Concat(BodyOf(method, pattern)?.Select(field => field.Key) ?? []).Append(inQuery).OfType<string>();
    }

    private static ApiRequest Bearing(ApiRequest request, string? token) =>
        token is null ? request : request.With("Authorization", $"Bearer {token}");

    // Nothing comes of what administrators are let through to: it is refused for another reason, or was not there before.
    private string Value(string pattern, string name) => (pattern.StartsWith("/admin/", StringComparison.Ordinal), name) switch
    {
        (_, "orderId") => _owned[name],
        (true, _) => "2000099",
        _ => _owned.GetValueOrDefault(name, "900020"),
    };

    private JsonObject OfOwner(JsonObject body)
    {
        foreach (var name in (string[])["userId", "customerId", "orderId"])
        {
            if (body.ContainsKey(name))
                body[name] = name == "orderId" ? JsonValue.Create(_owned[name]) : JsonValue.Create(Owner);
        }
        return body;
    }

    private static JsonObject? BodyOf(string method, string pattern) => pattern == "/noop"
        ? new() { ["couponId"] = 1, ["customerId"] = Owner }
        : BodyRoute.All.FirstOrDefault(body => body.Method == method && Fits(pattern, body.Path)) is { } route
            ? JsonNode.Parse(route.Good)!.AsObject()
            : null;

    private static bool Fits(string pattern, string path)
    {
        var (parts, segments) = (pattern.Split('/'), path.Split('/'));
        return parts.Length == segments.Length && parts.Zip(segments).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);
    }
}

[CollectionDefinition(Name)]
public sealed class JwtTests : ICollectionFixture<JwtFixture>
{
    public const string Name = "one silo that asks for tokens";
}
