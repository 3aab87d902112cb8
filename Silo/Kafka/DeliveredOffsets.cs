namespace Commerce.Kafka;

/// <summary>Which messages of a partition were read, and which of them are settled. Reading resumes at the first that is not.</summary>
internal sealed class DeliveredOffsets
{
    private readonly SortedDictionary<long, DateTimeOffset> _open = [];

    /// <summary>The offset after the last that was read; -1 while nothing is known.</summary>
    public long Next { get; private set; } = -1;

    /// <summary>The first offset that is not settled; -1 while nothing is known.</summary>
    public long Resume => _open.Count == 0 ? Next : _open.First().Key;

    /// <summary>When the first message that is not settled was written; <see langword="null"/> when all are.</summary>
    public DateTimeOffset? Oldest => _open.Count == 0 ? null : _open.First().Value;

    /// <summary>Notes where reading begins.</summary>
    public void Start(long offset) => Next = offset;

    /// <summary>Forgets everything: the partition is another one, whose offsets begin again.</summary>
    public void Restart()
    {
        _open.Clear();
        Next = -1;
    }

    /// <summary>Notes that a message was read. They come in order.</summary>
    /// <param name="offset">Its offset.</param>
    /// <param name="written">When it was written.</param>
    /// <returns>False when messages before it are missing.</returns>
    public bool Read(long offset, DateTimeOffset written)
    {
        var whole = Next < 0 || offset == Next;
        _open.Add(offset, written);
        Next = offset + 1;
        return whole;
    }

    /// <summary>Notes that what was read there is taken in, or parked.</summary>
    /// <param name="offset">Its offset.</param>
    public void Settle(long offset) => _open.Remove(offset);
}
