using Commerce.Cluster;
using Commerce.Lifetime;
using Commerce.Testing;
using MySqlConnector;

namespace Commerce.Telemetry;

[Collection(ProcessTests.Name)]
public sealed class ExportTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    private const string SqlPassword = "sql-secret";
    private const string Cluster = "telemetry";
    private const long CouponId = 7;

    private static readonly string[] s_secrets = [SqlPassword, PrivateRedis.Password, SiloProcess.AdminKey];

    /// <summary>With every level of the log on: what is told at the least level is told.</summary>
    [ClusterFact]
    public async Task Cluster_ToldOfACollector_SendsAllSignalsAndNoSecret()
    {
        using var collector = new OtlpReceiver();
        string[] told =
        [
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={collector.Endpoint}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
            "--Telemetry:MetricsInterval=00:00:01", "--Telemetry:TraceRatio=1", "--Logging:LogLevel:Default=Trace",
        ];
        await using var silo = cluster.NewSilo(await WithPasswordAsync(await cluster.NewStoreAsync()), Cluster,
            [.. told, "--Telemetry:InstanceId=silo-of-test"]);
        await using var api = cluster.NewApi(Cluster, [.. told, "--Telemetry:InstanceId=api-of-test"]);
        await silo.StartAsync();
        await api.StartAsync();
        var client = new CouponClient(api.Http);
        await client.PutAsync(CouponId, 10);
        Assert.Equal(1, (await client.IssueAsync(CouponId, 1)).IssueNumber);
        Assert.Equal("COUPON_ALREADY_ISSUED", (await client.IssueAsync(CouponId, 1)).Code);
        await new ShopClient(api.Http).PutCustomerAsync(1, 1);

        await HasAsync(collector, "metrics", "commerce-silo", "silo-of-test", "commerce.commands", "AlreadyIssued",
            "commerce.journal.batch.duration");
        await HasAsync(collector, "metrics", "commerce-api", "api-of-test", "commerce.http.refusals", "COUPON_ALREADY_ISSUED",
            "http.server.request.duration");
        await HasAsync(collector, "traces", "commerce-api", "Microsoft.AspNetCore");
        await HasAsync(collector, "traces", "commerce-silo", "Microsoft.Orleans");
        await HasAsync(collector, "traces", "commerce-silo", "MySqlConnector");
        await HasAsync(collector, "logs", "commerce-silo", "Ready.");
        await HasAsync(collector, "logs", "commerce-api", "Connected to the cluster.");

        Assert.Equal(0, await api.StopAsync());
        Assert.Equal(0, await silo.StopAsync());
        foreach (var secret in s_secrets)
        {
            Assert.DoesNotContain(secret, silo.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, api.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(collector.Bodies, body => body.Contains(secret, StringComparison.Ordinal));
        }
        foreach (var value in new[] { "INSERT INTO journal", ShopClient.CustomerName }) // statements have customers' values
            Assert.DoesNotContain(collector.Bodies, body => body.Contains(value, StringComparison.Ordinal));
    }

    private static Task HasAsync(OtlpReceiver collector, string signal, params string[] texts) =>
        Eventually.HoldsAsync($"{signal} with {string.Join(", ", texts)}", () => Task.FromResult(collector.Has(signal, texts)));

    /// <summary>The same database by a user of its own, who has a password.</summary>
    private static async Task<SiloStore> WithPasswordAsync(SiloStore store)
    {
        await store.ExecuteAsync($"CREATE USER shop IDENTIFIED BY '{SqlPassword}'");
        await store.ExecuteAsync("GRANT ALL ON *.* TO shop");
        const string Key = "--Storage:ConnectionString=";
        var root = store.Settings.Single(setting => setting.StartsWith(Key, StringComparison.Ordinal))[Key.Length..];
        return SiloStore.MySql(new MySqlConnectionStringBuilder(root) { UserID = "shop", Password = SqlPassword }.ConnectionString);
    }
}
