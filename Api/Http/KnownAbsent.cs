namespace Commerce.Http;

/// <summary>
/// Remembers for a moment what does not exist, so that repeated questions are answered by this front-end. What is made through
/// this front-end, or told to exist by it, is found at once; what is made through another one, after <see cref="KeepFor"/> at the latest.
/// </summary>
/// <typeparam name="TKey">How the things are known.</typeparam>
/// <param name="clock">The clock of <see cref="KeepFor"/>.</param>
/// <remarks>A fixed number of places, each for whatever came to it last: a million ids take no more room than these.</remarks>
internal sealed class KnownAbsent<TKey>(TimeProvider clock)
    where TKey : notnull
{
    /// <summary>How many are remembered at the most.</summary>
    public const int Places = 4096;

    /// <summary>How long a thing is remembered as absent.</summary>
    public static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(1);

    private readonly Question?[] _places = new Question?[Places];

    /// <summary>Finds a thing, asking for it unless it was absent a moment ago.</summary>
    /// <typeparam name="T">What is found.</typeparam>
    /// <param name="key">The thing.</param>
    /// <param name="ask">Asks for it; <see langword="null"/> means that it does not exist.</param>
    public Task<T?> FindAsync<T>(TKey key, Func<Task<T?>> ask)
    {
        ref var place = ref Place(key);
        if (Volatile.Read(ref place) is not { } question || !question.Key.Equals(key))
            Interlocked.Exchange(ref place, question = new(key)); // it is there before it is asked
        else if (question.AbsentSince is { } since && clock.GetElapsedTime(since) < KeepFor)
            return Task.FromResult<T?>(default);
        return AskAsync(question, ask);
    }

    /// <summary>
    /// Call it when a thing may have been made, or an answer tells that it exists, before anybody is told. A question for it that is under
    /// way is not remembered either. Where nothing is remembered of it, which is nearly always, it costs one read.
    /// </summary>
    /// <param name="key">The thing.</param>
    public void Found(TKey key)
    {
        ref var place = ref Place(key);
        if (Volatile.Read(ref place) is { } question && question.Key.Equals(key))
            Volatile.Write(ref place, null); // another's question may be there by now: it is asked again, no more
    }

    private ref Question? Place(TKey key) => ref _places[(uint)key.GetHashCode() % Places];

    private async Task<T?> AskAsync<T>(Question question, Func<Task<T?>> ask)
    {
        var found = await ask();
        if (found is null)
            question.IsAbsent(clock.GetTimestamp());
        else
            Found(question.Key);
        return found;
    }

    /// <summary>
    /// All who ask for one thing share a question, as long as it has its place. An answer counts only there: the question has no place any
    /// more when the thing was found, or made, after somebody had asked.
    /// </summary>
    private sealed class Question(TKey key)
    {
        private long _absentSince = long.MinValue; // no timestamp

        public TKey Key => key;

        public long? AbsentSince => Volatile.Read(ref _absentSince) is not long.MinValue and var since ? since : null;

        public void IsAbsent(long since) => Volatile.Write(ref _absentSince, since);
    }
}

/// <summary>What this front-end knows to be absent, by kind.</summary>
internal sealed class Absences(TimeProvider clock)
{
    public KnownAbsent<long> Coupons { get; } = new(clock);

    public KnownAbsent<long> Customers { get; } = new(clock);

    public KnownAbsent<long> Products { get; } = new(clock);

    public KnownAbsent<Guid> Orders { get; } = new(clock);

    public KnownAbsent<long> Concerts { get; } = new(clock);

    public KnownAbsent<long> Schedules { get; } = new(clock);

    public KnownAbsent<Guid> Reservations { get; } = new(clock);
}
