using Commerce.Storage;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;
using MySqlConnector;

namespace Commerce.Journaling;

/// <summary>
/// What the accounts of <c>deploy/database</c> may do. That silos need no more is shown by the tests of whole clusters, which have them.
/// </summary>
[Collection(MariaDbFixture.Collection)]
public sealed class DatabaseAccountsTests
{
    [MariaDbFact]
    public async Task Accounts_OfSilosAndOfThoseWhoLook_CannotChangeTheJournal()
    {
        var root = await MariaDbFixture.Server.CreateDatabaseAsync();
        var accounts = await DatabaseAccounts.MakeAsync(root);
        using var storage = TestStorage.MariaDb(accounts.Migrate);
        await using (await JournalHarness.StartAsync(storage))
            await accounts.GrantAsync();
        await accounts.GrantAsync(); // as after every release
        using var running = TestStorage.MariaDb(accounts.Run);
        await using var harness = await JournalHarness.StartAsync(running, migrate: false);

        await harness.NewWriter().Append(new JournalSession("order/1"), TestEvents.Append("order/1", 1));

        foreach (var change in new[]
        {
            "UPDATE journal SET payload = ''", "DELETE FROM journal", "TRUNCATE journal", "DROP TABLE journal",
            "REPLACE INTO journal SELECT * FROM journal", "DELETE FROM admin_event",
            "UPDATE admin_event SET seq = 2", "UPDATE store_identity SET identity = ''", "DELETE FROM cluster_of_store",
            "UPDATE event_key SET secret = ''", "CREATE TABLE mine (id INT)",
        })
        {
            await AssertDeniedAsync(accounts.Run, change);
            await AssertDeniedAsync(accounts.Verify, change);
        }
        await AssertDeniedAsync(accounts.Verify, "INSERT INTO open_work (stream, opened_at) VALUES ('order/1', 0)");
        await AssertDeniedAsync(accounts.Verify, "SELECT secret FROM event_key");
        Assert.Single(await harness.ReadAsync("order/1"));

        // A process that stands alone migrates by itself, which here is nothing.
        Assert.Equal(0, await harness.Services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None));

        // A table that a release brings is to be granted, or nobody can use it.
        var tables = await ReadAsync(root, "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()");
        var granted = await ReadAsync(root, "SELECT DISTINCT table_name FROM information_schema.table_privileges " +
            "WHERE table_schema = DATABASE() AND grantee LIKE '%commerce_run%'");
        Assert.Equal(tables.Order(), granted.Order());
    }

    private static async Task AssertDeniedAsync(string account, string sql)
    {
        var denied = await Assert.ThrowsAsync<MySqlException>(() => ReadAsync(account, sql));
        Assert.True(denied.ErrorCode is MySqlErrorCode.TableAccessDenied or MySqlErrorCode.DatabaseAccessDenied, denied.Message);
    }

    private static async Task<List<string>> ReadAsync(string account, string sql)
    {
        await using var connection = new MySqlConnection(account + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new MySqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await reader.ReadAsync())
            found.Add(reader.GetString(0));
        return found;
    }
}
