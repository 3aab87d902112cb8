namespace Commerce.Http;

/// <summary>
/// Remembers for a moment what does not exist, so that repeated questions are answered by this front-end. What is made through
/// this front-end is found at once; what is made through another one, after <see cref="KeepFor"/> at the latest.
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

    private readonly Absence?[] _places = new Absence?[Places];
    private readonly Lock _writing = new();
    private long _made;

    /// <summary>Finds a thing, asking for it unless it was absent a moment ago.</summary>
    /// <typeparam name="T">What is found.</typeparam>
    /// <param name="key">The thing.</param>
    /// <param name="ask">Asks for it; <see langword="null"/> means that it does not exist.</param>
    public Task<T?> FindAsync<T>(TKey key, Func<Task<T?>> ask) =>
        Volatile.Read(ref _places[(uint)key.GetHashCode() % Places]) is { } absence && absence.Key.Equals(key)
        && clock.GetElapsedTime(absence.Since) < KeepFor
            ? Task.FromResult<T?>(default)
            : AskAsync(key, ask);

    /// <summary>Call it when a thing may have been made, before anybody is told.</summary>
    /// <param name="key">The thing.</param>
    public void Made(TKey key)
    {
        lock (_writing)
        {
            _made++;
            ref var place = ref _places[(uint)key.GetHashCode() % Places];
            if (place is { } absence && absence.Key.Equals(key))
                place = null;
        }
    }

    private async Task<T?> AskAsync<T>(TKey key, Func<Task<T?>> ask)
    {
        var made = Volatile.Read(ref _made);
        var found = await ask();
        if (found is null)
        {
            lock (_writing)
            {
                // Something was made while this was asked: it may have been this.
                if (made == _made)
                    _places[(uint)key.GetHashCode() % Places] = new(key, clock.GetTimestamp());
            }
        }
        return found;
    }

    private sealed record Absence(TKey Key, long Since);
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
