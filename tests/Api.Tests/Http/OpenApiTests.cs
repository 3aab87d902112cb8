using System.Text.Json;
using System.Text.Json.Nodes;
using Commerce.Fixtures;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Http;

[Collection(ApiTests.Name)]
public sealed class OpenApiTests(ApiFixture api)
{
    private const string Document = "/openapi/v1.json";

    private static readonly string[] s_undescribed =
        ["/", "/welcome", "/live/{**file}", "/live/stream", "/shop/{**file}", "/health/live", "/health/ready", Document];

    [Fact]
    public async Task Document_OfEveryOperation_SaysWhatItIsAndTakes()
    {
        var contract = await ApiContract.OfAsync(api.Host.Services);
        Assert.InRange(contract.Operations.Count, 18, 200);
        Assert.Equal(contract.Operations.Count, contract.Operations.DistinctBy(operation => Text(operation, "operationId")).Count());
        Assert.All(contract.Operations, operation =>
        {
            Assert.NotEmpty(Text(operation, "operationId"));
            Assert.NotEmpty(Text(operation, "summary"));
            Assert.NotEmpty(Text(operation, "description"));
            Assert.All(operation.Node["parameters"]?.AsArray() ?? [],
                parameter => Assert.NotEmpty(parameter!["description"]!.GetValue<string>()));
            Assert.Equal(operation.Method != "GET", Parameter(operation, "Idempotency-Key") is not null);
            Assert.Equal(operation.Path.StartsWith("/admin/", StringComparison.Ordinal),
                operation.Node["security"]?.ToJsonString().Contains("adminKey", StringComparison.Ordinal) == true);
            Assert.Equal(operation.Node["responses"]!.AsObject().ContainsKey("401"), operation.Node.ContainsKey("security"));
        });
    }

    [Fact]
    public async Task Document_OfWhatMustBeThere_IsRequiredAndNeverNull()
    {
        var contract = await ApiContract.OfAsync(api.Host.Services);

        Assert.DoesNotContain("\"null\"", contract.Document.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("/", contract.Document["servers"]?[0]?["url"]?.GetValue<string>() ?? "/");
        Assert.Equal("customerId items", Required(contract, "PlaceOrderRequest"));
        Assert.Equal("discountAmount discountType expiredAt name startedAt totalQuantity", Required(contract, "PutCouponRequest"));
        Assert.Equal("items", Required(contract, "ListResponseOfProductResponse"));
        Assert.Equal("code message status title traceId type", Required(contract, "ProblemBody"));
        var apply = contract.Operations.Single(operation => operation.Path == "/coupon/apply");
        Assert.True(Parameter(apply, "userId")!["required"]!.GetValue<bool>());
        var list = contract.Operations.Single(operation => operation.Path == "/v1/products");
        Assert.All(["limit", "after"], name => Assert.NotEqual(true, Parameter(list, name)!["required"]?.GetValue<bool>()));
    }

    [Fact]
    public async Task Document_OfARefusal_ListsItsCodesByOperation()
    {
        var apply = (await ApiContract.OfAsync(api.Host.Services)).Operations.Single(operation => operation.Path == "/coupon/apply");

        Assert.Equal(["COUPON_SOLD_OUT"], Codes(apply, 422));
        Assert.Equal(["COUPON_NOT_OPEN", "COUPON_PAUSED", "COUPON_ALREADY_ISSUED", "IDEMPOTENCY_KEY_REUSED"], Codes(apply, 409));

        static IEnumerable<string> Codes(ApiOperation operation, int status) =>
            operation.Node["responses"]![$"{status}"]!["content"]!["application/problem+json"]!["schema"]!["allOf"]![1]!
                ["properties"]!["code"]!["enum"]!
                .AsArray().Select(code => code!.GetValue<string>());
    }

    [Theory]
    [InlineData("PUT", "/admin/coupons/{couponId}", 201, "ETag Idempotent-Replayed Location")]
    [InlineData("GET", "/admin/customers/{customerId}", 200, "ETag")]
    [InlineData("GET", "/admin/audit", 200, "")]
    [InlineData("POST", "/queue/tokens", 200, "Idempotent-Replayed Retry-After")]
    [InlineData("GET", "/queue/tokens/{token}", 200, "Retry-After")]
    [InlineData("DELETE", "/queue/tokens/{token}", 204, "Idempotent-Replayed")]
    [InlineData("GET", "/schedules/{scheduleId}/seat-map", 200, "ETag")]
    [InlineData("GET", "/v1/products", 200, "")]
    public async Task Document_OfAnAnswer_ListsItsHeaders(string method, string path, int status, string headers)
    {
        var operation = (await ApiContract.OfAsync(api.Host.Services)).Operations
            .Single(operation => operation.Method == method && operation.Path == path);

        var told = operation.Node["responses"]![$"{status}"]!["headers"]?.AsObject().Select(header => header.Key).Order();
        Assert.Equal(headers, string.Join(' ', told ?? Enumerable.Empty<string>()));
        Assert.Equal(path.StartsWith("/schedules/", StringComparison.Ordinal), Parameter(operation, "If-None-Match") is not null);
    }

    [Fact]
    public async Task Document_ClientGeneratedFromIt_CompilesAndHasEveryOperation()
    {
        var contract = await ApiContract.OfAsync(api.Host.Services);
        var client = contract.Client.Value;

        Assert.Empty(client.Errors);
        var methods = client.Types["CommerceClient"].GetMethods().Select(method => method.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.All(contract.Operations, operation => Assert.Contains($"{Text(operation, "operationId")}Async", methods));
    }

    [Fact]
    public async Task Document_NamesEveryRouteThereIs()
    {
        var described = (await DocumentAsync()).GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name} {path.Name}"));
        var mapped = api.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => !s_undescribed.Contains(Form(route)))
            .SelectMany(route => (route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["any"])
                .Where(method => method != "HEAD").Select(method => $"{method.ToLowerInvariant()} {Form(route)}"));
        Assert.Equal(mapped.Order(), described.Order());
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

    private static string Text(ApiOperation operation, string name) => operation.Node[name]!.GetValue<string>();

    private static JsonNode? Parameter(ApiOperation operation, string name) =>
        operation.Node["parameters"]?.AsArray().SingleOrDefault(parameter => parameter!["name"]!.GetValue<string>() == name);

    private static string Required(ApiContract contract, string schema) => string.Join(' ',
        contract.Document["components"]!["schemas"]![schema]!["required"]!.AsArray().Select(name => name!.GetValue<string>())
            .Order(StringComparer.Ordinal));
}
