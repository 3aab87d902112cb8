using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Concerts;
using Commerce.Coupons;
using Commerce.ServiceDefaults;
using Commerce.Storage;
using Dapper;
using Microsoft.Extensions.Options;

namespace Commerce.Demo;

/// <summary>The demo data. Configuration section <c>Demo</c>.</summary>
internal sealed class DemoOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Demo";

    /// <summary>Whether an empty store is filled at start-up; unless told, in Development, by a process that stands alone.</summary>
    public bool? Load { get; set; }
}

/// <summary>Loads the data that the load tests and the first five minutes need, through the grains. Loading twice is once.</summary>
internal sealed partial class DemoData(IGrainFactory grains, ISqlDatabase database, TimeProvider clock, ILogger<DemoData> logger)
{
    private const int Parallelism = 64;
    private const long FirstCouponId = 4001;
    private const long LastCustomerId = 9341;

    // What a load writes first and last: a store that begins with the one and lacks the other was left by a load cut short.
    private static readonly string s_firstStream = CouponStreams.Of(FirstCouponId).ToString();
    private static readonly string s_lastStream = BalanceStreams.Of(LastCustomerId).ToString();

    private static readonly TimeSpan s_campaignLength = TimeSpan.FromDays(365);

    /// <summary>Loads into an empty store, and finishes a load that was cut short.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task LoadIfEmptyAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        var first = await connection.ExecuteScalarAsync<string?>("SELECT stream FROM journal ORDER BY position LIMIT 1");
        var complete = await connection.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM journal WHERE stream = @stream AND seq = 1", new { stream = s_lastStream }) == 1;
        if (first is null || (first == s_firstStream && !complete))
            await LoadAsync(cancellationToken);
    }

    /// <summary>Loads what is missing of the demo data.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var startedAt = new DateTimeOffset(clock.GetUtcNow().Date, TimeSpan.Zero);
        // What exists stays as it is: it may have been changed since.
        foreach (var (id, definition) in Coupons(startedAt))
        {
            var grain = grains.GetGrain<ICouponGrain>(id);
            if (await grain.Get() is null)
                await grain.Define(definition);
        }
        await EachAsync(DemoCatalog.Products, async product =>
        {
            var grain = grains.GetGrain<IProductGrain>(product.Id);
            if (await grain.Get() is null)
                await grain.Define(product.Definition);
        }, cancellationToken);
        var (concertId, concert) = DemoConcerts.Concert(startedAt);
        var stage = grains.GetGrain<IConcertGrain>(concertId);
        if (await stage.Get() is null)
            await stage.Define(concert);
        await EachAsync(Customers().SkipLast(1), OpenAsync, cancellationToken);
        await OpenAsync(Customers().Last());
        LogLoaded(logger);
    }

    private Task OpenAsync((long Id, OpenAccount Account) customer) => grains.GetGrain<IBalanceGrain>(customer.Id).Open(customer.Account);

    private static Task EachAsync<T>(IEnumerable<T> items, Func<T, Task> load, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
            async (item, _) => await load(item));

    private static IEnumerable<(long Id, OpenAccount Account)> Customers()
    {
        for (var id = 1001L; id <= 3000; id++)
            yield return (id, new($"user_{id}", 50_000_000, null));
        // The four customers of the charge and order profiles pay for a whole load test between them.
        for (var id = 9338L; id <= LastCustomerId; id++)
            yield return (id, new($"user_{id}", 1_000_000_000, null));
    }

    private static IEnumerable<(long Id, DefineCoupon Definition)> Coupons(DateTimeOffset startedAt)
    {
        yield return (FirstCouponId, Fixed("1,000 won off", null, 1_000, 1_000));
        yield return (4002, Fixed("Default campaign, 1,000 won off", null, 1_000, 100));
        yield return (4003, Fixed("With a code, 1,000 won off", "COUPON2025", 1_000, 100_000));
        yield return (4004, Fixed("Behind a queue, 1,000 won off", null, 1_000, 100_000) with
        {
            Queue = new(MaxActive: 100, AdmissionsPerSecond: 50),
        });

        DefineCoupon Fixed(string name, string? code, long won, long quantity) =>
            new(name, code, DiscountType.Fixed, won, quantity, startedAt, startedAt + s_campaignLength, null);
    }

    [LoggerMessage(2301, LogLevel.Information, "The demo data is loaded.")]
    private static partial void LogLoaded(ILogger logger);
}

/// <summary>Demo data in this process.</summary>
internal static partial class DemoHosting
{
    public static void AddCommerceDemo(this IServiceCollection services)
    {
        services.AddSettings<DemoOptions>(DemoOptions.Section);
        services.AddSingleton<DemoData>();
        services.AddHostedService<DemoStartup>();
    }

    /// <summary>Fills an empty store once the silo is up, before HTTP is served.</summary>
    private sealed partial class DemoStartup(
        DemoData data, IOptions<DemoOptions> options, IOptions<ClusteringOptions> clustering, IHostEnvironment environment,
            TimeProvider clock, ILogger<DemoStartup> logger) : IHostedService
    {
        // A starved machine can take longer than a call may; what was loaded by then stays.
        private const int Attempts = 5;

        private static readonly TimeSpan s_retryInterval = TimeSpan.FromSeconds(1);

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            var isAlone = clustering.Value.Provider == ClusteringProvider.Localhost;
            if (!(options.Value.Load ?? (isAlone && environment.IsDevelopment())))
                return;
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    await data.LoadIfEmptyAsync(cancellationToken);
                    return;
                }
                catch (Exception failure) when (attempt < Attempts
                    && failure is CommerceUnavailableException or OrleansException or TimeoutException)
                {
                    LogInterrupted(logger, failure.Message);
                    await Task.Delay(s_retryInterval, clock, cancellationToken);
                }
            }
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        [LoggerMessage(2302, LogLevel.Warning, "Loading the demo data was interrupted, and goes on: {Reason}")]
        private static partial void LogInterrupted(ILogger logger, string reason);
    }
}
