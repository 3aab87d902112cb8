namespace Commerce.ServiceDefaults;

/// <summary>Moments of a process.</summary>
internal static class Lifetime
{
    /// <summary>Completes when every part of the host has started, and the server listens.</summary>
    /// <param name="lifetime">The host's lifetime.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static async Task StartedAsync(this IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellationToken);
    }
}
