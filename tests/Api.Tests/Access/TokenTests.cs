using System.Security.Claims;
using Commerce.Fixtures;
using Commerce.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace Commerce.Access;

/// <summary>What tokens are taken, for how long, and what happens while their authority changes or is gone.</summary>
[Collection(JwtTests.Name)]
public sealed class TokenTests(JwtFixture api)
{
    private const string Balance = "/v1/users/900001/balance";

    [Fact]
    public async Task Token_ByEitherAlgorithm_WithTheFullTypeToo_IsTaken()
    {
        (await GetAsync(new())).AssertStatus(200);
        (await GetAsync(new() { SignedWith = new(api.Issuer.Rsa, SecurityAlgorithms.RsaSha256) })).AssertStatus(200);
        (await GetAsync(new() { Type = "application/at+jwt" })).AssertStatus(200);
    }

    [Fact]
    public async Task Token_AsATextOrANumber_SaysWhichCustomer() => (await GetAsync(new()
    {
        CustomerId = null,
        More = new Dictionary<string, object> { ["customer_id"] = "900001" },
    })).AssertStatus(200);

    [Theory]
    [InlineData("900001\0")]
    [InlineData("+900001")]
    [InlineData(" 900001")]
    [InlineData("\u0669")]
    public async Task Token_AsATextThatIsNoId_SaysNoCustomer(string customer) => (await GetAsync(new()
    {
        CustomerId = null,
        More = new Dictionary<string, object> { ["customer_id"] = customer },
    })).AssertProblem(403, "FORBIDDEN");

    /// <summary>Of a token that is meant never to end.</summary>
    [Fact]
    public async Task Token_ThatEndsAtTheEndOfTime_IsTaken() => (await GetAsync(new()
    {
        EndsIn = new DateTimeOffset(9999, 12, 31, 23, 59, 58, TimeSpan.Zero) - api.Host.Clock.GetUtcNow(),
    })).AssertStatus(200);

    [Fact]
    public async Task Token_WithinTheSkew_IsTaken_AndNotAfterIt()
    {
        (await GetAsync(new() { EndsIn = TimeSpan.FromSeconds(-25) })).AssertStatus(200);
        (await GetAsync(new() { StartsIn = TimeSpan.FromSeconds(25) })).AssertStatus(200);
    }

    [Fact]
    public async Task Token_SeenBefore_IsTakenUntilItEnds()
    {
        await using var host = await ApiUnderTest.StartAsync(api.Issuer.Settings);
        await api.Issuer.IsHeardByAsync(host);
        var token = api.Issuer.Token(new() { CustomerId = 1, EndsIn = TimeSpan.FromMinutes(5) }, host.Clock.GetUtcNow());
        (await GetAsync(host, token)).AssertStatus(404);

        host.Clock.Advance(TimeSpan.FromSeconds(5 * 60 + 25));
        (await GetAsync(host, token)).AssertStatus(404);
        host.Clock.Advance(TimeSpan.FromSeconds(10));

        (await GetAsync(host, token)).AssertProblem(401, "UNAUTHENTICATED");
    }

    [Fact]
    public void Cache_OfMoreTokensThanItHasPlaces_FindsTheRightOneOrNone()
    {
        var clock = new SettableClock(DateTimeOffset.UtcNow);
        var cache = new TokenCache(clock);
        var callers = Enumerable.Range(0, 3 * TokenCache.Places).Select(i => (Token: $"token-{i}", Caller: CallerOf(i))).ToList();
        foreach (var (token, caller) in callers)
            cache.Add(token, caller, clock.GetUtcNow() + TimeSpan.FromMinutes(1));

        var found = callers.Count(known => cache.Find(known.Token) is { } caller && Found(caller, known.Caller));

        Assert.InRange(found, TokenCache.Places / 2, TokenCache.Places);
        Assert.Null(cache.Find("token-0 "));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.DoesNotContain(callers, known => cache.Find(known.Token) is not null);

        static bool Found(Caller caller, Caller expected)
        {
            Assert.Same(expected, caller);
            return true;
        }
    }

    /// <summary>Two that shared a place would each be verified anew whenever the other had come between.</summary>
    [Fact]
    public void Cache_WithRoomForAll_FindsNearlyAll()
    {
        var clock = new SettableClock(DateTimeOffset.UtcNow);
        var cache = new TokenCache(clock);
        var caller = CallerOf(1);
        const int Count = TokenCache.Places / 8;
        for (var i = 0; i < Count; i++)
            cache.Add($"token-{i}", caller, clock.GetUtcNow() + TimeSpan.FromMinutes(1 + i));

        Assert.InRange(Enumerable.Range(0, Count).Count(i => cache.Find($"token-{i}") is not null), Count * 99 / 100, Count);
    }

    [Fact]
    public void Cache_WithoutRoom_GivesUpWhatEndsFirst()
    {
        var clock = new SettableClock(DateTimeOffset.UtcNow);
        var cache = new TokenCache(clock);
        var caller = CallerOf(1);
        const int Lasting = TokenCache.Places / 8;
        for (var i = 0; i < Lasting; i++)
            cache.Add($"lasting-{i}", caller, clock.GetUtcNow() + TimeSpan.FromHours(1));
        for (var i = 0; i < 3 * TokenCache.Places; i++)
            cache.Add($"short-{i}", caller, clock.GetUtcNow() + TimeSpan.FromMinutes(1));

        Assert.InRange(Enumerable.Range(0, Lasting).Count(i => cache.Find($"lasting-{i}") is not null), Lasting * 99 / 100, Lasting);
    }

    [Fact]
    public async Task Authority_ChangesItsKeys_TheNewOnesAreTakenAndTheOldOnesNot()
    {
        await using var issuer = new TokenIssuer();
        await issuer.StartAsync();
        await using var host = await ApiUnderTest.StartAsync(issuer.Settings);
        await issuer.IsHeardByAsync(host);
        (await GetAsync(host, issuer.Token(new() { CustomerId = 1 }, host.Clock.GetUtcNow()))).AssertStatus(404);
        var old = issuer.Current;

        issuer.Rotate(SecurityAlgorithms.RsaSha256);

        await Eventually.HoldsAsync("the new key to be known", async () =>
            (await GetAsync(host, issuer.Token(new() { CustomerId = 1 }, host.Clock.GetUtcNow()))).Status == 404);
        (await GetAsync(host, issuer.Token(new() { CustomerId = 1, SignedWith = old, Scope = "another token" }, host.Clock.GetUtcNow())))
            .AssertProblem(401, "UNAUTHENTICATED");
    }

    [Fact]
    public async Task Authority_DownFromTheStart_IsNobodysFaultButOurs_AndOverWhenItComes()
    {
        await using var issuer = new TokenIssuer();
        await using var host = await ApiUnderTest.StartAsync(["--Demo:Load=true", .. issuer.Settings]);
        var token = issuer.Token(new() { CustomerId = 1 }, host.Clock.GetUtcNow());

        (await GetAsync(host, token)).AssertProblem(503, "SERVICE_UNAVAILABLE");
        (await host.Http.SendAsync(new ApiRequest("GET", "/v1/products").With("Authorization", $"Bearer {token}"))).AssertStatus(200);
        (await host.Http.GetAsync("/health/ready")).AssertStatus(200);
        (await host.Http.PutAsync("/admin/customers/1", new { username = "Kim", openingBalance = 1 })).AssertStatus(201);
        (await GetAsync(host, null)).AssertProblem(401, "UNAUTHENTICATED");

        await issuer.StartAsync();
        await issuer.IsHeardByAsync(host);
        (await GetAsync(host, token)).AssertStatus(200);
    }

    [Fact]
    public async Task Authority_GoneLater_ChangesNothing()
    {
        await using var issuer = new TokenIssuer();
        await issuer.StartAsync();
        await using var host = await ApiUnderTest.StartAsync(issuer.Settings);
        await issuer.IsHeardByAsync(host);
        (await GetAsync(host, issuer.Token(new() { CustomerId = 1 }, host.Clock.GetUtcNow()))).AssertStatus(404);

        await issuer.DisposeAsync();

        (await GetAsync(host, issuer.Token(new() { CustomerId = 1, Scope = "another token" }, host.Clock.GetUtcNow()))).AssertStatus(404);
    }

    [Fact]
    public async Task Route_ThatSaysNothing_IsClosedToAll()
    {
        var authorization = api.Host.Services.GetRequiredService<IAuthorizationService>();
        var policy = await api.Host.Services.GetRequiredService<IAuthorizationPolicyProvider>().GetFallbackPolicyAsync();
        var forgotten = new RouteEndpoint(_ => Task.CompletedTask, RoutePatternFactory.Parse("/forgotten"), 0, null, null);

        Assert.False(await IsOpenAsync(forgotten));
        Assert.True(await IsOpenAsync(null)); // nothing there: 404
        (await api.SendAsync("GET", "/forgotten", null, null)).AssertProblem(404, "ROUTE_NOT_FOUND");
        (await api.SendAsync("DELETE", "/v1/products", null, null)).AssertProblem(405, "METHOD_NOT_ALLOWED");

        async Task<bool> IsOpenAsync(Endpoint? endpoint)
        {
            var http = new DefaultHttpContext { RequestServices = api.Host.Services };
            http.SetEndpoint(endpoint);
            return (await authorization.AuthorizeAsync(CallerOf(JwtFixture.Owner), http, policy!)).Succeeded;
        }
    }

    [Fact]
    public async Task Order_OfAnother_IsNotFoundWithTheOwnersKeyEither()
    {
        var key = ApiFixture.NewKey();
        var order = await api.Http.SendAsync(Bearing(new ApiRequest("POST", "/orders")
        {
            Body = "{\"customerId\":900001,\"items\":[{\"productId\":900010,\"productOptionId\":900010,\"quantity\":1}]}"u8.ToArray(),
        }, api.Own()));
        var id = order.AssertStatus(201).String("orderId")!;
        var pay = new ApiRequest("POST", "/payments") { Body = System.Text.Encoding.UTF8.GetBytes($"{{\"orderId\":\"{id}\"}}") }
            .With("Idempotency-Key", key);
        (await api.Http.SendAsync(Bearing(pay, api.Own()))).AssertStatus(201);
        var stranger = api.Token(new() { CustomerId = JwtFixture.Stranger });

        (await api.Http.SendAsync(Bearing(pay, stranger))).AssertProblem(404, "ORDER_NOT_FOUND");
        (await api.Http.SendAsync(Bearing(new ApiRequest("POST", $"/orders/{id}/cancel"), stranger))).AssertProblem(404, "ORDER_NOT_FOUND");
        (await api.Http.SendAsync(Bearing(new ApiRequest("GET", $"/orders/{id}"), stranger))).AssertProblem(404, "ORDER_NOT_FOUND");
        // What a stranger asked for is not taken for absent when its owner asks.
        Assert.Equal("PAID", (await api.Http.SendAsync(Bearing(new ApiRequest("GET", $"/orders/{id}"), api.Own()))).String("status"));
        Assert.True((await api.Http.SendAsync(Bearing(pay, api.Own()))).AssertStatus(201).IsReplayed);
    }

    private static Caller CallerOf(long customerId) => Caller.OfToken(
        new ClaimsIdentity([new("customer_id", customerId.ToString(System.Globalization.CultureInfo.InvariantCulture))], "test"), new());

    private static ApiRequest Bearing(ApiRequest request, string token) => request.With("Authorization", $"Bearer {token}");

    private static Task<ApiAnswer> GetAsync(ApiUnderTest host, string? token)
    {
        var request = new ApiRequest("GET", "/v1/users/1/balance");
        return host.Http.SendAsync(token is null ? request : Bearing(request, token));
    }

    private Task<ApiAnswer> GetAsync(TokenContent content)
    {
        content = content with { CustomerId = content.More.Count > 0 ? null : JwtFixture.Owner };
        return api.Http.SendAsync(Bearing(new ApiRequest("GET", Balance), api.Token(content)));
    }
}
