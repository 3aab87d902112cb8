namespace Commerce.Bench.Comparison.Rendering;

/// <summary>Both pages of the report.</summary>
internal static class ReportFiles
{
    /// <summary>The command that makes them.</summary>
    public const string Command = "report";

    /// <summary>Makes them of a results file.</summary>
    /// <param name="results">The file.</param>
    /// <param name="directory">Where they go.</param>
    /// <returns>The exit code.</returns>
    public static int Write(string results, string directory)
    {
        var found = ComparisonResults.Read(results);
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, "index.html"), new ReportPage(found).ToHtml());
        File.WriteAllText(Path.Combine(directory, "README.md"), ReportTable.ToMarkdown(found));
        return 0;
    }
}
