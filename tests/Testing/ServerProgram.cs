namespace Commerce.Testing;

/// <summary>Servers that tests start.</summary>
public static class ServerProgram
{
    /// <summary>Where a program is, or <see langword="null"/>. Debian keeps servers where an ordinary user's PATH does not look.</summary>
    public static string? Find(string program) => $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/usr/local/sbin"
        .Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Select(directory => Path.Combine(directory, program))
        .FirstOrDefault(File.Exists);
}
