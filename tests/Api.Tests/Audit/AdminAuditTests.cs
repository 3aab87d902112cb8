using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Commerce.Access;
using Commerce.Fixtures;
using Commerce.Telemetry;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Commerce.Audit;

/// <summary>Who did what as an administrator, and who tried to.</summary>
public sealed class AdminAuditTests
{
    private const string Body = "{\"username\":\"Kim Secret\",\"openingBalance\":12345}";

    [Fact]
    public async Task Act_DoneWithAKey_IsWrittenDown_AndNothingOfItsBody()
    {
        var trail = new Trail();
        await using var host = await StartAsync(trail);
        await SendAsync(host, "PUT", "/admin/customers/7?x=1", ApiUnderTest.AdminKey, Body, 201);
        await SendAsync(host, "GET", "/admin/customers/7", ApiUnderTest.AdminKey, null, 200);
        await SendAsync(host, "PUT", "/ADMIN/customers/7", ApiUnderTest.AdminKey, "{", 400);

        var lines = await trail.LinesAsync(3);
        var hash = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Body)));
        Assert.Contains("Admin:ApiKey from 127.0.0.1: PUT /admin/customers/7 answered 201", lines[0], StringComparison.Ordinal);
        Assert.Contains($"body {hash}.", lines[0], StringComparison.Ordinal);
        Assert.Contains("GET /admin/customers/7 answered 200", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("body -.", lines[1], StringComparison.Ordinal);
        Assert.Contains("PUT /ADMIN/customers/7 answered 400", lines[2], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.DoesNotContain(ApiUnderTest.AdminKey, line, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.DoesNotContain("Secret", line, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Matches("trace [0-9a-f]{32}, request -, body", line));
    }

    [Fact]
    public async Task Act_ThatCameByAProxy_HasItsRequestId_AndIsFoundInTheJournalByItsTrace()
    {
        var trail = new Trail();
        var traced = new ConcurrentQueue<object?>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => traced.Enqueue(activity.GetTagItem("http.request.header.x-request-id")),
        };
        ActivitySource.AddActivityListener(listener);
        await using var host = await StartAsync(trail);
        (await host.Http.SendAsync(new ApiRequest("PUT", "/admin/customers/7") { Body = System.Text.Encoding.UTF8.GetBytes(Body) }
            .AsAdmin().With("X-Request-Id", "a1b2 fake:line"))).AssertStatus(201);
        var list = (await host.Http.SendAsync(new ApiRequest("GET", "/admin/audit").AsAdmin())).AssertStatus(200);

        var line = (await trail.LinesAsync(2))[0];
        var act = list.Json.GetProperty("items")[0];
        Assert.Equal(("Admin:ApiKey", "balance/7"), (act.GetProperty("actor").GetString(), act.GetProperty("stream").GetString()));
        Assert.Contains($"trace {act.GetProperty("traceId").GetString()}, request a1b2_fake:line, body", line, StringComparison.Ordinal);
        await Eventually.HoldsAsync("the trace to have it", () => Task.FromResult(traced.Contains("a1b2_fake:line")));
    }

    [Fact]
    public async Task Act_Refused_IsWrittenDown()
    {
        var trail = new Trail();
        await using var host = await StartAsync(trail);
        await SendAsync(host, "PUT", "/admin/customers/7", "a wrong key", Body, 403);
        await SendAsync(host, "PUT", "/admin/customers/7", null, Body, 401);
        await SendAsync(host, "GET", "/admin/a%0ab%20c", null, null, 401);

        var lines = await trail.LinesAsync(3);
        Assert.Contains("- from 127.0.0.1: PUT /admin/customers/7 refused with 403", lines[0], StringComparison.Ordinal);
        Assert.Contains("refused with 401", lines[1], StringComparison.Ordinal);
        Assert.Contains("/admin/a%0Ab%20c", lines[2], StringComparison.Ordinal); // one line, whatever the path
        Assert.All(lines, line => Assert.DoesNotContain("wrong key", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refusals_OfNobody_DoNotFillTheLog_AndHideNoWrongKey()
    {
        var trail = new Trail();
        await using var host = await StartAsync(trail);
        for (var i = 0; i < 3 * LineAllowance.Lines; i++)
            await SendAsync(host, "GET", "/admin/customers/7", null, null, 401);
        await SendAsync(host, "GET", "/admin/customers/7", "guess", null, 403);
        (await BrowserKeyTests.GetAsync(host.Http, "/live", BrowserKeyTests.Basic("me", "guess"))).AssertStatus(401);

        var lines = await trail.LinesAsync(LineAllowance.Lines + 3);
        Assert.Contains("not logged for a minute", lines[^3], StringComparison.Ordinal);
        Assert.Contains("refused with 403", lines[^2], StringComparison.Ordinal);
        Assert.Contains("/live refused with 401", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Act_DoneWithAToken_NamesItsSubject()
    {
        await using var issuer = new TokenIssuer();
        await issuer.StartAsync();
        var trail = new Trail();
        await using var host = await StartAsync(trail, issuer.Settings);
        await issuer.IsHeardByAsync(host);
        string Token(string role, string subject) => issuer.Token(
            new() { Roles = [role], More = new Dictionary<string, object> { ["sub"] = subject } }, host.Clock.GetUtcNow());
        await SendAsync(host, "PUT", "/admin/customers/7", Token("commerce.customers.admin", "kim\nfake line"), Body, 201);
        await SendAsync(host, "PUT", "/admin/customers/7", Token("commerce.orders.admin", "lee"), Body, 403);

        var lines = await trail.LinesAsync(2);
        Assert.StartsWith("kim_fake_line from 127.0.0.1: PUT /admin/customers/7 answered 201", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("lee from 127.0.0.1: PUT /admin/customers/7 refused with 403", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_OfACustomer_IsNone()
    {
        var trail = new Trail();
        await using var host = await StartAsync(trail);
        await SendAsync(host, "GET", "/v1/products", null, null, 200);
        await SendAsync(host, "GET", "/admin/customers/7", ApiUnderTest.AdminKey, null, 404);

        Assert.Contains("/admin/customers/7", Assert.Single(await trail.LinesAsync(1)), StringComparison.Ordinal);
    }

    private static Task<ApiUnderTest> StartAsync(Trail trail, params string[] settings) =>
        ApiUnderTest.StartAsync(builder => builder.Services.AddSingleton<ILogger<AdminAudit>>(trail), settings);

    private static async Task SendAsync(ApiUnderTest host, string method, string path, string? bearer, string? body, int status)
    {
        var request = new ApiRequest(method, path) { Body = body is null ? null : System.Text.Encoding.UTF8.GetBytes(body) };
        (await host.Http.SendAsync(bearer is null ? request : request.With("Authorization", $"Bearer {bearer}"))).AssertStatus(status);
    }

    private sealed class Trail : ILogger<AdminAudit>
    {
        private readonly ConcurrentQueue<string> _lines = new();

        /// <summary>All lines, once there are as many: they are written after the answers.</summary>
        public async Task<List<string>> LinesAsync(int count)
        {
            await Eventually.HoldsAsync($"{count} lines", () => Task.FromResult(_lines.Count >= count));
            Assert.Equal(count, _lines.Count);
            return [.. _lines];
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue(formatter(state, exception));
    }
}
