namespace Commerce.Journaling;

/// <summary>
/// The commands that the grains of a silo decided lately, with their answers: one memory for all of them, bounded by count and age.
/// It is a cache of the index in the store. Safe to use from several threads: it is cut into parts, each with a lock of its own.
/// </summary>
/// <param name="capacity">Commands at the most; at least 1.</param>
/// <param name="keep">How long one is kept.</param>
internal sealed class CommandCache(int capacity, TimeSpan keep)
{
    private const int MaxParts = 16;
    private const int MinPerPart = 1_000; // of a small cache, commands are forgotten strictly in the order in which they came

    private readonly long _keep = (long)keep.TotalMilliseconds;
    private readonly Part[] _parts = NewParts(capacity);

    /// <summary>Commands at this moment.</summary>
    public int Count => _parts.Sum(part => part.Count);

    /// <summary>Remembers a command; what is too old already is as good as forgotten.</summary>
    /// <param name="owner">The grain's part of it.</param>
    /// <param name="id">The command.</param>
    /// <param name="known">Its answer.</param>
    /// <param name="now">Now.</param>
    public void Add(Owner owner, Guid id, Known known, DateTimeOffset now)
    {
        var oldest = now.ToUnixTimeMilliseconds() - _keep;
        if (known.At < oldest)
            owner.Forget(known);
        else
            PartOf(id).Add(new(owner, id), known, oldest);
    }

    public bool TryGet(Owner owner, Guid id, DateTimeOffset now, out Known known) =>
        PartOf(id).TryGet(new(owner, id), now.ToUnixTimeMilliseconds() - _keep, out known);

    private static Part[] NewParts(int capacity)
    {
        var parts = new Part[Math.Clamp(capacity / MinPerPart, 1, MaxParts)];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = new Part(capacity / parts.Length);
        return parts;
    }

    private Part PartOf(Guid id) => _parts[(uint)id.GetHashCode() % (uint)_parts.Length];

    /// <summary>A command with its answer.</summary>
    /// <param name="Receipt">The answer.</param>
    /// <param name="At">When it was recorded, in milliseconds since 1970.</param>
    /// <param name="Number">Which of its grain's commands it is, in the order in which they were remembered.</param>
    internal readonly record struct Known(CommandReceipt Receipt, long At, long Number);

    /// <summary>A grain in the cache, and how much of what it had there is gone.</summary>
    internal sealed class Owner
    {
        private long _forgottenUpTo = long.MinValue;
        private long _lastForgotten;

        /// <summary>The latest moment of a command that is gone, in milliseconds since 1970.</summary>
        public long ForgottenUpTo => Volatile.Read(ref _forgottenUpTo);

        /// <summary>The highest number of a command that is gone; 0 for none.</summary>
        public long LastForgotten => Volatile.Read(ref _lastForgotten);

        public void Forget(Known known)
        {
            ForgetUpTo(known.At);
            Raise(ref _lastForgotten, known.Number);
        }

        public void ForgetUpTo(long at) => Raise(ref _forgottenUpTo, at);

        private static void Raise(ref long highest, long to)
        {
            for (var seen = Volatile.Read(ref highest); seen < to;)
            {
                var found = Interlocked.CompareExchange(ref highest, to, seen);
                if (found == seen)
                    return;
                seen = found;
            }
        }
    }

    private readonly record struct Key(Owner Owner, Guid Id);

    private sealed class Part(int capacity)
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<Key, Known> _known = [];
        private readonly Queue<(Key Key, long Number)> _order = new();

        public int Count
        {
            get
            {
                lock (_lock)
                    return _known.Count;
            }
        }

        public void Add(Key key, Known known, long oldest)
        {
            lock (_lock)
            {
                _known[key] = known;
                _order.Enqueue((key, known.Number));
                Forget(oldest);
            }
        }

        public bool TryGet(Key key, long oldest, out Known known)
        {
            lock (_lock)
            {
                Forget(oldest);
                return _known.TryGetValue(key, out known);
            }
        }

        private void Forget(long oldest)
        {
            while (_order.TryPeek(out var first))
            {
                // One that was remembered anew stands in the queue again.
                var isCurrent = _known.TryGetValue(first.Key, out var known) && known.Number == first.Number;
                if (isCurrent && known.At >= oldest && _known.Count <= capacity)
                    return;
                _order.Dequeue();
                if (!isCurrent)
                    continue;
                _known.Remove(first.Key);
                first.Key.Owner.Forget(known);
            }
        }
    }
}
