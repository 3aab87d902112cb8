using System.Data.Common;
using Commerce.Storage;
using Commerce.Testing;
using MySqlConnector;

namespace Commerce.Journaling;

public sealed partial class MariaDbJournalTests
{
    /// <summary>The old primary stays up, answers, and takes no writes; new connections lead to the new one.</summary>
    [MariaDbFact]
    public async Task Append_PrimaryMovesToAnotherServer_WritesAndReadsFollow()
    {
        await using var next = await MariaDbServer.StartNewAsync();
        var name = new MySqlConnectionStringBuilder(Storage.Settings["Storage:ConnectionString"]!).Database;
        await next.ExecuteAsync($"CREATE DATABASE {name}");
        await using (var schema = await JournalHarness.StartAsync(TestStorage.MariaDb(next.ConnectionStringFor(name))))
            Assert.Empty(await schema.ReadAsync("order/0"));
        await using var proxy = new TcpProxy(MariaDbFixture.Server.Port);
        await using var remote = await StartThroughAsync(proxy);
        var writer = remote.NewWriter(configure: options => options.Lanes = 4);
        await Task.WhenAll(Enumerable.Range(0, 32).Select(i => writer.Append(new($"order/{i}"), TestEvents.Append($"order/{i}", 1))));
        await Task.WhenAll(Enumerable.Range(0, 32).Select(i => remote.ReadAsync($"order/{i}"))); // connections to read with
        try
        {
            await MariaDbFixture.Server.ExecuteAsync("SET GLOBAL read_only = 1");
            await RefusedAtOnceAsync(writer);
            await Assert.ThrowsAnyAsync<DbException>(() => remote.ReadAsync("order/0"));
            proxy.Target = next.Port;
            await UntilAvailableAsync(writer);

            await Task.WhenAll(Enumerable.Range(100, 32).Select(async i =>
            {
                await AppendedAsync(writer, $"order/{i}");
                Assert.Single(await ReadAsync(remote, $"order/{i}"));
                Assert.Empty(await ReadAsync(remote, $"order/{i - 100}")); // the new one does not have what the old one has
            }));
            await Eventually.HoldsAsync("the old server to be let go",
                () => Task.FromResult(proxy.OpenTo(MariaDbFixture.Server.Port) == 0));
        }
        finally
        {
            await MariaDbFixture.Server.ExecuteAsync("SET GLOBAL read_only = 0");
        }
    }

    /// <summary>A user whom no replica refuses is not asked to notice by its writes.</summary>
    [MariaDbFact]
    public async Task Append_UserMayWriteToReplicas_IsRefusedAllTheSame()
    {
        var writer = Harness.NewWriter();
        await writer.Append(new("order/1"), TestEvents.Append("order/1", 1));
        try
        {
            await MariaDbFixture.Server.ExecuteAsync("SET GLOBAL read_only = 1"); // the tests' user is root
            await RefusedAtOnceAsync(writer);
        }
        finally
        {
            await MariaDbFixture.Server.ExecuteAsync("SET GLOBAL read_only = 0");
        }
        await UntilAvailableAsync(writer);
    }

    [MariaDbFact]
    public async Task Read_ServerStoppedAndStarted_NoPooledConnectionFails()
    {
        await Harness.NewWriter().Append(new("order/1"), TestEvents.Append("order/1", 1));
        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Harness.ReadAsync("order/1")));
        try
        {
            await MariaDbFixture.Server.StopAsync();
        }
        finally
        {
            await MariaDbFixture.Server.StartAsync();
        }

        foreach (var _ in Enumerable.Range(0, 64))
            Assert.Single(await Harness.ReadAsync("order/1"));
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Harness.ReadAsync("order/1"))), events => Assert.Single(events));
    }

    [MariaDbFact]
    public async Task ReadAndAppend_NetworkForgotTheConnections_OthersAreOpenedWithoutAFailure()
    {
        await using var proxy = new TcpProxy(MariaDbFixture.Server.Port);
        await using var remote = await StartThroughAsync(proxy);
        var writer = remote.NewWriter();
        await writer.Append(new("order/1"), TestEvents.Append("order/1", 1));
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => remote.ReadAsync("order/1")));
        await Task.Delay(200); // what was used a moment ago is trusted: this is about what rests
        proxy.ForgetAll();

        // Bounded far below a command's timeout, which would end the first read and the first append.
        await writer.Append(new("order/2"), TestEvents.Append("order/2", 1)).WaitAsync(TimeSpan.FromSeconds(4));
        var reads = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => remote.ReadAsync("order/2"))).WaitAsync(TimeSpan.FromSeconds(4));
        Assert.All(reads, events => Assert.Single(events));
    }

    /// <summary>It answers, and locks rows even.</summary>
    [MariaDbTheory]
    [InlineData("CREATE TRIGGER full BEFORE INSERT ON journal FOR EACH ROW SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1114",
        "DROP TRIGGER full")]
    [InlineData("CREATE TRIGGER broken BEFORE INSERT ON outbox FOR EACH ROW SIGNAL SQLSTATE '45000'", "DROP TRIGGER broken")]
    [InlineData("REVOKE INSERT ON journal FROM {1}", "GRANT INSERT ON journal TO {1}")]
    [InlineData("REVOKE INSERT ON command_index FROM {1}", "GRANT INSERT ON command_index TO {1}")]
    [InlineData("REVOKE DELETE ON open_work FROM {1}", "GRANT DELETE ON open_work TO {1}")]
    public async Task Append_ServerRefusesInserts_IsRefusedAfterOneBatchAndGoesOnByItself(string refuse, string allow)
    {
        var login = $"writer{Guid.NewGuid():N}"[..20];
        var settings = new MySqlConnectionStringBuilder(Storage.Settings["Storage:ConnectionString"]!) { UserID = login };
        Task ExecuteAsync(string sql) => MariaDbFixture.Server.ExecuteAsync(
            sql.Replace("{0}", settings.Database, StringComparison.Ordinal).Replace("{1}", login, StringComparison.Ordinal),
                settings.Database);
        // Rights in a table: open connections go on with those in the whole database.
        await ExecuteAsync("CREATE USER {1}; GRANT SELECT ON {0}.* TO {1}; GRANT INSERT ON journal TO {1}; " +
            "GRANT INSERT ON outbox TO {1}; GRANT INSERT, DELETE ON open_work TO {1}; GRANT INSERT, DELETE ON command_index TO {1}");
        await using var remote = await JournalHarness.StartAsync(TestStorage.MariaDb(settings.ConnectionString), migrate: false);
        var log = new List<int>();
        var writer = remote.NewWriter(configure: options => options.Lanes = 1, log: log);
        await writer.Append(new("order/0"), TestEvents.Append("order/0", 1));

        await ExecuteAsync(refuse);
        // All of an append: what is refused may be any part of it.
        var refused = await Task.WhenAll(Enumerable.Range(1, 50).Select(i => OutcomeOf(writer.Append(
            new($"order/{i}"), TestEvents.Append($"order/{i}", 1, publish: true, work: WorkChange.Open)))));
        if (!refused.Any(outcome => outcome is CommerceUnavailableException)) // not every append deletes, or is of a command
            Assert.True(refuse.Contains("DELETE", StringComparison.Ordinal) || refuse.Contains("command_index", StringComparison.Ordinal));
        await Record.ExceptionAsync(() => writer.Append(new("order/0"), new JournalAppend(
            [TestEvents.Event("order/0", 2, Guid.NewGuid(), receipt: [1])], Publish: false, WorkChange.Close)));
        await RefusedAtOnceAsync(writer);
        Assert.Equal([1002], log);

        await ExecuteAsync(allow);
        await UntilAvailableAsync(writer);
        await writer.Append(new("order/61"), TestEvents.Append("order/61", 1, publish: true, work: WorkChange.Open));
        Assert.Equal([1002, 1003], log);
        Assert.Empty(await Harness.QueryAsync<string>("SELECT stream FROM journal WHERE stream LIKE 'probe/%'"));
    }

    // For a moment after the move, somebody's late answer of the old server refuses everybody.
    private static Task<List<JournalEvent>> ReadAsync(JournalHarness remote, string stream) =>
        Eventually.ComesAsync("the new server is read", async () =>
        {
            try
            {
                return await remote.ReadAsync(stream);
            }
            catch (DatabaseUnavailableException)
            {
                return null;
            }
        });

    private static Task AppendedAsync(JournalWriter writer, string stream) =>
        Eventually.HoldsAsync("the new server takes an append", async () =>
        {
            try
            {
                await writer.Append(new(stream), TestEvents.Append(stream, 1));
                return true;
            }
            catch (CommerceUnavailableException)
            {
                return false; // also of another lane than the one that was asked first
            }
        });
}
