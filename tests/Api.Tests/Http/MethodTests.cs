using Commerce.Fixtures;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Http;

[Collection(ApiTests.Name)]
public sealed class MethodTests(ApiFixture api)
{
    public static TheoryData<string> Paths => new(
        "/", "/coupons/4001", "/customers/1001/coupons", "/customers/1001/orders", "/v1/users/1001/balance",
        "/v1/users/1001/balance/history",
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

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/vnd.shop+json")]
    [InlineData("application/xml, */*;q=0")]
    [InlineData("")]
    public async Task Refusal_WhateverIsAccepted_IsAProblem(string accept)
    {
        (await api.Http.SendAsync(new ApiRequest("GET", "/coupons/999999").With("Accept", accept))).AssertProblem(404, "COUPON_NOT_FOUND");
        (await api.Http.SendAsync(new ApiRequest("GET", "/nowhere").With("Accept", accept))).AssertProblem(404, "ROUTE_NOT_FOUND");
    }

    [Fact]
    public async Task Head_WithABody_LeavesTheConnectionInStep()
    {
        var head = await api.Http.SendAsync(new("HEAD", "/coupons/4001") { Body = "hello"u8.ToArray() });
        Assert.Equal((200, ""), (head.Status, head.Text));
        (await api.Http.GetAsync("/coupons/4001")).AssertStatus(200);
    }
}
