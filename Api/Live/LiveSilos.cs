using System.Diagnostics;

namespace Commerce.Live;

/// <summary>The silos of the cluster, asked through Orleans' management grain: not every second, for every silo answers.</summary>
internal sealed class LiveSilos(IGrainFactory grains)
{
    private const int MostGrainTypes = 8;
    private const double KiB = 1024;
    private const double MiB = 1024 * KiB;

    private static readonly TimeSpan s_askEvery = TimeSpan.FromSeconds(4);

    private Dictionary<SiloAddress, (long Bytes, long At)> _before = [];
    private long? _asked;
    private Task _asking = Task.CompletedTask;

    /// <summary>The silos as they answered last.</summary>
    public IReadOnlyList<LiveSilo> Silos { get; private set; } = [];

    /// <summary>The kinds of grains, as they answered last.</summary>
    public IReadOnlyList<LiveGrains> Grains { get; private set; } = [];

    /// <summary>Asks again when it is time to. Nobody waits for the answer: a silo that hangs must not stop the rest.</summary>
    public void Ask()
    {
        if (!_asking.IsCompleted || (_asked is { } asked && Stopwatch.GetElapsedTime(asked) < s_askEvery))
            return;
        _asked = Stopwatch.GetTimestamp();
        _asking = AskAsync();
    }

    private async Task AskAsync()
    {
        try
        {
            var management = grains.GetGrain<IManagementGrain>(0);
            var silos = (await management.GetHosts(onlyActive: true)).Keys.Order().ToArray();
            var (load, kinds) = (management.GetRuntimeStatistics(silos), management.GetSimpleGrainStatistics(silos));
            await Task.WhenAll(load, kinds);
            var now = Stopwatch.GetTimestamp();
            Silos = [.. silos.Zip(await load, (silo, loaded) => Silo(silo, loaded, now))];
            _before = silos.Zip(await load).ToDictionary(silo => silo.First, silo => (silo.Second.ReceivedMessages, now));
            Grains =
            [
                .. (await kinds)
                    .GroupBy(kind => NameOf(kind.GrainType), (name, of) => new LiveGrains(name, of.Sum(kind => kind.ActivationCount)))
                    .Where(kind => kind.Activations > 0).OrderByDescending(kind => kind.Activations).Take(MostGrainTypes),
            ];
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException)
        {
            // What was known stays; it is asked again in a few seconds.
        }
    }

    private LiveSilo Silo(SiloAddress silo, SiloRuntimeStatistics load, long now)
    {
        // Called messages, and counted by their bytes: Orleans adds up the sizes.
        var rate = _before.TryGetValue(silo, out var before)
            ? Math.Max(0, load.ReceivedMessages - before.Bytes) / KiB / Stopwatch.GetElapsedTime(before.At, now).TotalSeconds
            : 0;
        var machine = load.EnvironmentStatistics;
        return new($"{silo.Endpoint}", load.ActivationCount, Math.Round(rate, 1), Math.Round(machine.FilteredCpuUsagePercentage, 1),
            Math.Round(machine.FilteredMemoryUsageBytes / MiB, 1));
    }

    // "Commerce.Coupons.CouponGrain,Commerce.Grains" is CouponGrain.
    private static string NameOf(string type) => type.Split(',')[0].Split('.')[^1];
}
