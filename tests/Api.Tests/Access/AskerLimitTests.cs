using System.Globalization;
using Commerce.Fixtures;

namespace Commerce.Access;

/// <summary>How many requests one asker may make, and who that is.</summary>
public sealed class AskerLimitTests
{
    // So many that a bucket of one's own lasts for a test, and the one of a second is nothing beside it.
    private const int Burst = 60;
    private const int Few = Burst / 2;

    private static readonly string[] s_settings = ["--Http:PerAddress=1", $"--Http:PerAddressBurst={Burst}"];

    [Fact]
    public async Task Requests_TooManyOfOneAddress_AreRefused_AndNobodyElses()
    {
        await using var host = await ApiUnderTest.StartAsync([.. s_settings, "--Http:TrustedProxies=10.0.0.0/8;127.0.0.1"]);
        var refused = await ExhaustAsync(host, "203.0.113.1");
        refused.AssertProblem(429, "TOO_MANY_REQUESTS");
        Assert.InRange(int.Parse(refused.Headers["Retry-After"], CultureInfo.InvariantCulture), 1, 60);

        Assert.True(await IsRefusedAsync(host, "198.51.100.7, 203.0.113.1")); // what the client said of itself
        Assert.True(await IsRefusedAsync(host, "203.0.113.1, 10.1.2.3")); // through two proxies of ours
        Assert.False(await IsRefusedAsync(host, "203.0.113.2"));
        Assert.False(await IsRefusedAsync(host, "203.0.113.1, 203.0.113.3")); // a proxy that is not ours is a client
        await ExhaustAsync(host, "2001:db8:0:1::1");
        Assert.True(await IsRefusedAsync(host, "2001:db8:0:1:ffff::2")); // of the same network
        Assert.False(await IsRefusedAsync(host, "2001:db8:0:2::1"));
        for (var i = 0; i < 2 * Burst; i++) // who has a key acts for all
            (await host.Http.SendAsync(new ApiRequest("GET", "/admin/products/7").AsAdmin())).AssertStatus(404);
        (await host.Http.SendAsync(new ApiRequest("GET", "/health/live").With("X-Forwarded-For", "203.0.113.1"))).AssertStatus(200);
    }

    [Fact]
    public async Task Addresses_ThatNobodyTrustedTells_AreNotBelieved()
    {
        await using var host = await ApiUnderTest.StartAsync([.. s_settings, "--Http:TrustedProxies=10.0.0.0/8"]);
        await ExhaustAsync(host, "203.0.113.1");

        Assert.True(await IsRefusedAsync(host, "203.0.113.2"));
    }

    [Fact]
    public async Task Requests_WithTokens_AreTheirSubjects_AndABadOneIsNobodys()
    {
        await using var issuer = new TokenIssuer();
        await issuer.StartAsync();
        await using var host = await ApiUnderTest.StartAsync([.. s_settings, .. issuer.Settings]);
        await issuer.IsHeardByAsync(host);
        string Token(string subject) => issuer.Token(
            new() { CustomerId = 7, More = new Dictionary<string, object> { ["sub"] = subject } }, host.Clock.GetUtcNow());
        await ExhaustAsync(host, null, Token("kim"));

        Assert.False(await IsRefusedAsync(host, null, Token("lee")));
        var provider = issuer.Token(new() { Scope = "balance:charge" }, host.Clock.GetUtcNow());
        for (var i = 0; i < 4; i++) // more than a burst, of everybody who pays
            Assert.False(await IsRefusedAsync(host, null, provider));
        await ExhaustAsync(host, null);
        Assert.True(await IsRefusedAsync(host, null, "nonsense"));
        Assert.True(await IsRefusedAsync(host, null, Token("kim")));
    }

    [Fact]
    public async Task WrongKeys_BehindAProxy_AreTheAddressThatSentThem()
    {
        await using var host = await ApiUnderTest.StartAsync("--Http:TrustedProxies=127.0.0.1");
        for (var i = 0; i < AdminKeys.MostFailures; i++)
            (await GuessAsync(host, "203.0.113.1")).AssertProblem(403, "FORBIDDEN");

        (await GuessAsync(host, "203.0.113.1")).AssertProblem(429, "TOO_MANY_REQUESTS");
        (await GuessAsync(host, "198.51.100.7, 203.0.113.1")).AssertProblem(429, "TOO_MANY_REQUESTS");
        (await GuessAsync(host, "203.0.113.2")).AssertProblem(403, "FORBIDDEN");
    }

    private static Task<ApiAnswer> GuessAsync(ApiUnderTest host, string forwardedFor) => host.Http.SendAsync(
        new ApiRequest("GET", "/admin/customers/7").With("Authorization", "Bearer a-guess").With("X-Forwarded-For", forwardedFor));

    private static async Task<ApiAnswer> ExhaustAsync(ApiUnderTest host, string? forwardedFor, string? token = null)
    {
        for (var i = 0; i < 100 * Burst; i++)
        {
            if (await GetAsync(host, forwardedFor, token) is { Status: 429 } refused)
                return refused;
        }
        throw new InvalidOperationException("Nobody was refused.");
    }

    private static async Task<bool> IsRefusedAsync(ApiUnderTest host, string? forwardedFor, string? token = null)
    {
        for (var i = 0; i < Few; i++)
        {
            if ((await GetAsync(host, forwardedFor, token)).Status == 429)
                return true;
        }
        return false;
    }

    private static Task<ApiAnswer> GetAsync(ApiUnderTest host, string? forwardedFor, string? token)
    {
        var request = new ApiRequest("GET", "/coupons/1");
        request = forwardedFor is null ? request : request.With("X-Forwarded-For", forwardedFor);
        return host.Http.SendAsync(token is null ? request : request.With("Authorization", $"Bearer {token}"));
    }
}
