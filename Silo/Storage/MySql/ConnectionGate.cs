namespace Commerce.Storage.MySql;

/// <summary>
/// Lets only so many in at once; the others wait their turn, in order. Unlike a semaphore it can be made smaller and larger
/// while it is in use.
/// </summary>
/// <param name="size">How many are let in at first.</param>
internal sealed class ConnectionGate(int size)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private int _size = size;
    private int _inside;

    /// <summary>How many are let in at once.</summary>
    public int Size
    {
        get
        {
            lock (_lock)
                return _size;
        }
    }

    /// <summary>Waits for a turn, which the caller gives back with <see cref="Leave"/>.</summary>
    /// <param name="patience">How long to wait at the most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DatabaseUnavailableException">The turn did not come in time.</exception>
    public async ValueTask EnterAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource> turn;
        lock (_lock)
        {
            if (_inside < _size && _waiting.Count == 0)
            {
                _inside++;
                return;
            }
            turn = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        try
        {
            await turn.Value.Task.WaitAsync(patience, cancellationToken);
        }
        catch (Exception tired)
        {
            GiveUp(turn);
            if (tired is TimeoutException)
                throw new DatabaseUnavailableException($"No connection to the database became free within {patience}.", tired);
            throw;
        }
    }

    /// <summary>Gives a turn back.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _inside--;
            LetIn();
        }
    }

    /// <summary>Changes how many are let in. Nobody is thrown out: a smaller size holds when enough have left.</summary>
    /// <param name="size">How many; at least 1.</param>
    public void Resize(int size)
    {
        lock (_lock)
        {
            _size = size;
            LetIn();
        }
    }

    private void GiveUp(LinkedListNode<TaskCompletionSource> turn)
    {
        lock (_lock)
        {
            if (turn.List is not null)
            {
                _waiting.Remove(turn);
                return;
            }
            _inside--; // the turn came in the same moment
            LetIn();
        }
    }

    private void LetIn()
    {
        while (_inside < _size && _waiting.First is { } next)
        {
            _waiting.RemoveFirst();
            _inside++;
            next.Value.SetResult();
        }
    }
}
