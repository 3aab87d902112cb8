namespace Commerce.Journaling;

/// <summary>
/// What one activation rests on that may not be durable yet: its own latest append, and the appends of others whose early
/// answers or questions it was given. Safe to use from several threads: a grain that answers early adds to those of its asker.
/// </summary>
/// <remarks>
/// An inherited append that failed stays here for ever: something in this activation may have been decided on it, and the
/// activation must end. Only what became durable is forgotten. The rule and its proof are in docs/adr/0058.
/// </remarks>
internal sealed class CommitDependencies
{
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _inherited = [];
    private Task _own = Task.CompletedTask; // the journal keeps a stream's order: all appends before it are durable when it is
    private int _pruneAt = 16;

    /// <summary>The activation's own latest append: all that its state rests on.</summary>
    public Task Own
    {
        get
        {
            lock (_lock)
                return _own;
        }
    }

    /// <summary>Whether some of it will never be durable.</summary>
    public bool IsLost
    {
        get
        {
            lock (_lock)
                return IsFailed(_own) || (_inherited.Count > 0 && _inherited.Any(IsFailed));
        }
    }

    /// <summary>Inherits what an asker or an answerer rests on.</summary>
    /// <param name="other">The other activation's.</param>
    public void Inherit(CommitDependencies other)
    {
        if (ReferenceEquals(this, other))
            return;
        var pending = other.Pending(); // never both locks at once: two grains may ask each other
        if (pending.Count == 0)
            return;
        lock (_lock)
        {
            _inherited.UnionWith(pending);
            if (_inherited.Count < _pruneAt)
                return;
            _inherited.RemoveWhere(IsDurable);
            _pruneAt = Math.Max(16, _inherited.Count * 2);
        }
    }

    /// <summary>
    /// Hands over what was inherited, to the append that carries it from now on: when that one is durable, all of it is.
    /// </summary>
    /// <param name="append">Makes the append that rests on what it is given; if it throws, nothing was handed over.</param>
    public void Carry(Func<IReadOnlyList<Task>, Task> append)
    {
        lock (_lock)
        {
            _inherited.RemoveWhere(IsDurable);
            _own = append(_inherited.Count == 0 ? [] : [.. _inherited]);
            _inherited.Clear();
        }
    }

    /// <summary>Completes when everything is durable; fails when some of it never will be.</summary>
    public Task WhenDurable()
    {
        lock (_lock)
        {
            _inherited.RemoveWhere(IsDurable);
            return _inherited.Count == 0 ? _own : AllAsync([_own, .. _inherited]);
        }
    }

    private List<Task> Pending()
    {
        lock (_lock)
        {
            _inherited.RemoveWhere(IsDurable);
            List<Task> pending = [.. _inherited];
            if (!IsDurable(_own))
                pending.Add(_own);
            return pending;
        }
    }

    // Continues on the caller's scheduler, as all code here does: the simulation decides by its scheduler what runs when.
    private static async Task AllAsync(Task[] appends)
    {
        foreach (var append in appends)
            await append;
    }

    private static bool IsDurable(Task append) => append.IsCompletedSuccessfully;

    private static bool IsFailed(Task append) => append.IsCompleted && !append.IsCompletedSuccessfully;
}
