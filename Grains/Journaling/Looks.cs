namespace Commerce.Journaling;

/// <summary>How one grain learns what others would answer: by a look where they are in its silo and show it, else by a call.</summary>
/// <param name="here">The grains of the silo.</param>
/// <param name="asker">Who wants to know.</param>
internal readonly struct Looks(EarlyAnswers here, IRestsOnCommits asker)
{
    /// <summary>Looks, or asks.</summary>
    /// <typeparam name="TGrain">The grain's interface.</typeparam>
    /// <typeparam name="TAnswer">What it shows, and answers.</typeparam>
    /// <param name="grain">The grain.</param>
    /// <param name="ask">The question that is answered with what it shows.</param>
    /// <returns>The answer; <see langword="null"/> when the grain answered so.</returns>
    public Task<TAnswer?> At<TGrain, TAnswer>(TGrain grain, Func<TGrain, Task<TAnswer?>> ask)
        where TGrain : IAddressable
        where TAnswer : class => here.Look<TAnswer>(asker, grain) is { } shown ? Task.FromResult<TAnswer?>(shown) : ask(grain);
}
