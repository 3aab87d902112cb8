using Commerce.Fixtures;
using Xunit.Abstractions;

namespace Commerce.Http;

/// <summary>Whatever a client sends, it is told what is wrong, and nothing changes.</summary>
[Collection(ApiTests.Name)]
public sealed class BadRequestTests(ApiFixture api, ITestOutputHelper output)
{
    private const int AtLeast = 200;

    public static TheoryData<string> Groups => new(BadRequests.Groups.Keys);

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

    [Fact]
    public async Task GoodRequests_TheBadOnesAreMadeOf_AreAccepted()
    {
        await using var host = await ApiUnderTest.StartAsync("--Demo:Load=true");
        foreach (var route in BodyRoute.All)
        {
            var answer = await host.Http.SendAsync(route.Request with { Body = System.Text.Encoding.UTF8.GetBytes(route.Good) });
            // The order, the coupon that it would take and the schedule are not there; that much is found out by asking.
            Assert.True(answer.Status is 200 or 201 || answer.Code is "ORDER_NOT_FOUND" or "COUPON_UNAVAILABLE" or "SCHEDULE_NOT_FOUND", $"{route.Path}: {answer.Text}");
        }
    }

    private static string? Wrong(BadRequest bad, ApiAnswer answer)
    {
        if (answer.Status is < 400 or > 499 || (bad.Status != 0 && answer.Status != bad.Status))
            return $"expected {bad.Status}, got {answer.Status} {answer.Text}";
        if (bad.Request.Method == "HEAD")
            return null;
        if (answer.ContentType != "application/problem+json" || string.IsNullOrEmpty(answer.Code) || string.IsNullOrEmpty(answer.String("traceId")))
            return $"no problem: {answer.ContentType} {answer.Text}";
        if (answer.Text.Contains("System.", StringComparison.Ordinal) || answer.Text.Contains("   at ", StringComparison.Ordinal))
            return $"tells about its insides: {answer.Text}";
        return bad.Field is { } field && answer.Field?.StartsWith(field, StringComparison.Ordinal) != true
            ? $"names {answer.Field}: {answer.Text}"
            : null;
    }
}
