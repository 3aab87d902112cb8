using System.Data.Common;
using Commerce.Testing;
using MySqlConnector;

namespace Commerce.Journaling;

public sealed partial class MariaDbJournalTests
{
    [MariaDbFact]
    public Task Append_ConnectionCutBeforeTheRequest_IsThereOnce() => AssertSettledThroughProxyAsync(ProxyFault.CutBeforeRequest);

    [MariaDbFact]
    public Task Append_ConnectionCutWithinTheRequest_IsThereOnce() => AssertSettledThroughProxyAsync(ProxyFault.CutWithinRequest);

    [MariaDbFact]
    public Task Append_AnswerLostOnTheWay_IsThereOnce() => AssertSettledThroughProxyAsync(ProxyFault.SwallowAnswer);

    private async Task AssertSettledThroughProxyAsync(ProxyFault fault)
    {
        await using var proxy = new TcpProxy(MariaDbFixture.Server.Port);
        await using var remote = await StartThroughAsync(proxy);
        var writer = remote.NewWriter(configure: options => options.Lanes = 1);
        var session = new JournalSession("coupon/1");
        await writer.Append(session, TestEvents.Append("coupon/1", 1, publish: true));

        var struck = proxy.StrikeNext(fault, "COMMIT");
        var append = TestEvents.Append("coupon/1", 2, count: 3, publish: true, work: WorkChange.Open);
        var durable = writer.Append(session, append);
        await struck;
        if (fault == ProxyFault.SwallowAnswer)
        {
            await UntilStoredAsync(4); // the server has committed, and nobody here knows
            proxy.CutAll();
        }
        await durable;
        await writer.Append(session, TestEvents.Append("coupon/1", 5, publish: true));

        Assert.Equal(IdsOf(append), (await IdsAsync("coupon/1"))["coupon/1"][1..4]);
        Assert.Equal([(1L, 1L), (2, 4), (5, 5)],
            await Harness.QueryAsync<(long, long)>("SELECT first_seq, last_seq FROM outbox ORDER BY id"));
        Assert.Equal(1, Assert.Single(await Harness.QueryAsync<int>("SELECT COUNT(*) FROM open_work")));
    }

    [MariaDbFact]
    public async Task Append_AnswerLostAndServerOutOfReach_TheNextActivationFindsIt()
    {
        await using var proxy = new TcpProxy(MariaDbFixture.Server.Port);
        await using var remote = await StartThroughAsync(proxy);
        var writer = remote.NewWriter(configure: options => options.Lanes = 1);
        // The connection is open before: what opens one says READ COMMITTED, and that is not the commit in question.
        await writer.Append(new JournalSession("coupon/0"), TestEvents.Append("coupon/0", 1));
        var append = TestEvents.Append("coupon/1", 1, publish: true);

        var struck = proxy.StrikeNext(ProxyFault.SwallowAnswer, "COMMIT");
        var durable = writer.Append(new JournalSession("coupon/1"), append);
        await struck;
        await UntilStoredAsync(2); // the server has committed, and nobody here knows
        proxy.Refuses = true;
        proxy.CutAll();
        Assert.IsType<CommerceUnavailableException>(await OutcomeOf(durable));
        Assert.Throws<CommerceUnavailableException>(() =>
            { _ = writer.Append(new JournalSession("coupon/2"), TestEvents.Append("coupon/2", 1)); });

        proxy.Refuses = false;
        await UntilAvailableAsync(writer);
        Assert.Equal(append.Events[0].EventId, Assert.Single(await remote.ReadAsync("coupon/1")).EventId);
        await writer.Append(new JournalSession("coupon/1"), TestEvents.Append("coupon/1", 2));
    }

    [MariaDbFact]
    public Task Append_ServerStoppedAndStarted_AcknowledgedIsDurableAndWritingGoesOn() => AssertSurvivesAsync(server => server.StopAsync());

    [MariaDbFact]
    public Task Append_ServerKilledAndStarted_AcknowledgedIsDurableAndWritingGoesOn() => AssertSurvivesAsync(server => server.KillAsync());

    private async Task AssertSurvivesAsync(Func<MariaDbServer, Task> end)
    {
        var writer = Harness.NewWriter();
        var streams = Enumerable.Range(0, 16).Select(i => $"order/{i}").ToArray();
        var acknowledged = streams.Select(_ => new List<Guid>()).ToArray();
        using var enough = new CancellationTokenSource();
        var load = streams.Select((stream, i) => Task.Run(() => AppendUntilAsync(writer, stream, acknowledged[i], enough.Token))).ToArray();
        try
        {
            await UntilStoredAsync(500);
            await end(MariaDbFixture.Server);
            await RefusedAtOnceAsync(writer);
        }
        finally
        {
            await MariaDbFixture.Server.StartAsync();
        }
        var before = Assert.Single(await Harness.QueryAsync<int>("SELECT COUNT(*) FROM journal"));
        await UntilStoredAsync(before + 500);
        await enough.CancelAsync();
        await Task.WhenAll(load);

        var stored = await IdsAsync(streams);
        for (var i = 0; i < streams.Length; i++)
        {
            Assert.Equal(stored[streams[i]].Length, stored[streams[i]].Distinct().Count());
            Assert.Subset(stored[streams[i]].ToHashSet(), acknowledged[i].ToHashSet());
        }
    }

    [MariaDbFact]
    public async Task Append_ServerTakesNoWrites_IsRefusedAtOnceUntilItDoes()
    {
        var login = $"writer{Guid.NewGuid():N}"[..20];
        await Harness.QueryAsync<int>($"CREATE USER {login}; GRANT SELECT, INSERT, UPDATE, DELETE ON *.* TO {login}; SELECT 1");
        var settings = new MySqlConnectionStringBuilder(Storage.Settings["Storage:ConnectionString"]!) { UserID = login };
        await using var remote = await JournalHarness.StartAsync(TestStorage.MariaDb(settings.ConnectionString), migrate: false);
        var writer = remote.NewWriter(configure: options => options.Lanes = 1);
        await writer.Append(new JournalSession("order/0"), TestEvents.Append("order/0", 1));
        try
        {
            // As a failover leaves the old primary: it answers, and refuses to write.
            await MariaDbFixture.Server.ExecuteAsync("SET GLOBAL read_only = 1");
            Assert.IsType<CommerceUnavailableException>(
                await OutcomeOf(writer.Append(new JournalSession("order/1"), TestEvents.Append("order/1", 1))));
            await RefusedAtOnceAsync(writer);
        }
        finally
        {
            await MariaDbFixture.Server.ExecuteAsync("SET GLOBAL read_only = 0");
        }
        await UntilAvailableAsync(writer);
        await writer.Append(new JournalSession("order/1"), TestEvents.Append("order/1", 1));
    }

    /// <summary>Asks, as clients go on doing, until an append is refused without being handed over.</summary>
    private static Task RefusedAtOnceAsync(JournalWriter writer)
    {
        var appends = 0;
        return Eventually.HoldsAsync("the writer refuses", async () =>
        {
            try
            {
                var stream = $"probe/{appends++}";
                await OutcomeOf(writer.Append(new JournalSession(stream), TestEvents.Append(stream, 1)));
                return false;
            }
            catch (CommerceUnavailableException)
            {
                Assert.False(writer.IsAvailable);
                return true;
            }
        });
    }

    private async Task AppendUntilAsync(JournalWriter writer, string stream, List<Guid> acknowledged, CancellationToken enough)
    {
        for (var length = 20; !enough.IsCancellationRequested; length += 20)
        {
            try
            {
                await FillAsync(writer, stream, length, acknowledged);
            }
            catch (DbException)
            {
                await UntilAvailableAsync(writer); // the stream could not be read either
            }
        }
    }

    private Task UntilStoredAsync(int events) => Eventually.HoldsAsync($"{events} events are stored", async () =>
        Assert.Single(await Harness.QueryAsync<int>("SELECT COUNT(*) FROM journal")) >= events);

    private async Task<JournalHarness> StartThroughAsync(TcpProxy proxy)
    {
        var settings = new MySqlConnectionStringBuilder(Storage.Settings["Storage:ConnectionString"]!) { Port = (uint)proxy.Port };
        return await JournalHarness.StartAsync(TestStorage.MariaDb(settings.ConnectionString), migrate: false);
    }
}
