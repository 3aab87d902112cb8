using Commerce.Testing;

namespace Commerce.Journaling;

/// <summary>The conformance of a SQLite file.</summary>
public sealed class SqliteJournalTests : JournalConformance
{
    protected override Task<TestStorage> NewStorageAsync() => Task.FromResult(TestStorage.Sqlite());
}
