using Commerce.Lifetime;
using Commerce.Testing;

namespace Commerce.Cluster;

/// <summary>Processes of a cluster warm each other up, as long as they would outside of tests, and leave nothing behind.</summary>
[Collection(ProcessTests.Name)]
public sealed class WarmUpTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    [ClusterFact]
    public async Task Start_OfTwoSilosAndAFrontEnd_WritesNothing()
    {
        var store = await cluster.NewStoreAsync();
        var before = await RowsAsync(store);
        await using var first = cluster.NewSilo(store, "warm", "--Http:WarmUpFor=00:00:02");
        await using var second = cluster.NewSilo(store, "warm", "--Http:WarmUpFor=00:00:02");
        // What a shared configuration says to silos is not for a front-end.
        await using var api = cluster.NewApi("warm", "--Http:WarmUpFor=00:00:02", "--Http:Enabled=false");

        await first.StartAsync();
        await second.StartAsync();
        await api.StartAsync();

        Assert.Equal(before, await RowsAsync(store));
        foreach (var process in new[] { first, second, api })
            Assert.DoesNotContain("Warming up failed", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Health alone is served", api.Output, StringComparison.Ordinal);
    }

    /// <summary>
    /// The rows of every table but that of leases, which silos hold while they run, and the one in which the first notes its cluster.
    /// </summary>
    private static async Task<List<(string Table, long Rows)>> RowsAsync(SiloStore store)
    {
        var tables = await store.ReadAsync("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() "
            + "AND table_name NOT IN ('lease', 'cluster_of_store') ORDER BY table_name", row => row.GetString(0));
        var rows = new List<(string, long)>();
        foreach (var table in tables)
            rows.Add((table, await store.CountAsync($"SELECT COUNT(*) FROM `{table}`")));
        return rows;
    }
}
