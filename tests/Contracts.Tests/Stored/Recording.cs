using System.Globalization;
using Commerce.Wire;

namespace Commerce.Stored;

/// <summary>Not a test: writes down what this release stores and says, for the tests of the releases after it.</summary>
public sealed class Recording
{
    [RecordFact]
    public async Task Record_ThisRelease_WritesWhatIsNotThereYet()
    {
        var release = RecordFactAttribute.Release!;
        foreach (var (name, e) in StoredSamples.Events)
        {
            var (type, version, payload) = StoredEventTests.Encode(e);
            if (name.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{type}.v{version}"), StringComparison.Ordinal))
                StoredFiles.Record(release, "events", $"{name}.json", payload);
        }
        foreach (var (name, answer) in StoredSamples.Answers)
            StoredFiles.Record(release, "receipts", $"{name}.hex", StoredFiles.Hex(answer.Receipt.ToBytes()));
        StoredFiles.Record(release, "command-memory", "two-commands.hex", StoredFiles.Hex(StoredCommandTests.Memory()));
        foreach (var (name, state) in StoredSamples.States)
        {
            foreach (var (part, bytes) in await StoredSnapshotTests.SaveAsync(state))
                StoredFiles.Record(release, StoredSnapshotTests.KindOf(name), $"{part}.hex", StoredFiles.Hex(bytes));
        }
        WireContractTests.Record();
        if (!File.Exists(StoredFiles.PathOf(release, StoredDatabaseTests.Kind, "sqlite.sql")))
            StoredFiles.Record(release, StoredDatabaseTests.Kind, "sqlite.sql", await StoredHistory.RecordAsync());
    }

    private sealed class RecordFactAttribute : FactAttribute
    {
        public static readonly string? Release = Environment.GetEnvironmentVariable("COMMERCE_RECORD");

        public RecordFactAttribute()
        {
            if (Release is null)
                Skip = "writes the contracts of a release: set COMMERCE_RECORD to its number, such as 0.2.0";
        }
    }
}
