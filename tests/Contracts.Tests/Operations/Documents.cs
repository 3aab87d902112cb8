namespace Commerce.Operations;

/// <summary>What operators read.</summary>
internal static class Documents
{
    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([Repository.Root, .. path]));

    /// <summary>Fails unless a page tells of exactly what there is, each once; says what to write and what to take out.</summary>
    public static void AssertTold(string where, IEnumerable<string> expected, IEnumerable<string> told)
    {
        var (actual, says) = (expected.Order(StringComparer.Ordinal).ToList(), told.Order(StringComparer.Ordinal).ToList());
        var twice = says.GroupBy(row => row).Where(same => same.Count() > 1).Select(same => same.Key);
        Assert.True(actual.SequenceEqual(says), $"{where}\nlacks:\n{string.Join('\n', actual.Except(says))}\n" +
            $"and has without a reason, or twice:\n{string.Join('\n', says.Except(actual).Concat(twice))}");
    }

    /// <summary>The cells of the tables under one heading, row by row; headings of tables and their lines left out.</summary>
    public static IEnumerable<string[]> Rows(string document, string heading)
    {
        var lines = document.Split('\n').SkipWhile(line => line != heading).Skip(1).ToList();
        var depth = heading.TakeWhile(c => c == '#').Count();
        return lines.TakeWhile(line => !line.StartsWith('#') || line.TakeWhile(c => c == '#').Count() > depth)
            .Where(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray())
            .Where(row => row[0].StartsWith('`') || char.IsAsciiDigit(row[0][0]));
    }
}
