using Commerce.Fixtures;
using Commerce.Hosting;
using Commerce.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.IdentityModel.Tokens;

namespace Commerce.Access;

/// <summary>
/// Every route there is, and everybody who could come: generated from the routes themselves, so that a new one is asked, too. What is
/// let in is what is refused for no reason of access; which answer it gets is the affair of the route's own tests.
/// </summary>
[Collection(JwtTests.Name)]
public sealed class RouteAccessTests(JwtFixture api)
{
    private static readonly RouteEndpoint[] s_routes = ReadRoutes();
    private static readonly int[] s_closed = [401, 403];
    private static readonly string[] s_refused = ["UNAUTHENTICATED", "FORBIDDEN", "NOT_YOURS"];

    public static TheoryData<string> Open => Routes(IsOpen);

    public static TheoryData<string> Closed => Routes(route => !IsOpen(route));

    public static TheoryData<string> OfCustomers => Routes(IsFor(Policies.Customer));

    public static TheoryData<string> OfCharging => Routes(IsFor(Policies.Charge));

    public static TheoryData<string, string> OfAdministrators
    {
        get
        {
            var routes = new TheoryData<string, string>();
            foreach (var route in s_routes)
            {
                if (Policies.AreaOf(Policies.PolicyOf(route)) is { } area)
                    routes.Add(Name(route), area);
            }
            return routes;
        }
    }

    [Fact]
    public void Routes_AllOfThem_SayWhoMayUseThem()
    {
        Assert.Empty(s_routes.Where(route => !IsOpen(route) && route.Metadata.GetMetadata<IAuthorizeData>() is null).Select(Name));
        Assert.All(s_routes, route => Assert.Equal(
            Name(route).Contains(" /admin/", StringComparison.Ordinal) || Name(route).Contains(" /live/", StringComparison.Ordinal),
            Policies.AreaOf(Policies.PolicyOf(route)) is not null));
        Assert.InRange(s_routes.Count(IsFor(Policies.Customer)), 18, 100);
        Assert.Equal("POST /v1/users/{userId}/balance", Name(s_routes.Single(IsFor(Policies.Charge))));
        Assert.Equal(
            [
                "GET /", "GET /concerts", "GET /concerts/{concertId}/schedules", "GET /coupons/{couponId}", "GET /health/live",
                "GET /health/ready", "GET /openapi/v1.json", "GET /schedules/{scheduleId}/seat-map", "GET /schedules/{scheduleId}/seats",
                "GET /v1/products", "GET /v1/products/popular", "GET /v1/products/{productId}", "GET /welcome",
            ],
            s_routes.Where(IsOpen).Select(Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Open))]
    public async Task Open_WithoutToken_OrWithABadOne_LetsIn(string route)
    {
        foreach (var token in (string?[])[null, "nonsense", Expired()])
            Assert.DoesNotContain((await api.SendAsync(route, token)).Status, s_closed);
    }

    [Theory]
    [MemberData(nameof(Closed))]
    public async Task Closed_WithoutAGoodToken_IsUnauthenticated(string route)
    {
        var whole = new TokenContent
        {
            CustomerId = JwtFixture.Owner,
            Scope = "balance:charge",
            Roles = ["commerce.coupons.admin", "commerce.customers.admin", "commerce.products.admin", "commerce.orders.admin",
                "commerce.concerts.admin", "commerce.audit.admin", "commerce.operations.admin"],
        };
        var bad = new Dictionary<string, string?>
        {
            ["none"] = null,
            ["expired"] = Token(whole with { StartsIn = TimeSpan.FromHours(-1), EndsIn = TimeSpan.FromSeconds(-31) }),
            ["not yet"] = Token(whole with { StartsIn = TimeSpan.FromSeconds(32) }),
            ["another audience"] = Token(whole with { Audience = "another" }),
            ["another issuer"] = Token(whole with { Issuer = "https://login.example" }),
            ["an identity token"] = Token(whole with { Type = "JWT" }),
            ["a published key, RS512"] = Token(whole with { SignedWith = new(api.Issuer.Rsa, SecurityAlgorithms.RsaSha512) }),
            ["a published key, ES384"] = Token(whole with { SignedWith = new(api.Issuer.LongCurve, SecurityAlgorithms.EcdsaSha384) }),
            ["the public key as a secret, HS256"] = Token(whole with { SignedWith = api.Issuer.PublicKeyAsSecret() }),
            ["a key of nobody's"] = Token(whole with
            {
                SignedWith = new(api.Issuer.NewKey(SecurityAlgorithms.EcdsaSha256), SecurityAlgorithms.EcdsaSha256),
            }),
            ["unsigned"] = api.Issuer.Unsigned(JwtFixture.Owner, api.Host.Clock.GetUtcNow()),
            ["cut short"] = Token(whole)[..^2],
        };
        foreach (var (name, token) in bad)
        {
            var answer = await api.SendAsync(route, token);
            Assert.True(answer.Status == 401, $"{name}: {answer.Status} {answer.Text}");
            answer.AssertProblem(401, "UNAUTHENTICATED");
            Assert.StartsWith("Bearer", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(OfCustomers))]
    public async Task Customers_Another_IsNotLetIn(string route)
    {
        var answer = await api.SendAsync(route, Token(new() { CustomerId = JwtFixture.Stranger }));

        var names = JwtFixture.Names(route).ToHashSet();
        if (names.Overlaps(["userId", "customerId"]))
            answer.AssertProblem(403, "NOT_YOURS");
        else if (names.Overlaps(["orderId", "reservationId", "token"]))
            Assert.Equal(404, answer.AssertStatus(404).Status);
        else
            Assert.Fail($"{route} names nothing by which it is known whose it is. Then who may use it?");
    }

    [Theory]
    [MemberData(nameof(OfCustomers))]
    public async Task Customers_Themselves_AreLetIn(string route)
    {
        var answer = await api.SendAsync(route, api.Own());

        Assert.DoesNotContain(answer.Code, s_refused);
        if (!JwtFixture.Names(route).ToHashSet().Overlaps(["userId", "customerId"]))
            Assert.NotEqual(404, answer.Status);
    }

    [Theory]
    [MemberData(nameof(OfCustomers))]
    public async Task Customers_TokenOfNoCustomer_IsForbidden(string route)
    {
        foreach (var token in (TokenContent[])
            [
                new() { Roles = ["commerce.orders.admin"], Scope = "balance:charge" },
                new() { More = new Dictionary<string, object> { ["customer_id"] = new[] { JwtFixture.Owner, JwtFixture.Stranger } } },
                new() { More = new Dictionary<string, object> { ["customer_id"] = $" {JwtFixture.Owner}" } },
                new() { More = new Dictionary<string, object> { ["customer_id"] = "-1" } },
            ])
        {
            (await api.SendAsync(route, Token(token))).AssertProblem(403, "FORBIDDEN");
        }
        (await api.SendAsync(route, ApiUnderTest.AdminKey)).AssertProblem(401, "UNAUTHENTICATED");
    }

    [Theory]
    [MemberData(nameof(OfCharging))]
    public async Task Charging_NeedsTheScope_AndNoCustomer(string route)
    {
        foreach (var scope in (string?[])[null, "balance", "balance:charges", "balance:charge2 read", "BALANCE:CHARGE"])
        {
            var refused = await api.SendAsync(route, Token(new() { CustomerId = JwtFixture.Owner, Scope = scope }));
            refused.AssertProblem(403, "SCOPE_REQUIRED");
            Assert.Contains("insufficient_scope", refused.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        }
        (await api.SendAsync(route, Token(new() { Scope = "read balance:charge" }))).AssertStatus(200);
    }

    [Theory]
    [MemberData(nameof(OfAdministrators))]
    public async Task Administrators_NeedTheRoleOfTheArea_OrAKey(string route, string area)
    {
        foreach (var roles in (string[]?[])[null, ["admin"], [$"commerce.{(area == "orders" ? "coupons" : "orders")}.admin"]])
        {
            (await api.SendAsync(route, Token(new() { CustomerId = JwtFixture.Owner, Scope = "balance:charge", Roles = roles })))
                .AssertProblem(403, "FORBIDDEN");
        }
        foreach (var good in (string[])[Token(new() { Roles = ["reader", $"commerce.{area}.admin"] }), ApiUnderTest.AdminKey])
            Assert.DoesNotContain((await api.SendAsync(route, good)).Status, s_closed);
    }

    private static RouteEndpoint[] ReadRoutes()
    {
        using var folder = new TempFolder();
        using var app = SiloHost.Build(
        [
            $"--Storage:Directory={folder.Path}", "--Http:NoOp=true", "--Auth:Mode=Jwt", "--Auth:Authority=https://login.example",
            "--Auth:Audience=shop",
        ]);
        return [.. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];
    }

    private static bool IsOpen(RouteEndpoint route) => route.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private static Func<RouteEndpoint, bool> IsFor(string policy) => route => Policies.PolicyOf(route) == policy;

    private static TheoryData<string> Routes(Func<RouteEndpoint, bool> which) => [.. s_routes.Where(which).Select(Name)];

    private static string Name(RouteEndpoint route) =>
        $"{route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods[0] ?? "GET"} /{route.RoutePattern.RawText!.Trim('/')}";

    private string Token(TokenContent content) => api.Token(content);

    private string Expired() => Token(new() { CustomerId = JwtFixture.Owner, EndsIn = TimeSpan.FromSeconds(-31) });
}
