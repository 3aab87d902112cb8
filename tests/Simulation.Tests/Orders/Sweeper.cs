using Commerce.Concerts;
using Commerce.Journaling;
using Commerce.Simulator;

namespace Commerce.Orders;

/// <summary>Resumes what is listed as unfinished, as the silo's sweeper does, until it is told that the day is over.</summary>
internal sealed class Sweeper(SimCluster cluster)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_resumeAfter = TimeSpan.FromSeconds(1);

    private bool _enough;

    public int Resumed { get; private set; }

    public async Task RunAsync()
    {
        while (!_enough || cluster.Store.OpenWork.Count > 0)
        {
            await cluster.Time.Pause(s_interval, null);
            var before = SiloClock.Start + cluster.Time.Now - s_resumeAfter;
            await Task.WhenAll(cluster.Store.OpenWork.Where(work => work.OpenedAt < before).Select(work => ResumeAsync(work.Stream))
                .ToList());
        }
    }

    public void EndWhenDone() => _enough = true;

    private async Task ResumeAsync(string stream)
    {
        try
        {
            var name = StreamName.Parse(stream);
            if (name.IsOf(OrderStreams.Category))
                await cluster.Clients.GetGrain<IOrderGrain>(name.GuidKey).Resume();
            else
                await cluster.Clients.GetGrain<IReservationGrain>(name.GuidKey).Resume();
            Resumed++;
        }
        catch (Exception failure) when (failure is CommerceUnavailableException or OrleansException or TimeoutException)
        {
            // It stays listed.
        }
    }
}
