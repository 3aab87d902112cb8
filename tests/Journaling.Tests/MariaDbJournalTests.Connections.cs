using Commerce.Storage;
using Commerce.Storage.MySql;
using Commerce.Testing;
using Dapper;
using MySqlConnector;

namespace Commerce.Journaling;

/// <summary>What servers, proxies and their operators do to connections, as shops report it.</summary>
public sealed partial class MariaDbJournalTests
{
    [MariaDbFact]
    public async Task ReadAndAppend_ServerEndedWhatRested_NothingFails()
    {
        var writer = await WarmAsync();

        await KillAllAsync();

        await writer.Append(new("order/2"), TestEvents.Append("order/2", 1));
        await Task.Delay(200); // what was used a moment ago is trusted: this is about what rests
        await KillAllAsync();
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Harness.ReadAsync("order/2"))), events => Assert.Single(events));
        await writer.Append(new("order/3"), TestEvents.Append("order/3", 1));
    }

    /// <summary>A silo that loses its machine in the middle of a transaction keeps its rows locked until the server gives it up.</summary>
    [MariaDbFact]
    public async Task Write_SiloThatIsNotHeardOfAnyMore_IsGivenUpByTheServerSoon()
    {
        const string Silence = "SELECT @@session.wait_timeout";
        var database = (MySqlDatabase)Harness.Database;

        var whileWriting = await database.WriteAsync(
            (connection, transaction) => connection.ExecuteScalarAsync<int>(Silence, transaction: transaction), CancellationToken.None);
        await using var read = await database.DataSource.OpenConnectionAsync();
        await using var lane = await database.OpenForWritingAsync(CancellationToken.None);
        var onALane = await lane.ExecuteScalarAsync<int>(Silence);

        Assert.Equal(MySqlSessions.LongestSilenceSeconds, whileWriting);
        Assert.Equal(MySqlSessions.LongestSilenceSeconds, await read.ExecuteScalarAsync<int>(Silence));
        Assert.True(onALane > MySqlSessions.LongestSilenceSeconds); // of a quiet shop, it rests for hours
        // The pool ends what rests before the server does: it looks every half of the time.
        Assert.True(MySqlSessions.IdleSeconds * 3 / 2 < MySqlSessions.LongestSilenceSeconds);
        await database.Dialect.BeginSnapshotAsync(read, CancellationToken.None);
        Assert.Equal(onALane, await read.ExecuteScalarAsync<int>(Silence));
    }

    [MariaDbFact]
    public async Task Read_ServerFullOfOthers_WaitsUntilTheyLeave()
    {
        await using var server = await MariaDbServer.StartNewAsync("--max-connections=12");
        var storage = TestStorage.MariaDb(await server.CreateDatabaseAsync());
        await using (var schema = await JournalHarness.StartAsync(storage))
            Assert.Empty(await schema.ReadAsync("order/1"));
        await server.ExecuteAsync("CREATE USER shop; GRANT ALL ON *.* TO shop; REVOKE SUPER ON *.* FROM shop; CREATE USER others");
        MySqlConnection ConnectionOf(string user) => new(
            new MySqlConnectionStringBuilder(server.ConnectionStringFor("")) { UserID = user, Pooling = false }.ConnectionString);
        var settings = new MySqlConnectionStringBuilder(storage.Settings["Storage:ConnectionString"]!) { UserID = "shop" };
        await using var remote = await JournalHarness.StartAsync(TestStorage.MariaDb(settings.ConnectionString), migrate: false);
        var others = new List<MySqlConnection>();
        do
            others.Add(ConnectionOf("others"));
        while (await Record.ExceptionAsync(() => others[^1].OpenAsync()) is null);

        var reading = remote.ReadAsync("order/1");
        var appending = remote.NewWriter().Append(new("order/1"), TestEvents.Append("order/1", 1));
        Assert.False(reading.IsCompleted);
        foreach (var other in others)
            await other.DisposeAsync();

        await Task.WhenAll(reading, appending);
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => remote.ReadAsync("order/1"))), events => Assert.Single(events));
    }

    [MariaDbFact]
    public async Task Read_UserMayHaveFewConnections_IsWithinThem()
    {
        var login = $"few{Guid.NewGuid():N}"[..20];
        var settings = new MySqlConnectionStringBuilder(Storage.Settings["Storage:ConnectionString"]!) { UserID = login };
        await MariaDbFixture.Server.ExecuteAsync(
            $"CREATE USER {login} WITH MAX_USER_CONNECTIONS 8; GRANT SELECT, INSERT, DELETE ON {settings.Database}.* TO {login}");
        await using var remote = await JournalHarness.StartAsync(TestStorage.MariaDb(settings.ConnectionString), migrate: false);
        await remote.NewWriter().Append(new("order/1"), TestEvents.Append("order/1", 1));

        Assert.All(await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => remote.ReadAsync("order/1"))), events => Assert.Single(events));
        Assert.Equal(5, ((MySqlDatabase)remote.Database).Shares.Total);
    }

    [MariaDbFact]
    public async Task Append_BatchLargerThanThePacket_IsStoredAllTheSame()
    {
        await using var server = await MariaDbServer.StartNewAsync("--max-allowed-packet=1M");
        await using var remote = await JournalHarness.StartAsync(await TestStorage.MariaDbAsync(server));
        var store = new FaultyStore(remote.Store);
        var writer = remote.NewWriter(store, options => options.Lanes = 1);
        var gate = store.HoldNextAppend();
        var busy = writer.Append(new("busy"), TestEvents.Append("busy", 1));
        await gate.Entered;
        var batch = Enumerable.Range(0, 8).Select(i => writer.Append(new($"order/{i}"), new JournalAppend(
            [TestEvents.Event($"order/{i}", 1) with { Payload = new byte[150_000] }], Publish: false))).ToArray(); // 2.4 MB as text
        gate.Release();

        await Task.WhenAll([busy, .. batch]);
        Assert.Equal(9, Assert.Single(await remote.QueryAsync<int>("SELECT COUNT(*) FROM journal")));
    }

    [MariaDbFact]
    public async Task Append_PasswordChangedAndBack_IsRefusedMeanwhileAndGoesOnByItself()
    {
        var login = $"login{Guid.NewGuid():N}"[..20];
        var settings = new MySqlConnectionStringBuilder(Storage.Settings["Storage:ConnectionString"]!)
        {
            UserID = login,
            Password = "first"
        };
        await MariaDbFixture.Server.ExecuteAsync(
            $"CREATE USER {login} IDENTIFIED BY 'first'; GRANT SELECT, INSERT, DELETE ON {settings.Database}.* TO {login}");
        await using var remote = await JournalHarness.StartAsync(TestStorage.MariaDb(settings.ConnectionString), migrate: false);
        var log = new List<int>();
        var writer = remote.NewWriter(configure: options => options.Lanes = 1, log: log);
        await writer.Append(new("order/1"), TestEvents.Append("order/1", 1));

        await MariaDbFixture.Server.ExecuteAsync($"ALTER USER {login} IDENTIFIED BY 'second'");
        await KillAllAsync();
        await RefusedAtOnceAsync(writer);
        await MariaDbFixture.Server.ExecuteAsync($"ALTER USER {login} IDENTIFIED BY 'first'");
        await UntilAvailableAsync(writer);

        await writer.Append(new("order/2"), TestEvents.Append("order/2", 1));
        Assert.Equal([1002, 1003], log);
    }

    [MariaDbFact]
    public async Task Open_NewConnectionsLeadToAReplicaAtFirst_NoneOfThemIsUsed()
    {
        await using var replica = await MariaDbServer.StartNewAsync("--read-only=1");
        await replica.ExecuteAsync(
            $"CREATE DATABASE {new MySqlConnectionStringBuilder(Storage.Settings["Storage:ConnectionString"]!).Database}");
        await using var proxy = new TcpProxy(MariaDbFixture.Server.Port);
        await using var remote = await StartThroughAsync(proxy);
        var writer = remote.NewWriter();
        await writer.Append(new("order/1"), TestEvents.Append("order/1", 1));

        proxy.Target = replica.Port; // the name still has, or already has, the wrong one
        proxy.CutAll();
        await RefusedAtOnceAsync(writer);
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => remote.ReadAsync("order/1"));
        proxy.Target = MariaDbFixture.Server.Port;

        await UntilAvailableAsync(writer);
        Assert.Single(await remote.ReadAsync("order/1"));
        await writer.Append(new("order/2"), TestEvents.Append("order/2", 1));
    }

    [MariaDbFact]
    public async Task Open_CommandsOfAllConnectionsRanOutOfTime_TheirPlacesAreFreeAgain()
    {
        var places = ((MySqlDatabase)Harness.Database).Shares.Total;
        for (var round = 0; round < 2; round++)
        {
            var outcomes = await Task.WhenAll(Enumerable.Range(0, places).Select(_ => Record.ExceptionAsync(async () =>
            {
                await using var connection = await Harness.Database.DataSource.OpenConnectionAsync();
                await using var command = connection.CreateCommand();
                (command.CommandText, command.CommandTimeout) = ("SELECT 1 FROM schema_version WHERE SLEEP(20)", 1);
                await command.ExecuteScalarAsync();
            })));
            Assert.Contains(outcomes, outcome => outcome is not null);
        }

        Assert.All(await Task.WhenAll(Enumerable.Range(0, 2 * places).Select(_ => Harness.ReadAsync("order/1"))), Assert.Empty);
    }

    [MariaDbFact]
    public async Task Open_PoolingIsOffInTheConnectionString_ConnectionsAreKeptAllTheSame()
    {
        var settings = TestStorage.MariaDb(Storage.Settings["Storage:ConnectionString"] + ";Pooling=false");
        await using var remote = await JournalHarness.StartAsync(settings, migrate: false);

        var first = await remote.QueryAsync<long>("SELECT CONNECTION_ID()");
        Assert.Equal(first, await remote.QueryAsync<long>("SELECT CONNECTION_ID()"));
    }

    [MariaDbFact]
    public async Task Open_EveryConnectionCutManyTimes_TheirPlacesAreFreeAgain()
    {
        await using var proxy = new TcpProxy(MariaDbFixture.Server.Port);
        await using var remote = await StartThroughAsync(proxy);
        for (var round = 0; round < 20; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Record.ExceptionAsync(() => remote.ReadAsync("order/1"))));
            proxy.CutAll();
        }

        await Eventually.HoldsAsync("all are served", async () =>
        {
            var reads = Enumerable.Range(0, 200).Select(_ => Record.ExceptionAsync(() => remote.ReadAsync("order/1")));
            return (await Task.WhenAll(reads)).All(failure => failure is null);
        });
    }

    private async Task<JournalWriter> WarmAsync()
    {
        var writer = Harness.NewWriter();
        await writer.Append(new("order/1"), TestEvents.Append("order/1", 1));
        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Harness.ReadAsync("order/1")));
        return writer;
    }

    /// <summary>As orchestrators, proxies and servers with a short patience do.</summary>
    private async Task KillAllAsync()
    {
        var database = new MySqlConnectionStringBuilder(Storage.Settings["Storage:ConnectionString"]!).Database;
        await using var outside = new MySqlConnection(MariaDbFixture.Server.ConnectionStringFor("") + ";Pooling=false");
        await outside.OpenAsync();
        var ids = new List<long>();
        await using (var select = new MySqlCommand($"SELECT id FROM information_schema.processlist WHERE db = '{database}'", outside))
        await using (var reader = await select.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                ids.Add(reader.GetInt64(0));
        }
        foreach (var id in ids)
        {
            await using var kill = new MySqlCommand($"KILL {id}", outside);
            await Record.ExceptionAsync(() => kill.ExecuteNonQueryAsync()); // it may have ended by itself
        }
    }
}
