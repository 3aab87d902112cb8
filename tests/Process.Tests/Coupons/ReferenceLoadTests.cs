using System.Net;
using Commerce.Lifetime;
using Commerce.Testing;
using Xunit.Abstractions;

namespace Commerce.Coupons;

/// <summary>What the load scripts that this system must serve meet, in small: their routes, bodies and the demo data.</summary>
[Collection(ProcessTests.Name)]
public sealed class ReferenceLoadTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Issue_FifteenHundredClientsWantAThousandPieces_ExactlyAThousandGetOne()
    {
        var random = new Random(Seeds.Next(output));
        await using var silo = await StartAsync();
        var client = new CouponClient(silo.Http);

        var answers = await AtOnceAsync(1_500, RandomIds(random, 6_000, 1001, 3000), customer => client.IssueAsync(4001, customer));

        Assert.Equal(1_000, answers.Count(answer => answer.Status == HttpStatusCode.Created));
        Assert.Equal(5_000, answers.Count(answer =>
            answer is { Status: HttpStatusCode.Conflict, Code: "COUPON_ALREADY_ISSUED" or "COUPON_SOLD_OUT" }));
        (await IssuedPieces.InJournalAsync(StoreOf(silo), 4001)).AssertNumberedFromOne(1_000);
    }

    [Fact]
    public async Task Apply_MoreUsersThanPieces_AHundredGetOneAndTheRestHearThatNoneIsLeft()
    {
        await using var silo = await StartAsync();
        var client = new CouponClient(silo.Http);

        var answers = await AtOnceAsync(50, Enumerable.Range(1, 500).Select(id => (long)id), client.ApplyAsync);

        Assert.Equal(100, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.Equal(400, answers.Count(answer => answer is { Status: HttpStatusCode.UnprocessableEntity, Code: "COUPON_SOLD_OUT" }));
        var winner = answers.First(answer => answer.Status == HttpStatusCode.OK).Body.GetProperty("customerId").GetInt64();
        var again = await client.ApplyAsync(winner);
        Assert.Equal((HttpStatusCode.Conflict, "COUPON_ALREADY_ISSUED"), (again.Status, again.Code));
    }

    [Fact]
    public async Task IssueByCode_FourTimesInARow_IssuesOnceAndRefusesTheFourth()
    {
        await using var silo = await StartAsync();
        var client = new CouponClient(silo.Http);

        var answers = new List<CouponAnswer>();
        for (var i = 0; i < 4; i++)
            answers.Add(await client.IssueByCodeAsync(42, "COUPON2025"));

        Assert.Equal(["ISSUED", "ALREADY_ISSUED", "ALREADY_ISSUED"],
            answers.Take(3).Select(answer => answer.Body.GetProperty("status").GetString()));
        Assert.All(answers.Take(3), answer => Assert.Equal((HttpStatusCode.OK, 1), (answer.Status, answer.IssueNumber)));
        Assert.Equal((HttpStatusCode.TooManyRequests, "TOO_MANY_REQUESTS"), (answers[3].Status, answers[3].Code));
    }

    [Fact]
    public async Task IssueByCode_ManyUsers_EachGetsOne()
    {
        await using var silo = await StartAsync();
        var client = new CouponClient(silo.Http);

        var answers = await AtOnceAsync(100, Enumerable.Range(1, 3_000).Select(id => (long)id),
            user => client.IssueByCodeAsync(user, "COUPON2025"));

        Assert.All(answers, answer => Assert.Equal("ISSUED", answer.Body.GetProperty("status").GetString()));
        Assert.Equal(3_000, answers.DistinctBy(answer => answer.IssueNumber).Count());
    }

    private static async Task<SiloProcess> StartAsync()
    {
        var silo = new SiloProcess("--Demo:Load=true");
        await silo.StartAsync();
        return silo;
    }

    private static SiloStore StoreOf(SiloProcess silo) => SiloStore.Sqlite(Path.Combine(silo.Directory, "data"));

    private static IEnumerable<long> RandomIds(Random random, int count, int first, int last) =>
        Enumerable.Range(0, count).Select(_ => (long)random.Next(first, last + 1)).ToArray();

    private static async Task<List<CouponAnswer>> AtOnceAsync(int clients, IEnumerable<long> customers, Func<long, Task<CouponAnswer>> ask)
    {
        var answers = await Task.WhenAll(customers.Chunk((customers.Count() + clients - 1) / clients).Select(async chunk =>
        {
            await Task.Yield();
            var answers = new List<CouponAnswer>();
            foreach (var customer in chunk)
                answers.Add(await ask(customer));
            return answers;
        }));
        return [.. answers.SelectMany(list => list)];
    }
}
