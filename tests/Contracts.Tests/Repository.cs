namespace Commerce;

/// <summary>Where the sources are: the contracts are about them and about what is recorded beside them.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string InTests(params string[] path) => Path.Combine([Root, "tests", "Contracts.Tests", .. path]);

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Orleans.Commerce.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
    }
}
