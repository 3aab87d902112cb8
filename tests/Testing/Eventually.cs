using System.Diagnostics;

namespace Commerce.Testing;

/// <summary>Waits for what another process does, where there is nothing to await.</summary>
public static class Eventually
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(25);

    /// <summary>Polls until it holds.</summary>
    /// <param name="what">What is waited for, for the message when it never comes.</param>
    /// <param name="holds">Whether it holds by now.</param>
    /// <exception cref="TimeoutException">It did not hold within a minute.</exception>
    public static async Task HoldsAsync(string what, Func<Task<bool>> holds)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            if (Stopwatch.GetElapsedTime(started) > s_deadline)
                throw new TimeoutException($"Waited for {s_deadline.TotalSeconds} s in vain: {what}.");
            await Task.Delay(s_pollInterval);
        }
    }
}
