using Commerce.Balances;
using Commerce.Cluster;
using Commerce.Projections;
using Commerce.ServiceDefaults;
using Commerce.Storage;
using Dapper;

namespace Commerce.Repair;

/// <summary>The commands for a store that lost events, was replaced, or whose read tables are to be filled again.</summary>
internal static class RepairCommands
{
    /// <summary>The word that makes <c>Silo repair</c> do what it says.</summary>
    public const string Apply = "apply";

    private const int EventsShown = 20;

    /// <summary>Says which streams have a gap and what would be done about it; does it when told to.</summary>
    /// <param name="host">The store's services.</param>
    /// <param name="apply">Whether to do it.</param>
    /// <returns>0 when nothing is left to do, 1 when there is.</returns>
    public static async Task<int> RepairAsync(IHost host, bool apply)
    {
        var repair = ActivatorUtilities.CreateInstance<JournalRepair>(host.Services);
        if (apply)
            await EnsureNobodyWorksAsync(repair);
        var cuts = await ActivatorUtilities.CreateInstance<GapSearch>(host.Services).RunAsync(CancellationToken.None);
        if (cuts.Count == 0)
        {
            Console.WriteLine("No stream has a gap.");
            return 0;
        }
        foreach (var cut in cuts)
            Tell(cut);
        if (!apply)
        {
            Console.WriteLine($"Nothing was changed. 'Silo repair {Apply}' moves these events to the table set_aside_event, ends the " +
                $"{cuts.Count} stream(s) before them and fills the read tables again. What they gave or took has to be made good by hand.");
            return 1;
        }
        var parked = await repair.ApplyAsync(cuts, CancellationToken.None);
        Console.WriteLine($"{cuts.Sum(cut => cut.Events.Count)} event(s) of {cuts.Count} stream(s) are set aside. Start a silo, let it " +
            $"finish what is under way, and run 'Silo verify'.");
        TellParked(parked);
        return 0;
    }

    /// <summary>Says which store this is, and lets it stand in for another one.</summary>
    /// <param name="host">The store's services.</param>
    /// <param name="former">The identity of the store it stands in for; without one nothing is changed.</param>
    public static async Task AcceptAsync(IHost host, string? former)
    {
        var database = host.Services.GetRequiredService<ISqlDatabase>();
        if (former is not null)
        {
            if (former.Length != 32 || !former.All(char.IsAsciiHexDigitLower))
                throw new StartupException(
                    "accept-store: name the identity of the store that this one stands in for: 32 digits of 0-9 and a-f, as the silo's " +
                    "log (2009) has it.");
            var row = new { former, Now = host.Services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds() };
            await database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
                $"{database.Dialect.InsertOrIgnore} accepted_store (identity, accepted_at) VALUES (@former, @Now)", row, transaction),
                CancellationToken.None);
        }
        await using var opened = await database.DataSource.OpenConnectionAsync();
        Console.WriteLine($"This is store {await StoreGuard.ReadAsync(opened)}.");
        foreach (var accepted in await opened.QueryAsync<string>("SELECT identity FROM accepted_store ORDER BY accepted_at, identity"))
            Console.WriteLine($"It stands in for store {accepted}.");
    }

    /// <summary>Says which cluster the store is of, and makes it another's.</summary>
    /// <param name="host">The store's services.</param>
    /// <param name="cluster">The other's <c>Clustering:ClusterId</c>; without one nothing is changed.</param>
    public static async Task AcceptClusterAsync(IHost host, string? cluster)
    {
        var stored = ActivatorUtilities.CreateInstance<ClusterOfStore>(host.Services);
        if (cluster is not null)
        {
            if (!ClusteringOptions.IsClusterId(cluster))
                throw new StartupException(
                    "accept-cluster: name the cluster by its Clustering:ClusterId: 1 to 50 letters, digits and dashes.");
            await EnsureNobodyWorksAsync(ActivatorUtilities.CreateInstance<JournalRepair>(host.Services));
            await stored.ChangeAsync(cluster, CancellationToken.None);
        }
        Console.WriteLine(await stored.ReadAsync(CancellationToken.None) is { } known
            ? $"This store is of cluster '{known}'."
            : "No cluster has worked on this store yet.");
    }

    /// <summary>Takes a customer's name out of the store.</summary>
    /// <param name="host">The store's services.</param>
    /// <param name="customerId">The customer.</param>
    /// <returns>0 when it is out, 1 when there is no such customer.</returns>
    public static async Task<int> ForgetAsync(IHost host, long customerId)
    {
        var names = ActivatorUtilities.CreateInstance<ForgottenNames>(host.Services);
        if (await names.ForgetAsync(customerId, CancellationToken.None) is not { } places)
        {
            Console.WriteLine($"There is no customer {customerId}.");
            return 1;
        }
        Console.WriteLine($"The name of customer {customerId} is out of the store; it stood in {places} place(s). Backups and the " +
            "server's logs have it until they end.");
        return 0;
    }

    /// <summary>Fills the read tables again.</summary>
    /// <param name="host">The store's services.</param>
    public static async Task RebuildAsync(IHost host)
    {
        var (events, parked) = await host.Services.GetRequiredService<ReadTables>().RebuildAsync(CancellationToken.None);
        Console.WriteLine($"The read tables are filled again from {events} event(s).");
        TellParked(parked);
    }

    private static void TellParked(long parked)
    {
        if (parked > 0)
            Console.WriteLine($"{parked} could not be taken in and are parked: 'Silo redrive' tries them again.");
    }

    private static async Task EnsureNobodyWorksAsync(JournalRepair repair)
    {
        if (await repair.WorkerAsync(CancellationToken.None) is { } worker)
            throw new StartupException(
                $"Repair: {worker} works on this store. Stop all silos first; one that was killed counts as stopped after some seconds.");
    }

    private static void Tell(JournalCut cut)
    {
        Console.WriteLine($"{cut.Stream}: {cut.Reason}; {cut.Events.Count} event(s) from {cut.From} on are set aside");
        foreach (var e in cut.Events.Take(EventsShown))
            Console.WriteLine($"         {e.Seq} {e.Type} {e.Payload}");
        if (cut.Events.Count > EventsShown)
            Console.WriteLine($"         and {cut.Events.Count - EventsShown} more, up to {cut.Events[^1].Seq}");
    }
}
