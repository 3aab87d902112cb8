using System.Globalization;

namespace Commerce.Steady.Load;

/// <summary>Runs a load and prints what came of it: a line per second, then <c>name=value</c> lines for scripts.</summary>
internal static class LoadReport
{
    public static async Task<int> RunAsync(LoadOptions options, TextWriter output)
    {
        using var direct = new SocketsHttpHandler { UseProxy = false, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5) };
        using var http = new HttpClient(direct) { BaseAddress = options.Url, Timeout = TimeSpan.FromSeconds(30) };
        var operations = new Operations(options);
        await operations.PrepareAsync(http, options.AdminKey);
        if (options.WarmUp > TimeSpan.Zero)
            await new OpenLoad(http, operations, options.Rate).RunAsync(options.WarmUp);

        var load = new OpenLoad(http, operations, options.Rate);
        var started = DateTimeOffset.UtcNow;
        await output.WriteLineAsync(Invariant($"started={Seconds(started)}"));
        await output.FlushAsync(); // a script waits for this line
        var seconds = await load.RunAsync(options.Duration);
        for (var i = 0; i < seconds.Count && !options.Quiet; i++)
        {
            await output.WriteLineAsync(Invariant(
                $"second {i,3}  sent {seconds[i].Sent,5}  p50 {seconds[i].Percentile(0.5),8:F1} ms  p95 {seconds[i].Percentile(0.95),8:F1} ms  {seconds[i].Statuses()}"));
        }

        var all = Second.Sum(seconds);
        await output.WriteLineAsync(Invariant($"sent={all.Sent}\nfailed={all.Failed}\nstatuses={all.Statuses()}"));
        await output.WriteLineAsync(Invariant(
            $"p50={all.Percentile(0.5):F1}\np95={all.Percentile(0.95):F1}\np99={all.Percentile(0.99):F1}\nmax={all.Percentile(1):F1}"));
        await output.WriteLineAsync(Invariant($"first_failure={Seconds(load.FirstFailure)}\nlast_failure={Seconds(load.LastFailure)}"));
        foreach (var (name, served) in load.Served)
            await output.WriteLineAsync(Invariant($"served_{name}={served}"));
        return 0;
    }

    private static string Seconds(DateTimeOffset? at) =>
        at is { } time ? Invariant($"{time.ToUnixTimeMilliseconds() / 1000.0:F3}") : "";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
