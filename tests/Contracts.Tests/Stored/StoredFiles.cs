namespace Commerce.Stored;

/// <summary>What each release stored, as files: <c>Stored/RELEASE/KIND/NAME</c>.</summary>
internal static class StoredFiles
{
    private static readonly string s_root = Repository.InTests("Stored");

    /// <summary>Releases that recorded something, oldest first.</summary>
    public static IReadOnlyList<string> Releases { get; } = [.. Directory.GetDirectories(s_root)
        .Select(path => Path.GetFileName(path)).Where(name => Version.TryParse(name, out _)).OrderBy(Version.Parse)];

    /// <summary>Every file of a kind, as release and name.</summary>
    public static IEnumerable<(string Release, string Name)> Of(string kind) =>
        from release in Releases
        let folder = Path.Combine(s_root, release, kind)
        where Directory.Exists(folder)
        from file in Directory.GetFiles(folder).Order(StringComparer.Ordinal)
        select (release, Path.GetFileName(file));

    public static string PathOf(string release, string kind, string name) => Path.Combine(s_root, release, kind, name);

    public static string ReadText(string release, string kind, string name) => File.ReadAllText(PathOf(release, kind, name)).TrimEnd('\n');

    public static byte[] ReadHex(string release, string kind, string name) =>
        Convert.FromHexString(ReadText(release, kind, name).ReplaceLineEndings(""));

    /// <summary>The name's text as the last release that recorded it did, or <see langword="null"/>.</summary>
    public static string? Newest(string kind, string name) => Of(kind).Where(file => file.Name == name)
        .Select(file => ReadText(file.Release, kind, name)).LastOrDefault();

    /// <summary>What somebody does who added to the contracts, said by each test that asks for it.</summary>
    public static string HowToRecord { get; } =
        $"Record it: COMMERCE_RECORD={Releases[^1]} dotnet test tests/Contracts.Tests --filter Recording " +
        $"(with the next number when {Releases[^1]} is out), and commit the new files.";

    /// <summary>Fails unless the form is recorded, and is what the last release that recorded it wrote.</summary>
    public static void AssertRecorded(string kind, string name, string text)
    {
        var recorded = Newest(kind, name);
        Assert.True(recorded is not null, $"{kind}/{name} is not recorded. {HowToRecord}");
        Assert.True(recorded == text,
            $"{kind}/{name} is written in another form than was recorded last. What is recorded is kept: give an event a new version, " +
            $"or teach the reader both forms and record the new one under the next release's number.\n" +
            $"Recorded: {recorded}\nWritten:  {text}");
    }

    /// <summary>Writes what is not recorded yet; what is recorded stays for ever.</summary>
    public static void Record(string release, string kind, string name, string text)
    {
        var path = PathOf(release, kind, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!File.Exists(path))
            File.WriteAllText(path, text + "\n");
    }

    public static string Hex(byte[] bytes) =>
        string.Join('\n', Convert.ToHexStringLower(bytes).Chunk(120).Select(line => new string(line)));
}
