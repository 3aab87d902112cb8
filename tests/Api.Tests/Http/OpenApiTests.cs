using System.Globalization;
using System.Text.Json;
using Commerce.Fixtures;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Http;

[Collection(ApiTests.Name)]
public sealed class OpenApiTests(ApiFixture api)
{
    private const string Document = "/openapi/v1.json";

    private static readonly string[] s_undescribed = ["/health/live", "/health/ready", Document];

    public static TheoryData<string, string, string> Routes => new()
    {
        { "post", "/coupons/issue", "201 400 404 409 413 415 503" },
        { "post", "/coupon/apply", "200 400 404 409 422 503" },
        { "post", "/api/v1/coupons/issue", "200 400 404 409 413 415 429 503" },
        { "get", "/coupons/{couponId}", "200 400 404 503" },
        { "get", "/customers/{customerId}/coupons", "200 400 404 503" },
        { "get", "/v1/users/{userId}/balance", "200 400 404 503" },
        { "get", "/v1/users/{userId}/balance/history", "200 400 404 503" },
        { "post", "/v1/users/{userId}/balance", "200 400 404 409 413 415 503" },
        { "get", "/v1/products", "200 400 503" },
        { "get", "/v1/products/{productId}", "200 400 404 503" },
        { "post", "/orders", "201 400 404 409 413 415 503" },
        { "post", "/payments", "201 400 404 409 413 415 503" },
        { "post", "/v1/orders", "200 400 404 409 413 415 503" },
        { "get", "/orders/{orderId}", "200 400 404 503" },
        { "get", "/customers/{customerId}/orders", "200 400 404 503" },
        { "put", "/admin/coupons/{couponId}", "200 201 400 401 403 409 413 415 503" },
        { "put", "/admin/customers/{customerId}", "200 201 400 401 403 409 413 415 503" },
        { "put", "/admin/products/{productId}", "200 201 400 401 403 409 413 415 503" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Document_OfARoute_NamesItsStatusesAndWhatItTakes(string method, string path, string statuses)
    {
        var operation = (await DocumentAsync()).GetProperty("paths").GetProperty(path).GetProperty(method);

        var responses = operation.GetProperty("responses");
        Assert.Equal(statuses, string.Join(' ', responses.EnumerateObject().Select(response => response.Name).Order(StringComparer.Ordinal)));
        foreach (var response in responses.EnumerateObject())
        {
            var isRefusal = int.Parse(response.Name, CultureInfo.InvariantCulture) >= 400;
            Assert.True(response.Value.GetProperty("content").TryGetProperty(isRefusal ? "application/problem+json" : "application/json", out _));
        }
        Assert.Equal(method != "get", Parameters(operation).Contains("Idempotency-Key"));
        Assert.Equal(path.StartsWith("/admin/", StringComparison.Ordinal), operation.TryGetProperty("security", out _));
        Assert.Equal(method != "get" && path != "/coupon/apply", operation.TryGetProperty("requestBody", out _));
        Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
    }

    [Fact]
    public async Task Document_NamesEveryRouteThereIs()
    {
        var described = (await DocumentAsync()).GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name} {path.Name}"));
        var mapped = api.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => !s_undescribed.Contains(Form(route)))
            .SelectMany(route => (route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["any"])
                .Select(method => $"{method.ToLowerInvariant()} {Form(route)}"));
        Assert.Equal(mapped.Order(), described.Order());
        Assert.Equal(Routes.Select(row => $"{row[0]} {row[1]}").Order(), described.Order());

        static string Form(RouteEndpoint route) => $"/{route.RoutePattern.RawText!.Trim('/')}";
    }

    [Fact]
    public async Task Docs_ShowsThePageOfTheDocument()
    {
        var redirect = await api.Http.GetAsync("/docs");
        Assert.Equal(301, redirect.Status);
        var page = await api.Http.GetAsync("/docs/index.html");
        Assert.Equal((200, "text/html"), (page.Status, page.ContentType));
        Assert.Contains("Orleans.Commerce", page.Text, StringComparison.Ordinal);
        Assert.Contains(Document, (await api.Http.GetAsync("/docs/index.js")).Text, StringComparison.Ordinal);
    }

    private async Task<JsonElement> DocumentAsync() => (await api.Http.GetAsync(Document)).AssertStatus(200).Json;

    private static IEnumerable<string?> Parameters(JsonElement operation) => operation.TryGetProperty("parameters", out var parameters)
        ? parameters.EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString())
        : [];
}
