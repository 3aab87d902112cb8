using Commerce.Fixtures;

namespace Commerce.Dashboard;

/// <summary>Orleans' dashboard, where it is not enabled.</summary>
[Collection(ApiTests.Name)]
public sealed class NoDashboardTests(ApiFixture api)
{
    [Fact]
    public async Task Page_UnlessItIsEnabled_IsNotThere() =>
        (await api.Http.SendAsync(new ApiRequest("GET", "/admin/silos").AsAdmin())).AssertProblem(404, "ROUTE_NOT_FOUND");
}
