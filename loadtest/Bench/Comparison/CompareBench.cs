using Commerce.Bench.HandOff;
using Commerce.Bench.Load;
using Commerce.Bench.LockBaseline;
using Commerce.Bench.Reporting;
using Commerce.Bench.Servers;

namespace Commerce.Bench.Comparison;

/// <summary>
/// This system and what a user would build instead, over HTTP, in turn on the same machine: each scenario at each load, several rounds.
/// What was found is in a file after every part, so that a run that ends early leaves what it has.
/// </summary>
internal sealed class CompareBench(BenchDatabase database, BenchOptions options, Report report)
{
    /// <summary>The command of this comparison.</summary>
    public const string Command = "compare";

    private readonly List<MeasuredScenario> _scenarios = [];
    private readonly List<MeasuredLoss> _losses = [];
    private readonly DateTimeOffset _began = DateTimeOffset.UtcNow;
    private readonly string _machine = Machine.Describe();
    private MeasuredSpike? _spike;
    private string _redis = "";

    public static async Task RunAsync(BenchDatabase database, BenchOptions options, Report report)
    {
        if (database.MySqlConnectionString is null || !RedisServer.IsInstalled)
            throw new InvalidOperationException("The comparison needs MySQL, or MariaDB, and redis-server on the PATH.");
        await new CompareBench(database, options, report).RunAsync();
    }

    private async Task RunAsync()
    {
        await using (var silo = await SiloProcess.StartAsync(database, "--Concerts:MaxHolds=100"))
        {
            await using (var locks = (await LockServer.StartAsync(database, report))!)
            await using (var handOff = await HandOffServer.StartAsync(database, RedisServer.Log, HandOffConsumer.WritesMany))
            {
                _redis = await handOff.Redis.VersionAsync();
                foreach (var contest in Contests.Of(silo, locks, handOff).Where(contest => Wanted(contest.Id)))
                    await CompareAsync(contest);
                if (Wanted(Scenario.Spike))
                {
                    _spike = await new SpikeRun(silo, handOff, options, report).RunAsync();
                    Write();
                }
            }
        }
        var (hold, said) = await SiloProcess.VerifyAsync(database);
        report.Check(hold, $"the store, after the silo stopped: {said}");
        if (Wanted(Scenario.Losses))
        {
            await foreach (var loss in new LossRuns(database, report).EachAsync())
            {
                _losses.Add(loss);
                Write();
            }
        }
        Write();
    }

    private async Task CompareAsync(Contest contest)
    {
        report.Line($"\n## {contest.Id}");
        await contest.Ours.OpenAsync();
        await contest.Theirs.OpenAsync();
        await contest.Ours.LoadAsync(options.Loads[^1], options); // not counted: servers compile their hot paths while they run
        await contest.Theirs.LoadAsync(options.Loads[^1], options);
        var loads = new List<MeasuredLoad>();
        foreach (var connections in options.Loads)
        {
            var (ours, theirs) = (new List<LoadResult>(), new List<LoadResult>());
            for (var round = 0; round < options.Rounds; round++)
            {
                ours.Add(await contest.Ours.LoadAsync(connections, options));
                theirs.Add(await contest.Theirs.LoadAsync(connections, options));
            }
            loads.Add(MeasuredLoad.Of(connections, ours, theirs));
            report.Table($"{connections} connections|{LoadTable.Columns}|ours to theirs",
            [
                LoadTable.Row("ours", ours, LoadTable.Ratio(ours, theirs, r => r.PerSecond)),
                LoadTable.Row("theirs", theirs, "1.00x"),
            ]);
        }
        await contest.Ours.CheckAsync(report, $"{contest.Id}, ours");
        await contest.Theirs.CheckAsync(report, $"{contest.Id}, theirs");
        _scenarios.Add(new(contest.Id, loads));
        Write();
    }

    private bool Wanted(string name) => options.Scenarios is [] || options.Scenarios.Contains(name);

    private void Write() => new ComparisonResults(_began, _machine, database.Name, _redis, options.Duration.TotalSeconds, options.Rounds,
        options.Note, _scenarios, _spike, _losses, report.Failed).Write(options.Results);
}
