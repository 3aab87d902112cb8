using System.Globalization;

namespace Commerce.Stored;

/// <summary>Not a test: writes down what this release stores, for the tests of the releases after it.</summary>
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
            StoredFiles.Record(release, "receipts", $"{name}.hex", StoredFiles.Hex(StoredSamples.ReceiptOf(answer).ToBytes()));
        StoredFiles.Record(release, "command-memory", "two-commands.hex", StoredFiles.Hex(StoredCommandTests.Memory()));
        foreach (var (name, bytes) in await StoredSnapshotTests.SaveCampaignAsync())
            StoredFiles.Record(release, "snapshots/campaign", $"{name}.hex", StoredFiles.Hex(bytes));
        foreach (var (name, bytes) in await StoredSnapshotTests.SaveCodeAsync())
            StoredFiles.Record(release, "snapshots/code", $"{name}.hex", StoredFiles.Hex(bytes));
        StoredFiles.Record(release, "database", "sqlite.sql", await StoredDatabaseTests.RecordAsync());
    }

    private sealed class RecordFactAttribute : FactAttribute
    {
        public static readonly string? Release = Environment.GetEnvironmentVariable("COMMERCE_RECORD");

        public RecordFactAttribute()
        {
            if (Release is null)
                Skip = "writes the stored forms of a release: set COMMERCE_RECORD to its number, such as 0.2.0";
        }
    }
}
