using System.Globalization;

namespace Commerce.Steady.Load;

/// <summary>Runs a load and prints what came of it: a line per second, then <c>name=value</c> lines for scripts.</summary>
internal static class LoadReport
{
    public static async Task<int> RunAsync(LoadOptions options, TextWriter output)
    {
        using var direct = new SocketsHttpHandler { UseProxy = false, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5) };
        using var http = new HttpClient(direct) { Timeout = TimeSpan.FromSeconds(30) };
        var operations = new Operations(options);
        await operations.PrepareAsync(http);
        var sender = new Sender(http);
        var warmUp = new OpenLoad(sender, operations, options.Rate);
        await warmUp.RunAsync(options.WarmUp);

        var load = new OpenLoad(sender, operations, options.Rate);
        var started = DateTimeOffset.UtcNow;
        await output.WriteLineAsync(Invariant($"started={Seconds(started)}"));
        await output.FlushAsync(); // a script waits for this line
        var seconds = await load.RunAsync(options.Duration);
        if (!options.Quiet)
            await WriteSecondsAsync(seconds, output);
        await WritePhasesAsync(options.Phases, seconds, output);
        await WriteSumAsync(load, SecondStats.Sum(seconds), output);
        if (!options.Proof)
            return 0;
        var proof = new LoadVerifier(http, sender, options, [.. warmUp.Asked, .. load.Asked]);
        return await proof.RunAsync([.. warmUp.Unsettled, .. load.Unsettled], output) ? 0 : 1;
    }

    private static async Task WriteSecondsAsync(IReadOnlyList<SecondStats> seconds, TextWriter output)
    {
        for (var i = 0; i < seconds.Count; i++)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"second {i,3}  sent {seconds[i].Sent,5}  p50 {seconds[i].Percentile(0.5),8:F1} ms  " +
                $"p95 {seconds[i].Percentile(0.95),8:F1} ms  {seconds[i].Statuses()}"));
        }
    }

    private static async Task WritePhasesAsync(IReadOnlyList<Phase> phases, IReadOnlyList<SecondStats> seconds, TextWriter output)
    {
        var from = 0;
        foreach (var phase in phases)
        {
            var sum = SecondStats.Sum(seconds.Skip(from).Take(phase.Seconds));
            from += phase.Seconds;
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"phase {phase.Name,-8} {(sum.Sent - sum.Failed) / (double)phase.Seconds,8:F1} served/s  " +
                $"p50 {sum.Percentile(0.5),8:F1} ms  " +
                $"p95 {sum.Percentile(0.95),8:F1} ms  failed {sum.Failed,5} of {sum.Sent,6}  {sum.Statuses()}"));
            foreach (var (error, count) in sum.Errors())
                await output.WriteLineAsync(Invariant($"  {count,6} x {error}"));
        }
    }

    private static async Task WriteSumAsync(OpenLoad load, SecondStats all, TextWriter output)
    {
        await output.WriteLineAsync(Invariant($"sent={all.Sent}\nfailed={all.Failed}\nstatuses={all.Statuses()}"));
        await output.WriteLineAsync(Invariant(
            $"p50={all.Percentile(0.5):F1}\np95={all.Percentile(0.95):F1}\np99={all.Percentile(0.99):F1}\nmax={all.Percentile(1):F1}"));
        await output.WriteLineAsync(Invariant($"first_failure={Seconds(load.FirstFailure)}\nlast_failure={Seconds(load.LastFailure)}"));
        foreach (var (name, served) in load.Served)
            await output.WriteLineAsync(Invariant($"served_{name}={served}"));
    }

    private static string Seconds(DateTimeOffset? at) =>
        at is { } time ? Invariant($"{time.ToUnixTimeMilliseconds() / 1000.0:F3}") : "";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
