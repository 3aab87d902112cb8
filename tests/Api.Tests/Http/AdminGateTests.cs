using Commerce.Fixtures;

namespace Commerce.Http;

[Collection(ApiTests.Name)]
public sealed class AdminGateTests(ApiFixture api)
{
    public static TheoryData<string> Routes =>
        new("/admin/coupons/1", "/admin/customers/1", "/admin/products/1", "/admin", "/admin/x", "/ADMIN/coupons/1", "/%61dmin/coupons/1");

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Admin_WithoutKey_IsUnauthenticated(string path)
    {
        var answer = await api.Http.SendAsync(new("PUT", path) { Body = "{"u8.ToArray() });

        answer.AssertProblem(401, "UNAUTHENTICATED");
        Assert.Equal("Bearer", answer.Headers["WWW-Authenticate"]);
    }

    [Theory]
    [InlineData("Bearer wrong-key-for-tests")]
    [InlineData("Bearer " + ApiUnderTest.AdminKey + "x")]
    [InlineData("Bearer KEY-FOR-TESTS")]
    [InlineData("Bearer a b")]
    public async Task Admin_WrongKey_IsForbidden(string authorization) =>
        (await Put(api.Host, authorization)).AssertProblem(403, "FORBIDDEN");

    [Theory]
    [InlineData("Basic " + ApiUnderTest.AdminKey)]
    [InlineData(ApiUnderTest.AdminKey)]
    [InlineData("Bearer")]
    [InlineData("")]
    public async Task Admin_NoBearer_IsUnauthenticated(string authorization) =>
        (await Put(api.Host, authorization)).AssertProblem(401, "UNAUTHENTICATED");

    [Fact]
    public async Task Admin_SchemeInAnyCase_IsLetThrough() =>
        (await Put(api.Host, $"bearer {ApiUnderTest.AdminKey}")).AssertProblem(400, "INVALID_INPUT", "discountType");

    [Theory]
    [InlineData("//admin/coupons/1")]
    [InlineData("/admin//coupons/1")]
    [InlineData("/coupons/../admin/coupons/1")]
    [InlineData("/admin%2fcoupons/1")]
    public async Task Admin_ByAnotherSpelling_IsNotReached(string path)
    {
        var before = await api.Host.JournalAsync();
        var answer = await api.Http.SendAsync(
            new("PUT", path) { Body = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(api.Campaign()) });

        Assert.InRange(answer.Status, 400, 404);
        Assert.Equal(before, await api.Host.JournalAsync());
    }

    [Fact]
    public async Task Admin_NoKeyConfigured_IsClosed()
    {
        await using var host = await ApiUnderTest.StartAsync(builder => builder.Configuration["Admin:ApiKey"] = null);

        (await Put(host, $"Bearer {ApiUnderTest.AdminKey}")).AssertProblem(403, "ADMIN_CLOSED");
        (await Put(host, "Bearer ")).AssertProblem(403, "ADMIN_CLOSED");
    }

    private static Task<ApiAnswer> Put(ApiUnderTest host, string authorization) =>
        host.Http.SendAsync(new ApiRequest("PUT", "/admin/coupons/1") { Body = "{}"u8.ToArray() }.With("Authorization", authorization));
}
