using Commerce.Testing;
using Xunit.Abstractions;

namespace Commerce.Projections;

public sealed class SqliteProjectionTests(ITestOutputHelper output) : ProjectionConformance(output)
{
    protected override Task<TestStorage> NewStorageAsync() => Task.FromResult(TestStorage.Sqlite());
}

[NeedsMariaDb]
[Collection(MariaDbFixture.Collection)]
public sealed class MariaDbProjectionTests(ITestOutputHelper output) : ProjectionConformance(output)
{
    protected override Task<TestStorage> NewStorageAsync() => TestStorage.MariaDbAsync(MariaDbFixture.Server);
}

[CollectionDefinition(MariaDbFixture.Collection)]
public sealed class MariaDbTests : ICollectionFixture<MariaDbFixture>;
