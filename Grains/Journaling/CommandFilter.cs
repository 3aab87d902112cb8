namespace Commerce.Journaling;

/// <summary>
/// What one activation knows of the commands that the index has of its stream: a key that cannot be among them is not looked for. It
/// has what the index had when it was read, and everything that was recorded since before that. What the index loses by age stays, and
/// costs a look-up when it comes again.
/// </summary>
/// <param name="budget">What its memory is taken from.</param>
/// <param name="lookups">So many look-ups are made before the index is read; at least 1.</param>
internal sealed class CommandFilter(FilterBudget budget, int lookups)
{
    /// <summary>Of a stream that has more commands, each is looked up.</summary>
    public const int MaxCommands = 500_000;

    private State _state = State.Waiting;
    private int _lookups;
    private BloomFilter? _recorded;
    private BloomFilter? _indexed;

    private enum State
    {
        Waiting,
        Filling,
        Complete,
        Closed,
    }

    /// <summary>Whether the index does not have a command, for certain, and nothing of it is on its way there.</summary>
    /// <param name="id">The command.</param>
    public bool Excludes(Guid id) => _state == State.Complete && !_recorded!.MayContain(id) && !_indexed!.MayContain(id);

    /// <summary>
    /// Takes note that a key is looked up, and tells whether the index is to be read now. If so, what is recorded from now on is kept.
    /// </summary>
    public bool BeginsToFill()
    {
        if (_state != State.Waiting || ++_lookups < lookups)
            return false;
        (_state, _recorded) = (State.Filling, new(budget));
        return true;
    }

    /// <summary>Takes what the index has. All that was recorded before <see cref="BeginsToFill"/> was in it when it was read.</summary>
    /// <param name="indexed">The commands; <see langword="null"/> when they are too many.</param>
    public void Fill(BloomFilter? indexed)
    {
        if (_state == State.Filling && indexed is not null)
        {
            (_state, _indexed) = (State.Complete, indexed);
            return;
        }
        indexed?.Clear();
        Close();
    }

    /// <summary>The index could not be read; it is tried again after some more look-ups.</summary>
    public void GiveUpFilling()
    {
        if (_state != State.Filling)
            return;
        Close();
        (_state, _lookups) = (State.Waiting, 0);
    }

    /// <summary>Takes a command that is recorded now.</summary>
    /// <param name="id">The command.</param>
    public void Add(Guid id)
    {
        if (_recorded is not null && (_recorded.Count >= MaxCommands || !_recorded.TryAdd(id)))
            Close();
    }

    /// <summary>From now on each key is looked up, and no memory is used.</summary>
    public void Close()
    {
        _recorded?.Clear();
        _indexed?.Clear();
        (_state, _recorded, _indexed) = (State.Closed, null, null);
    }
}
