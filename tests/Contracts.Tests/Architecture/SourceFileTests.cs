namespace Commerce.Architecture;

/// <summary>What holds of the text of every source file.</summary>
public sealed class SourceFileTests
{
    private const int MaxColumns = 140;
    private const string Raw = "\"\"\"";

    /// <summary>A raw string has the lines that its reader gets, and is left out.</summary>
    [Fact]
    public void Lines_OfEveryFile_AreWithinTheColumns()
    {
        Assert.Empty(Files().SelectMany(file =>
            LongerLines(File.ReadLines(Path.Combine(Repository.Root, file))).Select(line => $"{file}:{line}")));
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
