using System.Net;
using Commerce.Lifetime;
using Commerce.Testing;

namespace Commerce.Coupons;

/// <summary>The program as <c>dotnet run</c> starts it, with no setting but its ports: SQLite under <c>./data</c>, demo data.</summary>
[Collection(ProcessTests.Name)]
public sealed class MainJobTests
{
    private const long CouponId = 4001;
    private const long CustomerId = 1001;

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("KILL")]
    public async Task Issue_StoppedAndStartedAgain_KnowsWhoGotOne(string signal)
    {
        await using var silo = new SiloProcess("--environment=Development");
        await silo.StartAsync();
        var client = new CouponClient(silo.Http);

        var first = await client.IssueAsync(CouponId, CustomerId);
        Assert.Equal((HttpStatusCode.Created, 1), (first.Status, first.IssueNumber));
        AssertAlreadyIssued(await client.IssueAsync(CouponId, CustomerId));

        var exitCode = await silo.StopAsync(signal);
        if (signal != "KILL")
            Assert.Equal(0, exitCode);
        Assert.True(File.Exists(Path.Combine(silo.Directory, "data", "commerce.db")));

        await silo.StartAsync();
        AssertAlreadyIssued(await client.IssueAsync(CouponId, CustomerId));
        Assert.Equal(2, (await client.IssueAsync(CouponId, CustomerId + 1)).IssueNumber);
    }

    private static void AssertAlreadyIssued(CouponAnswer answer) =>
        Assert.Equal((HttpStatusCode.Conflict, "COUPON_ALREADY_ISSUED"), (answer.Status, answer.Code));
}
