using Commerce.Fixtures;

namespace Commerce.Coupons;

/// <summary>What is behind the limit of requests by code is asked no more often than that, keys or no keys.</summary>
public sealed class CodeAllowanceTests(CountingFixture fixture) : IClassFixture<CountingFixture>
{
    private const int Limit = 100; // of the fixture

    [Theory]
    [InlineData(false, Limit)]
    [InlineData(true, 2 * Limit)] // as many again are looked up for whether they are repeats
    public async Task IssueByCode_GuessesPastTheLimit_AskForNoCode(bool withKeys, int asked)
    {
        var (userId, calls) = (withKeys ? 1 : 2, fixture.Calls);
        var before = calls.Codes;
        var answers = new List<int>();
        for (var i = 0; i < 3 * Limit; i++)
        {
            answers.Add((await fixture.Host.Http.PostAsync("/api/v1/coupons/issue", new { userId, couponCode = $"GUESS-{userId}-{i}" },
                withKeys ? ApiFixture.NewKey() : null)).Status);
        }

        Assert.Equal(asked, calls.Codes - before);
        Assert.Equal([.. Enumerable.Repeat(404, Limit), .. Enumerable.Repeat(429, 2 * Limit)], answers);
    }
}
