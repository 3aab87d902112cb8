using Commerce.Storage;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Journaling;

/// <summary>How a schema comes to be, in every dialect.</summary>
public abstract class MigratorConformance
{
    protected abstract Task<TestStorage> NewStorageAsync();

    [ConformanceFact]
    public async Task MigrateAsync_EmptyStore_IsCurrentAfterwards()
    {
        using var storage = await NewStorageAsync();
        await using var harness = await JournalHarness.StartAsync(storage, migrate: false);
        var older = await Assert.ThrowsAsync<InvalidOperationException>(() => Migrator(harness).EnsureCurrentAsync(CancellationToken.None));
        Assert.Contains("Silo migrate", older.Message, StringComparison.Ordinal);

        Assert.True(await Migrator(harness).MigrateAsync(CancellationToken.None) > 0);

        await Migrator(harness).EnsureCurrentAsync(CancellationToken.None);
        await harness.NewWriter()
            .Append(new JournalSession("order/1"), TestEvents.Append("order/1", 1, publish: true, work: WorkChange.Open));
    }

    [ConformanceFact]
    public async Task MigrateAsync_Twice_IsOnce()
    {
        using var storage = await NewStorageAsync();
        await using var harness = await JournalHarness.StartAsync(storage);
        await harness.NewWriter().Append(new JournalSession("order/1"), TestEvents.Append("order/1", 1));
        var before = await harness.QueryAsync<string>("SELECT applied_at FROM schema_version ORDER BY version");

        Assert.Equal(0, await Migrator(harness).MigrateAsync(CancellationToken.None));

        Assert.Equal(before, await harness.QueryAsync<string>("SELECT applied_at FROM schema_version ORDER BY version"));
        Assert.Single(await harness.ReadAsync("order/1"));
    }

    [ConformanceFact]
    public async Task MigrateAsync_SeveralAtOnce_OneDoesIt()
    {
        using var storage = await NewStorageAsync();
        await using var first = await JournalHarness.StartAsync(storage, migrate: false);
        await using var second = await JournalHarness.StartAsync(storage, migrate: false);
        await using var third = await JournalHarness.StartAsync(storage, migrate: false);
        using var start = new Barrier(3);

        var applied = await Task.WhenAll(new[] { first, second, third }.Select(harness => Task.Run(() =>
        {
            start.SignalAndWait();
            return Migrator(harness).MigrateAsync(CancellationToken.None);
        })));

        Assert.Equal(2, applied.Count(count => count == 0));
        await Migrator(first).EnsureCurrentAsync(CancellationToken.None);
    }

    [ConformanceFact]
    public async Task MigrateAsync_CutShort_IsFinishedTheNextTime()
    {
        using var storage = await NewStorageAsync();
        await using var harness = await JournalHarness.StartAsync(storage);
        var scripts = await harness.QueryAsync<int>("SELECT version FROM schema_version");
        // MySQL's DDL commits as it goes: a script may have run without having been noted. SQLite's does not.
        await harness.QueryAsync<int>(harness.Database.Dialect.Name == "mysql"
            ? "DELETE FROM schema_version; DROP TABLE outbox; SELECT 1"
            : "SELECT 1");

        Assert.Equal(harness.Database.Dialect.Name == "mysql" ? scripts.Count : 0,
            await Migrator(harness).MigrateAsync(CancellationToken.None));

        await harness.NewWriter().Append(new JournalSession("order/1"), TestEvents.Append("order/1", 1, publish: true));
    }

    [ConformanceFact]
    public async Task MigrateAsync_NewerSchema_IsRefusedAndLeftAlone()
    {
        using var storage = await NewStorageAsync();
        await using var harness = await JournalHarness.StartAsync(storage);
        await harness.QueryAsync<int>(
            "INSERT INTO schema_version (version, name, applied_at) VALUES (9999, 'of a later release', ''); SELECT 1");

        foreach (var check in new Func<Task>[]
                 {
                     () => Migrator(harness).MigrateAsync(CancellationToken.None),
                     () => Migrator(harness).EnsureCurrentAsync(CancellationToken.None),
                 })
        {
            var refusal = await Assert.ThrowsAsync<InvalidOperationException>(check);
            Assert.Contains("newer", refusal.Message, StringComparison.Ordinal);
        }

        // The lock was let go: whoever comes next is not kept waiting.
        await harness.QueryAsync<int>("DELETE FROM schema_version WHERE version = 9999; SELECT 1");
        Assert.Equal(0, await Migrator(harness).MigrateAsync(CancellationToken.None));
    }

    [ConformanceFact]
    public async Task EnsureUsableAsync_NewerSchema_WillDoUnlessItTookSomethingAway()
    {
        using var storage = await NewStorageAsync();
        await using var harness = await JournalHarness.StartAsync(storage);
        await harness.QueryAsync<int>(
            "INSERT INTO schema_version (version, name, applied_at) VALUES (9998, '9998_more.sql', ''); SELECT 1");
        await Migrator(harness).EnsureUsableAsync(CancellationToken.None);

        await harness.QueryAsync<int>(
            "INSERT INTO schema_version (version, name, applied_at) VALUES (9999, '9999_less_breaking.sql', ''); SELECT 1");
        var refusal =
            await Assert.ThrowsAsync<InvalidOperationException>(() => Migrator(harness).EnsureUsableAsync(CancellationToken.None));
        Assert.Contains("newer", refusal.Message, StringComparison.Ordinal);

        await harness.QueryAsync<int>("DELETE FROM schema_version WHERE version < 9000; SELECT 1");
        var older =
            await Assert.ThrowsAsync<InvalidOperationException>(() => Migrator(harness).EnsureUsableAsync(CancellationToken.None));
        Assert.Contains("Silo migrate", older.Message, StringComparison.Ordinal);
    }

    private static Migrator Migrator(JournalHarness harness) => harness.Services.GetRequiredService<Migrator>();
}

public sealed class SqliteMigratorTests : MigratorConformance
{
    protected override Task<TestStorage> NewStorageAsync() => Task.FromResult(TestStorage.Sqlite());
}

[NeedsMariaDb]
[Collection(MariaDbFixture.Collection)]
public sealed class MariaDbMigratorTests : MigratorConformance
{
    protected override Task<TestStorage> NewStorageAsync() => TestStorage.MariaDbAsync(MariaDbFixture.Server);
}
