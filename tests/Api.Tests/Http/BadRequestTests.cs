using System.Text.RegularExpressions;
using Commerce.Fixtures;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Commerce.Http;

/// <summary>Whatever a client sends, it is told what is wrong, and nothing changes.</summary>
[Collection(ApiTests.Name)]
public sealed partial class BadRequestTests(ApiFixture api, ITestOutputHelper output)
{
    private const int AtLeast = 200;

    public static TheoryData<string> Groups => new(BadRequests.Groups.Keys);

    [Theory]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/json;charset=UTF-8")]
    [InlineData("Application/JSON; charset=\"Utf-8\"; version=1")]
    public async Task ContentType_OfUtf8InAnyForm_IsTaken(string contentType)
    {
        var customer = await api.NewCustomerAsync(balance: 5);
        var request = new ApiRequest("POST", $"/v1/users/{customer}/balance")
        {
            Body = "{\"amount\":1}"u8.ToArray(),
            ContentType = contentType,
        };
        Assert.Equal(6, (await api.Http.SendAsync(request)).AssertStatus(200).Number("balance"));
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public async Task BadRequests_OfAGroup_AreRefusedAndChangeNothing(string group)
    {
        await api.Host.ReadTablesFollowAsync();
        var before = await api.Host.JournalAsync();
        var failures = new List<string>();
        var count = 0;
        foreach (var bad in BadRequests.Groups[group]())
        {
            count++;
            if (Wrong(bad, await api.Http.SendAsync(bad.Request)) is { } wrong)
                failures.Add($"{bad}\n    {wrong}");
        }

        output.WriteLine($"{count} requests.");
        Assert.True(failures.Count == 0, $"{failures.Count} of {count}:\n{string.Join('\n', failures)}");
        Assert.Equal(before, await api.Host.JournalAsync());
    }

    [Fact]
    public void BadRequests_OfAllGroups_AreManyAndAllDifferent()
    {
        var all = BadRequests.Groups.Values.SelectMany(group => group()).ToList();
        Assert.InRange(all.Count, AtLeast, int.MaxValue);
        Assert.Equal(all.Count, all.DistinctBy(bad => (bad.Name, bad.Request.Method, bad.Request.Path)).Count());
    }

    /// <summary>What is not among them is input that nobody tries.</summary>
    [Fact]
    public void BadRequests_OfAllGroups_TryEveryBodyAndEveryPath()
    {
        var routes = api.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<Refusals>() is not null).ToList();
        var paths = BadRequests.Groups["paths"]().Select(bad => (bad.Request.Method, bad.Request.Path)).ToList();

        var bodies = routes.Where(route => route.Metadata.GetMetadata<IAcceptsMetadata>() is not null
            && !BodyRoute.All.Any(body => IsOf(route, body.Method, body.Path))).Select(route => route.DisplayName).ToList();
        var parameters = routes.Where(route => route.RoutePattern.Parameters.Count > 0
            && !paths.Exists(path => IsOf(route, path.Method, path.Path))).Select(route => route.DisplayName).ToList();

        Assert.True(bodies.Count == 0, $"BodyRoute.All has no body for {string.Join(", ", bodies)}.");
        Assert.True(parameters.Count == 0, $"PathsAndQueries.Paths has nothing for {string.Join(", ", parameters)}.");
    }

    [Fact]
    public async Task GoodRequests_TheBadOnesAreMadeOf_AreAccepted()
    {
        await using var host = await ApiUnderTest.StartAsync("--Demo:Load=true");
        foreach (var route in BodyRoute.All)
        {
            var answer = await host.Http.SendAsync(route.Request with { Body = System.Text.Encoding.UTF8.GetBytes(route.Good) });
            // The order, the coupon that it would take and the schedule are not there; that much is found out by asking.
            Assert.True(answer.Status is 200 or 201 || answer.Code is "ORDER_NOT_FOUND" or "COUPON_UNAVAILABLE" or "SCHEDULE_NOT_FOUND",
                $"{route.Path}: {answer.Text}");
        }
    }

    private static bool IsOf(RouteEndpoint route, string method, string path) =>
        route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Contains(method)
        && Regex.IsMatch(path, $"^/{ParameterForm().Replace(route.RoutePattern.RawText!.Trim('/'), "[^/?]+")}$");

    private static string? Wrong(BadRequest bad, ApiAnswer answer)
    {
        if (answer.Status is < 400 or > 499 || (bad.Status != 0 && answer.Status != bad.Status))
            return $"expected {bad.Status}, got {answer.Status} {answer.Text}";
        if (bad.Request.Method == "HEAD")
            return null;
        if (answer.ContentType != "application/problem+json" || string.IsNullOrEmpty(answer.Code)
            || string.IsNullOrEmpty(answer.String("traceId")))
            return $"no problem: {answer.ContentType} {answer.Text}";
        if (answer.Text.Contains("System.", StringComparison.Ordinal) || answer.Text.Contains("   at ", StringComparison.Ordinal))
            return $"tells about its insides: {answer.Text}";
        return bad.Field is { } field && answer.Field?.StartsWith(field, StringComparison.Ordinal) != true
            ? $"names {answer.Field}: {answer.Text}"
            : null;
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex ParameterForm();
}
