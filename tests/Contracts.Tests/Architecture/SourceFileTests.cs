namespace Commerce.Architecture;

/// <summary>What holds of the text of every source file.</summary>
public sealed class SourceFileTests
{
    private const int MaxColumns = 140;
    private const string Raw = "\"\"\"";

    // Lines that were longer before there was a bound, by folder. A number only ever goes down.
    private static readonly Dictionary<string, int> s_longerBefore = new()
    {
        ["Grains/Journaling"] = 6,
        ["Grains/Orders"] = 7,
        ["tests/Simulation.Tests"] = 12,
    };

    /// <summary>A raw string has the lines that its reader gets, and is left out.</summary>
    [Fact]
    public void Lines_OfEveryFile_AreWithinTheColumns()
    {
        var longer = Files()
            .SelectMany(file => LongerLines(File.ReadLines(Path.Combine(Repository.Root, file))).Select(line => $"{file}:{line}"))
            .ToLookup(place => s_longerBefore.Keys.FirstOrDefault(folder => place.StartsWith($"{folder}/", StringComparison.Ordinal))
            ?? "");

        Assert.Empty(longer[""]);
        Assert.All(s_longerBefore,
            folder => Assert.True(longer[folder.Key].Count() <= folder.Value, string.Join('\n', longer[folder.Key])));
    }

    [Fact]
    public void LongerLines_ARawString_IsLeftOut()
    {
        var wide = new string('x', MaxColumns + 1);
        Assert.Equal([1, 6], LongerLines([wide, $"var a = {Raw}{wide}{Raw};", $"var b = {Raw}", wide, $"{Raw};", wide, wide[1..]]));
    }

    private static IEnumerable<string> Files() => Directory.EnumerateFiles(Repository.Root, "*.cs", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Repository.Root, file).Replace(Path.DirectorySeparatorChar, '/'))
        .Where(file => !file.Split('/').Any(part => part is "obj" or "bin" || part.StartsWith('.')));

    /// <summary>The numbers of the lines that are too long.</summary>
    private static IEnumerable<int> LongerLines(IEnumerable<string> lines)
    {
        var (number, raw) = (0, false);
        foreach (var line in lines)
        {
            number++;
            var marks = line.Split(Raw).Length - 1;
            if (line.Length > MaxColumns && !raw && marks == 0)
                yield return number;
            raw ^= marks % 2 == 1;
        }
    }
}
