using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Commerce.Operations;

/// <summary>A setting that the programs know.</summary>
/// <param name="Key">Its key, such as <c>Http:MaxInFlight</c>.</param>
/// <param name="Type">What it is bound to.</param>
/// <param name="Default">What it is when nobody sets it, written as one would set it.</param>
/// <param name="Bounds">What it must be, as the documents say it; <see langword="null"/> where no attribute says it.</param>
internal sealed record Setting(string Key, Type Type, string Default, string? Bounds);

/// <summary>Every setting of the programs, by the classes that they are bound to.</summary>
internal static class Settings
{
    public const string Urls = "Urls";

    public static IReadOnlyDictionary<string, Setting> All { get; } = Programs.Assemblies
        .SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.GetField("Section", BindingFlags.Public | BindingFlags.Static) is { IsLiteral: true })
        .SelectMany(Of)
        .Append(new Setting(Urls, typeof(string), "", null))
        .ToDictionary(setting => setting.Key, StringComparer.Ordinal);

    /// <summary>The setting of an environment variable such as <c>Http__MaxInFlight</c>.</summary>
    public static Setting? OfVariable(string variable)
    {
        var key = variable.Replace("__", ":", StringComparison.Ordinal);
        // Settings with a name of their own, such as Events:Client:security.protocol.
        return All.GetValueOrDefault(key) ?? All.Values.FirstOrDefault(setting =>
            setting.Type == typeof(Dictionary<string, string>) && key.StartsWith($"{setting.Key}:", StringComparison.Ordinal));
    }

    private static IEnumerable<Setting> Of(Type options)
    {
        var section = (string)options.GetField("Section")!.GetRawConstantValue()!;
        var unset = Activator.CreateInstance(options);
        return options.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(property => new Setting($"{section}:{property.Name}",
                Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, Written(property.GetValue(unset)),
                    BoundsOf(property)));
    }

    private static string? BoundsOf(PropertyInfo property) => property switch
    {
        _ when property.GetCustomAttribute<RangeAttribute>() is { } range => range.Maximum is int.MaxValue
            ? Text($"at least {range.Minimum:N0}")
            : Text($"{range.Minimum:N0} to {range.Maximum:N0}"),
        _ when property.GetCustomAttribute<TimeRangeAttribute>() is { } range => range switch
        {
            { MaxSeconds: < int.MaxValue } => $"{Time(range.MinSeconds)} to {Time(range.MaxSeconds)}",
            { MinimumIsExclusive: true } => $"more than {Time(range.MinSeconds)}",
            _ => $"{Time(range.MinSeconds)} or more",
        },
        { PropertyType.IsEnum: true } => string.Join(", ", Enum.GetNames(property.PropertyType).Select(name => $"`{name}`")),
        _ => null,
    };

    private static string Time(int seconds) => seconds switch
    {
        0 => "0",
        _ when seconds % 3_600 == 0 => Text($"{seconds / 3_600} h"),
        _ when seconds % 60 == 0 => Text($"{seconds / 60} min"),
        _ => Text($"{seconds} s"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Written(object? value) => value switch
    {
        null or Dictionary<string, string> => "",
        string[] several => string.Join(';', several),
        bool yes => yes ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
