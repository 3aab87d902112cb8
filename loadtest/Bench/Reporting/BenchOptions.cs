using System.Globalization;
using Commerce.Bench.Comparison;
using Commerce.Bench.Comparison.Rendering;
using Commerce.Bench.HandOff;
using Commerce.Bench.LockBaseline;
using Commerce.Bench.Servers;
using Commerce.Storage;

namespace Commerce.Bench.Reporting;

/// <summary>What to measure, and for how long.</summary>
internal sealed record BenchOptions(string Command)
{
    public const string Usage = """
        usage: Bench journal|coupon|spike|charge|order|queue|seats|holders|guard|compare|report [options]
          journal   the group-commit journal against stock Orleans grain storage
          coupon    durable coupon issue over HTTP against a no-op POST and a Redis baseline
          spike     1,500 connections on a campaign of 1,000 pieces
          charge    durable charges of four customers over HTTP against a no-op POST
          order     orders placed and paid over HTTP against a no-op POST, and on one product against Redis locks and SQL
          queue     tokens of a waiting queue, and polls of those who wait, over HTTP against a no-op POST
          seats     seats reserved and paid over HTTP against a no-op POST, and against Redis locks and SQL
          holders   activation of a campaign with many holders
          guard     journal, coupon, charge, order and queue in short; fails when a ratio is below its floor
          compare   this system and what a user would build instead, scenario by scenario; writes a file of results
          report    makes the report's pages of that file
          --storage sqlite|mysql   one storage only; otherwise SQLite, and MySQL where there is one
          --mysql "..."            a MySQL server to use, as a connection string; otherwise a private one is started
                                   (mariadbd, or see COMMERCE_TEST_SQL_SERVER)
          --seconds N              length of one measurement (5; compare: 2; guard: 1)
          --rounds N               measurements of each part, taken in turns; medians are printed (3; guard: 2)
          --holders N              holders of the campaign (1000000)
          --waiting N              tokens that wait before polls are measured (100000; guard: 20000)
          --parts A,B              those parts of guard alone (all)
          --loads A,B              connections of compare, the heaviest last (16,64,256)
          --scenarios A,B          those scenarios of compare alone (all)
          --note TEXT              what readers of the report must know besides
          --results FILE           what compare writes and report reads (results.json)
          --out DIRECTORY          where report writes index.html and README.md (.)
          --floors FILE|none       the floors of guard (floors.json beside the program); with none only correctness is judged
        """;

    public const string Guard = "guard";

    // What this program starts itself as; their arguments are their own.
    private static readonly string[] s_servers = [RedisBaseline.Command, LockServer.Command, KafkaProcess.Command, HandOffApi.Command,
        HandOffConsumer.Command];

    private static readonly string[] s_commands = ["journal", "coupon", "spike", "charge", "order", "queue", "seats", "holders", Guard,
        CompareBench.Command, ReportFiles.Command, .. s_servers];

    public StorageProvider? Storage { get; private init; }

    public string? MySql { get; private init; }

    public TimeSpan Duration { get; private init; } = TimeSpan.FromSeconds(5);

    /// <summary>Load before each measurement that is not counted: connections, compiled code and buffers are there.</summary>
    public TimeSpan WarmUp { get; private init; } = TimeSpan.FromSeconds(1);

    public int Rounds { get; private init; } = 3;

    public int Holders { get; private init; } = 1_000_000;

    public int Waiting { get; private init; } = 100_000;

    /// <summary>The file with the floors of <see cref="Guard"/>; <see langword="null"/> for none.</summary>
    public string? Floors { get; private init; } = Path.Combine(AppContext.BaseDirectory, "floors.json");

    /// <summary>The parts of <see cref="Guard"/> to run; empty for all.</summary>
    public string[] Parts { get; private init; } = [];

    /// <summary>Connections of the comparison, the heaviest last.</summary>
    public int[] Loads { get; private init; } = [16, 64, 256];

    /// <summary>The scenarios of the comparison to measure; empty for all.</summary>
    public string[] Scenarios { get; private init; } = [];

    /// <summary>What readers of the report must know besides.</summary>
    public string? Note { get; private init; }

    /// <summary>The file that the comparison writes and its report is made of.</summary>
    public string Results { get; private init; } = "results.json";

    /// <summary>Where the report goes.</summary>
    public string Out { get; private init; } = ".";

    /// <summary>What follows the command.</summary>
    public string[] Rest { get; private init; } = [];

    public static BenchOptions? Parse(string[] args, out string? error)
    {
        error = null;
        if (args is not [var command, .. var rest] || !s_commands.Contains(command))
            return null;
        var options = new BenchOptions(command) { Rest = rest };
        if (command == Guard)
            options = options with { Duration = TimeSpan.FromSeconds(1), WarmUp = TimeSpan.FromSeconds(0.5), Rounds = 2, Waiting = 20_000 };
        if (command == CompareBench.Command)
        {
            options = options with
            {
                Duration = TimeSpan.FromSeconds(2),
                WarmUp = TimeSpan.FromSeconds(0.5),
                Storage = StorageProvider.MySql,
            };
        }
        if (s_servers.Contains(command))
            return options;
        for (var i = 0; i < rest.Length; i += 2)
        {
            if (i + 1 == rest.Length || options.With(rest[i], rest[i + 1]) is not { } with)
            {
                error = $"Not understood: {rest[i]}";
                return null;
            }
            options = with;
        }
        return options;
    }

    private BenchOptions? With(string name, string value) => name switch
    {
        "--storage" when Enum.TryParse<StorageProvider>(value, ignoreCase: true, out var storage) => this with { Storage = storage },
        "--mysql" => this with { MySql = value },
        "--seconds" when Number(value) is { } seconds => this with { Duration = TimeSpan.FromSeconds(seconds) },
        "--rounds" when Number(value) is { } rounds => this with { Rounds = rounds },
        "--holders" when Number(value) is { } holders => this with { Holders = holders },
        "--floors" => this with { Floors = value == "none" ? null : value },
        "--parts" when value.Split(',') is var parts && parts.All(Reporting.Guard.Has) => this with { Parts = parts },
        "--loads" when value.Split(',').Select(Number).ToArray() is var loads && loads.All(load => load is not null) =>
            this with { Loads = [.. loads.Select(load => load!.Value).Order()] },
        "--scenarios" when value.Split(',') is var scenarios && scenarios.All(Scenario.Has) => this with { Scenarios = scenarios },
        "--note" => this with { Note = value.Length > 0 ? value : null },
        "--results" => this with { Results = value },
        "--out" => this with { Out = value },
        "--waiting" when Number(value) is { } waiting => this with { Waiting = waiting },
        _ => null,
    };

    private static int? Number(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
