using Commerce.Simulator;

namespace Commerce.Orders;

/// <summary>Short runs in each of which something goes wrong at one moment, until every moment was tried.</summary>
internal static class CrashRuns
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    /// <summary>Does every run, side by side. A failure names the run.</summary>
    public static void Try<TRun>(string name, IEnumerable<TRun> runs, Action<TRun> run) => Parallel.ForEach(runs.ToList(), which =>
    {
        try
        {
            run(which);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{name}: {which} fails: {failure.Message}", failure);
        }
    });

    /// <summary>Does what comes before a run; nothing goes wrong in it.</summary>
    public static void Prepare(SimCluster cluster, Func<Task> prepare) => cluster.Time.RunUntil(cluster.Time.Start(prepare), s_limit);

    /// <summary>Does what clients ask for, while something goes wrong, and lets everything come to its end.</summary>
    /// <param name="cluster">Where.</param>
    /// <param name="trouble">What goes wrong, and when.</param>
    /// <param name="asks">What clients ask for, side by side.</param>
    /// <returns>Events from the first request to the last answer.</returns>
    public static int Run(SimCluster cluster, TroubleAt trouble, params Func<Task>[] asks)
    {
        var (time, start) = (cluster.Time, cluster.Time.Events);
        trouble.HappenIn(cluster);
        var sweeper = new Sweeper(cluster);
        var sweeping = time.Start(sweeper.RunAsync);
        time.RunUntil(Task.WhenAll(asks.Select(time.Start).ToList()), s_limit);
        var moments = time.Events - start;
        sweeper.EndWhenDone();
        time.RunUntil(sweeping, s_limit);
        time.RunOut();
        return moments;
    }

    /// <summary>Asks an order for something: a patient client until it is answered, any other one once.</summary>
    public static async Task AskAsync(SimCluster cluster, Guid orderId, bool patient, Func<IOrderGrain, Task> ask)
    {
        while (true)
        {
            try
            {
                await ask(cluster.Clients.GetGrain<IOrderGrain>(orderId));
                return;
            }
            catch (Exception failure) when (failure is CommerceUnavailableException or OrleansException or TimeoutException)
            {
                if (!patient)
                    return;
                await cluster.Time.Pause(TimeSpan.FromMilliseconds(200), null);
            }
        }
    }
}
