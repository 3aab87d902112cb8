using Commerce.Bench.Coupons;
using Commerce.Bench.HandOff;
using Commerce.Bench.Load;
using Commerce.Bench.Reporting;
using Commerce.Bench.Servers;

namespace Commerce.Bench.Comparison;

/// <summary>
/// What is lost, or given twice, when something is killed in the middle of a sale: more customers than pieces, and when a quarter
/// of the pieces is given away the part dies. Then everything is started again, and what clients were told is compared with what is in SQL.
/// </summary>
internal sealed class LossRuns(BenchDatabase database, Report report)
{
    private const int VerifiedAtMost = 30; // times, a second apart
    private const long CouponId = 7_001;
    private const long WarmUpCouponId = 7_002;
    private const long Pieces = 20_000;
    private const long KilledAfter = Pieces / 4;
    private const long WarmUpPieces = 2_000;
    private const long FirstCustomer = 1_000_000_000;
    private const int CustomerDigits = 10;
    private const int Connections = 64;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_length = TimeSpan.FromSeconds(8);

    public async IAsyncEnumerable<MeasuredLoss> EachAsync()
    {
        report.Line("\n## losses");
        yield return await OurProcessAsync();
        yield return await HandOffAsync(LossCase.Server, RedisServer.Log, HandOffConsumer.WritesMany, server => server.KillAsync());
        yield return await HandOffAsync(
            LossCase.CommitsFirst, RedisServer.Log, HandOffConsumer.CommitsFirst, server => server.RestartConsumerAsync());
        yield return await HandOffAsync(
            LossCase.CommitsAfter, RedisServer.Log, HandOffConsumer.CommitsAfter, server => server.RestartConsumerAsync());
        yield return await HandOffAsync(
            LossCase.RedisAsItComes, RedisServer.AsItComes, HandOffConsumer.WritesMany, server => server.RestartRedisAsync());
        yield return await HandOffAsync(
            LossCase.RedisWithLog, RedisServer.Log, HandOffConsumer.WritesMany, server => server.RestartRedisAsync());
    }

    private async Task<MeasuredLoss> OurProcessAsync()
    {
        await using var store = await database.AnotherAsync();
        List<long> told;
        await using (var silo = await SiloProcess.StartAsync(store))
        {
            told = await SellAsync(silo, () => silo.KillAsync());
        }
        await using var restarted = await SiloProcess.StartAsync(store);
        var loss = Of(LossCase.OurProcess, told, await restarted.HoldersAmongAsync(CouponId, told));
        report.Check(loss is { Lost: 0, Excess: 0 } && told.Count < Pieces,
            $"{LossCase.OurProcess}: of {told.Count} pieces given before the kill {loss.Lost} lost");
        var (hold, said) = await SiloProcess.VerifyAsync(store, VerifiedAtMost);
        report.Check(hold, $"the store, after the kill: {said}");
        return loss;
    }

    private async Task<MeasuredLoss> HandOffAsync(string id, string[] redisKeeps, string consumes, Func<HandOffServer, Task> kill)
    {
        await using var store = await database.AnotherAsync();
        await using var server = await HandOffServer.StartAsync(store, redisKeeps, consumes);
        var told = await SellAsync(server, () => kill(server));
        await server.SettleAsync();
        return Of(id, told, (await server.HoldersAsync(CouponId)).ToHashSet());
    }

    /// <summary>Warms the server up, sells, and kills when a quarter is sold.</summary>
    /// <returns>The customers who were told that they have a piece.</returns>
    private static async Task<List<long>> SellAsync<TServer>(TServer server, Func<Task> kill)
        where TServer : ServerProcess, ICouponServer
    {
        await server.DefineCouponAsync(WarmUpCouponId, WarmUpPieces);
        await LoadAsync(server, WarmUpCouponId, s_warmUp, _ => { });
        await server.SettleAsync();
        await server.DefineCouponAsync(CouponId, Pieces);
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var told = new List<long>();
        var load = LoadAsync(server, CouponId, s_length, customer =>
        {
            told.Add(customer);
            if (told.Count == KilledAfter)
                enough.SetResult();
        });
        if (await Task.WhenAny(enough.Task, load) == load)
            throw new InvalidOperationException($"{KilledAfter} pieces were not given within {s_length.TotalSeconds} s.");
        await kill();
        await load;
        return told;
    }

    private static Task LoadAsync(ServerProcess server, long coupon, TimeSpan length, Action<long> told)
    {
        var customer = FirstCustomer;
        var request = RequestTemplate.Issue("/coupons/issue", coupon, CustomerDigits);
        return HttpLoad.RunAsync(server.Address, () => new ToldPieces(request, () => customer++, told), Connections, TimeSpan.Zero, length);
    }

    private MeasuredLoss Of(string id, List<long> told, HashSet<long> stored)
    {
        var loss = new MeasuredLoss(id, Pieces, told.Count, told.Count(stored.Contains), Math.Max(0, told.Count - Pieces));
        report.Line($"  {id}: {loss.Acknowledged} told, {loss.Stored} of them in SQL, {loss.Lost} lost, {loss.Excess} beyond {Pieces}");
        return loss;
    }
}

/// <summary>A piece for one customer after the other; tells of each who gets one.</summary>
internal sealed class ToldPieces(RequestTemplate template, Func<long> nextCustomer, Action<long> told) : IConversation
{
    private const int Created = 201;

    private readonly byte[] _request = template.Copy();
    private long _customer;

    public ReadOnlyMemory<byte> Begin()
    {
        template.Set(_request, 0, _customer = nextCustomer());
        return _request;
    }

    public ReadOnlyMemory<byte> Next(int status, ReadOnlySpan<byte> answer)
    {
        if (status == Created)
            told(_customer);
        return default;
    }
}
