using System.Net;
using Commerce.Testing;

namespace Commerce.Kafka;

/// <summary>The program itself with brokers: it is killed, started without them, and told the wrong things.</summary>
[Collection(nameof(KafkaProcessTests))]
public sealed class KafkaProcessTests : IDisposable
{
    private const long CouponId = 77_201;
    private const int Pieces = 600;

    private readonly MockKafka _kafka = new();
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _kafka.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Silo_KilledUnderLoadAndStartedAgain_ProjectsEveryPieceOnce()
    {
        var store = SiloStore.Sqlite(_folder.Path);
        await using var silo = NewSilo(store);
        await silo.StartAsync();
        var client = new CouponClient(silo.Http);
        await client.PutAsync(CouponId, Pieces);
        var projected = "SELECT COUNT(*) FROM issued_coupon";
        var issuing = IssueAsync(client, 1, Pieces / 2);
        await Eventually.HoldsAsync("some are projected", async () => await store.CountAsync(projected) > 20);

        await silo.KillAsync();
        await issuing; // some were not answered
        await silo.StartAsync();
        issuing = IssueAsync(client, 1, Pieces);
        var live = await VerifyAsync(store);
        Assert.True(live.ExitCode is 0 or 3, live.Output);
        await issuing;

        await Eventually.HoldsAsync("all are projected", async () => await store.CountAsync(projected) == Pieces);
        Assert.Equal(0, await store.CountAsync("SELECT COUNT(*) FROM parked_event"));
        RawTopic.AssertFirstCopiesInOrder(RawTopic.ReadEvents(_kafka, KafkaTest.Partitions));
        await store.OutboxDrainedAsync();
        await silo.StopAsync();
        var verified = await VerifyAsync(store);
        Assert.True(verified.ExitCode == 0, verified.Output);
        _kafka.TakeDown();
        var alone = await VerifyAsync(store);
        Assert.True(alone.ExitCode == 3, alone.Output);
        Assert.Contains("The brokers do not say", alone.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silo_StartedWhileTheBrokersAreAway_TakesCommands_AndTellsThemLater()
    {
        _kafka.TakeDown();
        var store = SiloStore.Sqlite(_folder.Path);
        await using var silo = NewSilo(store);
        await silo.StartAsync();
        var client = new CouponClient(silo.Http);
        await client.PutAsync(CouponId, Pieces);
        Assert.Equal(HttpStatusCode.Created, (await client.IssueAsync(CouponId, 1)).Status);
        Assert.True(await store.CountAsync("SELECT COUNT(*) FROM outbox") > 0);

        _kafka.BringUp();

        await store.OutboxDrainedAsync();
        await Eventually.HoldsAsync("the piece is projected",
            async () => await store.CountAsync("SELECT COUNT(*) FROM issued_coupon") == 1);
        Assert.Equal(0, await silo.StopAsync());
    }

    [Theory]
    [InlineData("--Events:BootstrapServers=", "Events:BootstrapServers")]
    [InlineData("--Events:Partitions=3", "Events:Partitions")]
    [InlineData("--Events:Topic=another", "Events:Topic")]
    [InlineData("--Events:Provider=Rabbit", "Events:Provider")]
    public async Task Silo_ToldTheWrongThing_EndsAndNamesTheKey(string setting, string key)
    {
        await using var silo = NewSilo(SiloStore.Sqlite(_folder.Path), "--Events:CreateTopic=false", setting);
        silo.Launch();

        Assert.Equal(1, await silo.EndAsync());
        Assert.Contains(key, silo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", silo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redrive_NothingParked_SaysSo()
    {
        var store = SiloStore.Sqlite(_folder.Path);
        Assert.Equal(0, (await SiloProgram.RunAsync(_folder.Path, ["migrate", .. store.Settings])).ExitCode);

        var result = await SiloProgram.RunAsync(_folder.Path, ["redrive", .. store.Settings]);

        Assert.Equal((0, "0 parked event(s) are taken in, 0 stay parked."), (result.ExitCode, result.Output.Trim()));
    }

    private IEnumerable<string> KafkaSettings => KafkaTest.SettingsFor(_kafka).Select(setting => $"--{setting.Key}={setting.Value}");

    private SiloProcess NewSilo(SiloStore store, params IEnumerable<string> settings) =>
        new([.. store.Settings, "--Demo:Load=false", .. KafkaSettings, .. settings]);

    private Task<ProgramResult> VerifyAsync(SiloStore store) =>
        SiloProgram.RunAsync(_folder.Path, ["verify", .. store.Settings, .. KafkaSettings]);

    private static Task IssueAsync(CouponClient client, int first, int last) => Parallel.ForEachAsync(
        Enumerable.Range(first, last - first + 1), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (customer, _) =>
        {
            try
            {
                await client.IssueAsync(CouponId, customer);
            }
            catch (HttpRequestException)
            {
                // The silo died under it.
            }
        });
}
