using System.Globalization;

namespace Commerce.Steady.Load;

/// <summary>A stretch of a load that is told of by itself.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Seconds">How long it lasts.</param>
internal readonly record struct Phase(string Name, int Seconds);

/// <summary>Which load, and for how long.</summary>
internal sealed record LoadOptions
{
    private const int MaxCustomers = 2_000; // of the demo data

    public IReadOnlyList<Uri> Urls { get; private init; } = [];

    public int Rate { get; private init; } = 200;

    public IReadOnlyList<Phase> Phases { get; private init; } = [new("all", 30)];

    public TimeSpan Duration => TimeSpan.FromSeconds(Phases.Sum(phase => phase.Seconds));

    public TimeSpan WarmUp { get; private init; } = TimeSpan.FromSeconds(5);

    public string Mix { get; private init; } = "issue:4,charge:3,pay:2,read:1";

    public int Campaigns { get; private init; } = 32;

    public int Quantity { get; private init; } = 100_000_000;

    public int Customers { get; private init; } = MaxCustomers;

    public string AdminKey { get; private init; } = "";

    public bool Quiet { get; private init; }

    public bool Proof { get; private init; }

    public static LoadOptions? Parse(string[] args)
    {
        LoadOptions? options = new();
        for (var i = 0; options is not null && i < args.Length; i += 2)
            options = i + 1 < args.Length ? options.With(args[i], args[i + 1]) : null;
        return options is { Urls.Count: > 0 } ? options : null;
    }

    private LoadOptions? With(string name, string value) => name switch
    {
        "--url" when Uri.TryCreate(value, UriKind.Absolute, out var url) => this with { Urls = [.. Urls, url] },
        "--rate" when Number(value) is > 0 and var rate => this with { Rate = rate },
        "--seconds" when Number(value) is > 0 and var seconds => this with { Phases = [new("all", seconds)] },
        "--phases" when ReadPhases(value) is { } phases => this with { Phases = phases },
        "--warmup" when Number(value) is { } seconds => this with { WarmUp = TimeSpan.FromSeconds(seconds) },
        "--campaigns" when Number(value) is > 0 and var campaigns => this with { Campaigns = campaigns },
        "--quantity" when Number(value) is > 0 and var quantity => this with { Quantity = quantity },
        "--customers" when Number(value) is > 0 and <= MaxCustomers and var customers => this with { Customers = customers },
        "--mix" when Operations.Understands(value) => this with { Mix = value },
        "--key" => this with { AdminKey = value },
        "--quiet" when bool.TryParse(value, out var quiet) => this with { Quiet = quiet },
        "--proof" when bool.TryParse(value, out var proof) => this with { Proof = proof },
        _ => null,
    };

    private static List<Phase>? ReadPhases(string value)
    {
        var phases = new List<Phase>();
        foreach (var part in value.Split(','))
        {
            if (part.Split(':') is not [{ Length: > 0 } name, var seconds] || Number(seconds) is not (> 0 and var length))
                return null;
            phases.Add(new(name, length));
        }
        return phases;
    }

    private static int? Number(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
