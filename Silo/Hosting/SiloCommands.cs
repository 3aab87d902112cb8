using System.Globalization;
using Commerce.Demo;
using Commerce.Journaling;
using Commerce.Projections;
using Commerce.Repair;
using Commerce.ServiceDefaults;
using Commerce.Storage;
using Commerce.Telemetry;
using Commerce.Verify;
using Microsoft.Extensions.Options;

namespace Commerce.Hosting;

/// <summary>The commands of the program beside serving.</summary>
internal static class SiloCommands
{
    private const int UsageError = 2;
    private const int PartlyUnchecked = 3;

    private const string Usage = """
        Silo                  runs a silo, with HTTP unless Http:Enabled=false
        Silo migrate          brings the database's schema up to this release
        Silo seed             loads the demo data into the database, through the grains
        Silo verify           checks the laws of conservation in the database, while it is in use, too; ends with 1 on a breach,
                              with 3 when there is none and some of the read tables was still on its way
        Silo redrive          tries parked events again, from the journal; fails while some stay parked
        Silo rebuild          empties the read tables and fills them again from the journal
        Silo repair           says which streams have a gap and what would be set aside; 'Silo repair apply' does it
        Silo accept-store     says which store this is; 'Silo accept-store <identity>' lets it stand in for that one
        Silo accept-cluster   says which cluster this store is of; 'Silo accept-cluster <Clustering:ClusterId>' makes it that one's
        Silo forget ID        takes the name of the customer ID out of the store; id, money and orders stay
        Every setting can follow as --Section:Key=value.
        """;

    /// <summary>Runs one command.</summary>
    /// <param name="command">Its name.</param>
    /// <param name="args">Settings.</param>
    /// <returns>
    /// 0 when it did what it says, 1 when it could not, 2 when there is no such command, 3 when <c>verify</c> found nothing
    /// wrong and could not look at everything.
    /// </returns>
    public static Task<int> RunAsync(string command, string[] args) => Startup.ExplainedAsync(async () =>
    {
        switch (command)
        {
            case "migrate":
                await MigrateAsync(args);
                return 0;
            case "seed":
                await SeedAsync(args);
                return 0;
            case "verify":
                return await VerifyAsync(args);
            case "redrive":
                return await RedriveAsync(args) ? 0 : 1;
            case "rebuild":
            case "repair":
            case "accept-store":
            case "accept-cluster":
            case "forget":
                return await MendAsync(command, args);
            default:
                await Console.Error.WriteLineAsync(Usage);
                return UsageError;
        }
    });

    private static async Task MigrateAsync(string[] args)
    {
        using var host = BuildWithStorage(args);
        var applied = await host.Services.GetRequiredService<StorageStartup>().MigrateAsync(CancellationToken.None);
        Console.WriteLine(applied == 0 ? "The schema is up to date." : $"Applied {applied} migration(s).");
    }

    private static async Task<int> VerifyAsync(string[] args)
    {
        using var host = BuildWithStorage(args, services =>
        {
            services.AddCommerceJournal();
            services.AddCommerceEvents();
        });
        await host.Services.GetRequiredService<StorageStartup>().EnsureCurrentAsync(CancellationToken.None);
        var overKafka = host.Services.GetRequiredService<IConfiguration>().UsesKafka();
        var underWay = overKafka ? host.Services.GetRequiredService<IEventsUnderWay>() : null;
        var verifier = new JournalVerifier(host.Services.GetRequiredService<ISqlDatabase>(), underWay,
            host.Services.GetRequiredService<IOptions<IdempotencyOptions>>().Value.KeepFor,
            host.Services.GetRequiredService<TimeProvider>());
        var laws = await verifier.VerifyAsync(CancellationToken.None);
        foreach (var law in laws)
        {
            Console.WriteLine(law);
            foreach (var breach in law.Shown)
                Console.WriteLine($"         {breach}");
        }
        if (!verifier.KnowsWhatIsUnderWay)
            Console.WriteLine("The brokers do not say what is on its way to the read tables: what these lack is not judged.");
        var (broken, skipped) = (laws.Count(law => law.Breaches > 0), laws.Count(law => law.Skipped > 0));
        Console.WriteLine((broken, skipped) switch
        {
            ( > 0, _) => $"{broken} of {laws.Count} laws are broken.",
            (_, > 0) => $"No law is broken; {skipped} of {laws.Count} could not be told of everything yet. Ask again when the outbox is " +
                $"empty.",
            _ => $"All {laws.Count} laws hold.",
        });
        return broken > 0 ? 1 : skipped > 0 ? PartlyUnchecked : 0;
    }

    private static async Task<bool> RedriveAsync(string[] args)
    {
        using var host = BuildWithStorage(args, services =>
        {
            services.AddCommerceJournal();
            services.AddCommerceEvents();
            services.AddCommerceFeatures();
        });
        var (done, left) = await host.Services.GetRequiredService<Redrive>().RunAsync(CancellationToken.None);
        Console.WriteLine($"{done} parked event(s) are taken in, {left} stay parked.");
        return left == 0;
    }

    private static async Task<int> MendAsync(string command, string[] args)
    {
        // A word that is no setting says what to do.
        var word = args is [var first, ..] && !first.StartsWith('-') ? first : null;
        using var host = BuildWithStorage(word is null ? args : args[1..], services =>
        {
            services.AddCommerceJournal();
            services.AddCommerceEvents();
            services.AddCommerceFeatures();
        });
        await host.Services.GetRequiredService<StorageStartup>().EnsureCurrentAsync(CancellationToken.None);
        switch (command)
        {
            case "repair" when word is null or RepairCommands.Apply:
                return await RepairCommands.RepairAsync(host, word is not null);
            case "accept-store":
                await RepairCommands.AcceptAsync(host, word);
                return 0;
            case "accept-cluster":
                await RepairCommands.AcceptClusterAsync(host, word);
                return 0;
            case "forget" when long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var customerId):
                return await RepairCommands.ForgetAsync(host, customerId);
            case "rebuild" when word is null:
                await RepairCommands.RebuildAsync(host);
                return 0;
            default:
                await Console.Error.WriteLineAsync(Usage);
                return UsageError;
        }
    }

    private static IHost BuildWithStorage(string[] args, Action<IServiceCollection>? configure = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });
        // What a command never asks for need not be there, also in Development: these are services of silos.
        builder.ConfigureContainer(new DefaultServiceProviderFactory());
        SecretFiles.AddTo(builder.Configuration);
        builder.Services.AddLogCategories();
        builder.Services.AddCommerceStorage();
        configure?.Invoke(builder.Services);
        return builder.Build();
    }

    private static async Task SeedAsync(string[] args)
    {
        await using var app = SiloHost.Build([.. args, "--Http:Enabled=false", "--Demo:Load=false", "--Urls=http://127.0.0.1:0"]);
        await app.StartAsync();
        await app.Services.GetRequiredService<DemoData>().LoadAsync(CancellationToken.None);
        await app.StopAsync();
        Console.WriteLine("The demo data is loaded.");
    }
}
