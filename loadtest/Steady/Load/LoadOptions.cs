using System.Globalization;

namespace Commerce.Steady.Load;

/// <summary>Which load, and for how long.</summary>
internal sealed record LoadOptions
{
    public Uri? Url { get; private init; }

    public int Rate { get; private init; } = 200;

    public TimeSpan Duration { get; private init; } = TimeSpan.FromSeconds(30);

    public TimeSpan WarmUp { get; private init; } = TimeSpan.FromSeconds(5);

    public string Mix { get; private init; } = "issue:4,charge:3,pay:2,read:1";

    public int Campaigns { get; private init; } = 32;

    public string AdminKey { get; private init; } = "";

    public bool Quiet { get; private init; }

    public static LoadOptions? Parse(string[] args)
    {
        LoadOptions? options = new();
        for (var i = 0; options is not null && i < args.Length; i += 2)
            options = i + 1 < args.Length ? options.With(args[i], args[i + 1]) : null;
        return options?.Url is null ? null : options;
    }

    private LoadOptions? With(string name, string value) => name switch
    {
        "--url" when Uri.TryCreate(value, UriKind.Absolute, out var url) => this with { Url = url },
        "--rate" when Number(value) is > 0 and var rate => this with { Rate = rate },
        "--seconds" when Number(value) is > 0 and var seconds => this with { Duration = TimeSpan.FromSeconds(seconds) },
        "--warmup" when Number(value) is { } seconds => this with { WarmUp = TimeSpan.FromSeconds(seconds) },
        "--campaigns" when Number(value) is > 0 and var campaigns => this with { Campaigns = campaigns },
        "--mix" when Operations.Understands(value) => this with { Mix = value },
        "--key" => this with { AdminKey = value },
        "--quiet" when bool.TryParse(value, out var quiet) => this with { Quiet = quiet },
        _ => null,
    };

    private static int? Number(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
