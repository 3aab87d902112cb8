using Commerce.Coupons;
using Commerce.Storage;
using Dapper;
using Microsoft.Extensions.Options;

namespace Commerce.Demo;

/// <summary>The demo data. Configuration section <c>Demo</c>.</summary>
public sealed class DemoOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Demo";

    /// <summary>Whether an empty store is filled at start-up.</summary>
    public bool Load { get; set; } = true;
}

/// <summary>Loads the data that the load tests and the first five minutes need, through the grains. Loading twice is once.</summary>
internal sealed partial class DemoData(IGrainFactory grains, ISqlDatabase database, TimeProvider clock, ILogger<DemoData> logger)
{
    private static readonly TimeSpan s_campaignLength = TimeSpan.FromDays(365);

    public async Task LoadIfEmptyAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        if (await connection.ExecuteScalarAsync<long?>("SELECT position FROM journal LIMIT 1") is null)
            await LoadAsync(cancellationToken);
    }

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var started = clock.GetUtcNow().Date;
        foreach (var (id, definition) in Coupons(new DateTimeOffset(started, TimeSpan.Zero)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            // An existing campaign stays as it is: its terms may have been changed since.
            if (await grains.GetGrain<ICouponGrain>(id).Get() is null)
                await grains.GetGrain<ICouponGrain>(id).Define(definition);
        }
        LogLoaded(logger);
    }

    private static IEnumerable<(long Id, DefineCoupon Definition)> Coupons(DateTimeOffset startedAt)
    {
        yield return (4001, Fixed("1,000 won off", null, 1_000, 1_000));
        yield return (4002, Fixed("Default campaign, 1,000 won off", null, 1_000, 100));
        yield return (4003, Fixed("COUPON2025, 1,000 won off", "COUPON2025", 1_000, 100_000));

        DefineCoupon Fixed(string name, string? code, long won, long quantity) =>
            new(name, code, DiscountType.Fixed, won, quantity, startedAt, startedAt + s_campaignLength, null);
    }

    [LoggerMessage(2301, LogLevel.Information, "The demo data is loaded.")]
    private static partial void LogLoaded(ILogger logger);
}

/// <summary>Demo data in this process.</summary>
internal static class DemoHosting
{
    public static void AddCommerceDemo(this IServiceCollection services)
    {
        services.AddOptions<DemoOptions>().BindConfiguration(DemoOptions.Section).ValidateOnStart();
        services.AddSingleton<DemoData>();
        services.AddHostedService<DemoStartup>();
    }

    /// <summary>Fills an empty store once the silo is up, before HTTP is served.</summary>
    private sealed class DemoStartup(DemoData data, IOptions<DemoOptions> options) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) =>
            options.Value.Load ? data.LoadIfEmptyAsync(cancellationToken) : Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
