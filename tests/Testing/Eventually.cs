using System.Diagnostics;

namespace Commerce.Testing;

/// <summary>Waits for what another process does, where there is nothing to await.</summary>
public static class Eventually
{
    /// <summary>How long a test waits at the most for what must come: then it fails, and does not hang.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(25);

    /// <summary>Polls until it holds.</summary>
    /// <param name="what">What is waited for, for the message when it never comes.</param>
    /// <param name="holds">Whether it holds by now.</param>
    /// <exception cref="TimeoutException">It did not hold within a minute.</exception>
    public static Task HoldsAsync(string what, Func<Task<bool>> holds) =>
        ComesAsync(what, async () => await holds() ? what : null);

    /// <summary>Polls until it is there.</summary>
    /// <typeparam name="T">What is waited for.</typeparam>
    /// <param name="what">What is waited for, for the message when it never comes.</param>
    /// <param name="ask">Gives it, or <see langword="null"/> while it is not there.</param>
    /// <exception cref="TimeoutException">It did not come within a minute.</exception>
    public static async Task<T> ComesAsync<T>(string what, Func<Task<T?>> ask)
        where T : class
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (await ask() is { } found)
                return found;
            if (Stopwatch.GetElapsedTime(started) > Deadline)
                throw new TimeoutException($"Waited for {Deadline.TotalSeconds} s in vain: {what}.");
            await Task.Delay(s_pollInterval);
        }
    }
}
