using System.Globalization;
using Commerce.Wire;

namespace Commerce.Stored;

/// <summary>
/// Writes down what this release stores and says, for the tests of the releases after it:
/// <c>COMMERCE_RECORD=0.2.0 dotnet test tests/Contracts.Tests --filter Recording</c> makes the files of release 0.2.0.
/// </summary>
public sealed class Recording
{
    private static readonly string? s_release = Environment.GetEnvironmentVariable("COMMERCE_RECORD");

    [Fact]
    public async Task Recording_OfThisRelease_AddsNothing()
    {
        if (s_release is not null)
        {
            WireContractTests.Record();
            await foreach (var (kind, name, text) in FormsAsync())
                StoredFiles.Record(s_release, kind, name, text);
        }

        var missing = new List<string>();
        await foreach (var (kind, name, _) in FormsAsync())
        {
            if (StoredFiles.Newest(kind, name) is null)
                missing.Add($"{kind}/{name}");
        }
        Assert.True(missing.Count == 0, $"Not recorded: {string.Join(", ", missing)}. {StoredFiles.HowToRecord}");
    }

    private static async IAsyncEnumerable<(string Kind, string Name, string Text)> FormsAsync()
    {
        foreach (var (name, e) in StoredSamples.Events)
        {
            var (type, version, payload) = StoredEventTests.Encode(e);
            if (name.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{type}.v{version}"), StringComparison.Ordinal))
                yield return ("events", $"{name}.json", payload);
        }
        foreach (var (name, answer) in StoredSamples.Answers)
            yield return ("receipts", $"{name}.hex", StoredFiles.Hex(answer.Receipt.ToBytes()));
        yield return ("command-memory", StoredCommandTests.LookedUpFile, StoredFiles.Hex(StoredCommandTests.Memory()));
        foreach (var (name, state) in StoredSamples.States)
        {
            foreach (var (part, bytes) in await StoredSnapshotTests.SaveAsync(state))
                yield return (StoredSnapshotTests.KindOf(name), $"{part}.hex", StoredFiles.Hex(bytes));
        }
        yield return (StoredDatabaseTests.Kind, "sqlite.sql", await StoredHistory.RecordAsync());
    }
}
