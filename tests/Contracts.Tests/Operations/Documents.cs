namespace Commerce.Operations;

/// <summary>What operators read.</summary>
internal static class Documents
{
    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([Repository.Root, .. path]));

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
