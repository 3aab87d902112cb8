namespace Commerce.Journaling;

/// <summary>
/// The commands a grain decided lately, with their answers; bounded by count and age. It is rebuilt from the journal
/// and the snapshot, so it survives a crash.
/// </summary>
internal sealed class CommandMemory(int capacity, TimeSpan keep)
{
    private const byte Format = 1;

    private readonly Dictionary<Guid, CommandReceipt> _receipts = [];
    private readonly Queue<(Guid Id, long At)> _order = new();
    private byte[] _lastOutcome = [];
    private long _forgottenUpTo = long.MinValue; // milliseconds since 1970; later commands are all remembered

    public int Count => _receipts.Count;

    /// <summary>How many commands were ever remembered here; they are forgotten in the order in which they came.</summary>
    public long Remembered { get; private set; }

    /// <summary>How many of those are forgotten.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Whether anything was remembered since the last <see cref="Save"/>.</summary>
    public bool IsDirty { get; private set; }

    public bool TryGet(Guid id, DateTimeOffset now, out CommandReceipt receipt)
    {
        Forget(now);
        return _receipts.TryGetValue(id, out receipt);
    }

    /// <summary>Whether a command that was recorded at this moment or later may have been forgotten.</summary>
    public bool MayHaveForgotten(DateTimeOffset at) => _forgottenUpTo >= at.ToUnixTimeMilliseconds();

    public void Remember(Guid id, CommandReceipt receipt, DateTimeOffset at)
    {
        // Most commands of one grain have the same few outcomes: one copy in memory serves runs of them.
        if (_lastOutcome.AsSpan().SequenceEqual(receipt.Outcome))
            receipt = receipt with { Outcome = _lastOutcome };
        else
            _lastOutcome = receipt.Outcome;

        // What is too old goes first: it may be this very command, decided a second time after it was forgotten.
        Forget(at);
        if (_receipts.TryAdd(id, receipt))
        {
            _order.Enqueue((id, at.ToUnixTimeMilliseconds()));
            Remembered++;
        }
        IsDirty = true;
        Forget(at);
    }

    public byte[] Save()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Format);
        writer.Write(_forgottenUpTo);
        writer.Write(_order.Count);
        foreach (var (id, at) in _order)
        {
            var receipt = _receipts[id];
            writer.Write(id.ToByteArray());
            writer.Write(at);
            writer.Write(receipt.ContentHash);
            writer.Write7BitEncodedInt(receipt.Outcome.Length);
            writer.Write(receipt.Outcome);
        }
        IsDirty = false;
        return stream.ToArray();
    }

    public void Load(byte[] saved)
    {
        using var reader = new BinaryReader(new MemoryStream(saved));
        if (reader.ReadByte() != Format)
            throw new InvalidDataException("Unknown format of remembered commands.");
        _forgottenUpTo = reader.ReadInt64();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var id = new Guid(reader.ReadBytes(16));
            var at = DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64());
            var hash = reader.ReadUInt64();
            Remember(id, new CommandReceipt(hash, reader.ReadBytes(reader.Read7BitEncodedInt())), at);
        }
        IsDirty = false;
    }

    public void MarkDirty() => IsDirty = true;

    /// <summary>Forgets everything: the snapshot that it was loaded from is not of this journal.</summary>
    public void Clear()
    {
        _receipts.Clear();
        _order.Clear();
        (_lastOutcome, _forgottenUpTo) = ([], long.MinValue);
        (Remembered, Forgotten, IsDirty) = (0, 0, true);
    }

    private void Forget(DateTimeOffset now)
    {
        var oldest = (now - keep).ToUnixTimeMilliseconds();
        while (_order.TryPeek(out var first) && (first.At < oldest || _order.Count > capacity))
        {
            _order.Dequeue();
            _receipts.Remove(first.Id);
            Forgotten++;
            _forgottenUpTo = Math.Max(_forgottenUpTo, first.At);
        }
    }
}
