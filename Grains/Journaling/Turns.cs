using System.Diagnostics.CodeAnalysis;

namespace Commerce.Journaling;

/// <summary>
/// Work of one activation that is done one after the other. Calls to a grain interleave: while one waits for other grains, the next
/// one is let in.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Nothing asks the semaphore for a handle: there is nothing to dispose of.")]
internal sealed class Turns
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Does the work when everything that came before it has ended, in whichever way.</summary>
    /// <typeparam name="TResult">What the work results in.</typeparam>
    /// <param name="work">The work.</param>
    public async Task<TResult> RunAsync<TResult>(Func<Task<TResult>> work)
    {
        await _turn.WaitAsync();
        try
        {
            return await work();
        }
        finally
        {
            _turn.Release();
        }
    }
}
