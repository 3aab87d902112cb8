using Commerce.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Http;

[Collection(ApiTests.Name)]
public sealed class MethodTests(ApiFixture api)
{
    public static TheoryData<string> Paths => new(
        "/", "/coupons/4001", "/customers/1001/coupons", "/customers/1001/orders", "/v1/users/1001/balance", "/v1/users/1001/balance/history",
        "/v1/products", "/v1/products/5001", "/coupons/999999", "/coupons/abc", "/health/live", "/health/ready", "/openapi/v1.json",
        "/docs", "/docs/index.html", "/nowhere");

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Head_OfAPath_IsItsGetWithoutTheBody(string path)
    {
        var get = await api.Http.GetAsync(path);
        var head = await api.Http.SendAsync(new("HEAD", path));

        Assert.Equal((get.Status, get.ContentType, ""), (head.Status, head.ContentType, head.Text));
        (await api.Http.GetAsync("/coupons/4001")).AssertStatus(200); // the connection goes on
    }

    [Fact]
    public void Head_IsWhereverThereIsGet()
    {
        var methods = api.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(endpoint => (endpoint.DisplayName, Methods: endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods))
            .Where(endpoint => endpoint.Methods?.Contains("GET") == true).ToList();

        Assert.InRange(methods.Count, 10, 200);
        Assert.All(methods, endpoint => Assert.Contains("HEAD", endpoint.Methods!));
    }

    [Fact]
    public async Task Allow_OfARefusedMethod_NamesWhatThePathTakes()
    {
        var answer = await api.Http.SendAsync(new("DELETE", "/coupons/4001"));

        answer.AssertProblem(405, "METHOD_NOT_ALLOWED");
        Assert.Equal("GET, HEAD", answer.Headers["Allow"]);
    }
}
