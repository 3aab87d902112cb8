namespace Commerce.Journaling;

/// <summary>
/// What one activation has in the silo's <see cref="CommandCache"/>: the commands it decided lately, with their answers. It knows
/// how far back it reaches; what is older is asked of the index in the store.
/// </summary>
internal sealed class CommandMemory(CommandCache cache)
{
    private const byte Format = 1;

    private CommandCache.Owner _owner = new();
    private byte[] _lastOutcome = [];
    private long _latest = long.MinValue; // of all that was ever remembered, in milliseconds since 1970

    /// <summary>How many commands were ever remembered here.</summary>
    public long Remembered { get; private set; }

    /// <summary>Whether anything was remembered since the last <see cref="Save"/>.</summary>
    public bool IsDirty { get; private set; }

    /// <summary>Finds a command's answer.</summary>
    /// <param name="id">The command.</param>
    /// <param name="notBefore">One that was recorded before this moment does not count.</param>
    /// <param name="now">Now.</param>
    /// <param name="receipt">The answer.</param>
    public bool TryGet(Guid id, DateTimeOffset notBefore, DateTimeOffset now, out CommandReceipt receipt)
    {
        var found = cache.TryGet(_owner, id, now, out var known) && known.At >= notBefore.ToUnixTimeMilliseconds();
        receipt = found ? known.Receipt : default;
        return found;
    }

    /// <summary>Whether a command that was recorded at this moment or later may have been forgotten.</summary>
    public bool MayHaveForgotten(DateTimeOffset at) => _owner.ForgottenUpTo >= at.ToUnixTimeMilliseconds();

    /// <summary>Whether a command was forgotten that was not among the first so many.</summary>
    public bool HasForgottenAfter(long number) => _owner.LastForgotten > number;

    /// <summary>Remembers a command.</summary>
    /// <param name="id">The command.</param>
    /// <param name="receipt">Its answer.</param>
    /// <param name="at">When it was recorded.</param>
    /// <param name="now">Now.</param>
    public void Remember(Guid id, CommandReceipt receipt, DateTimeOffset at, DateTimeOffset now)
    {
        // Most commands of one grain have the same few outcomes: one copy in memory serves runs of them.
        if (_lastOutcome.AsSpan().SequenceEqual(receipt.Outcome))
            receipt = receipt with { Outcome = _lastOutcome };
        else
            _lastOutcome = receipt.Outcome;
        var recordedAt = at.ToUnixTimeMilliseconds();
        _latest = Math.Max(_latest, recordedAt);
        IsDirty = true;
        cache.Add(_owner, id, new(receipt, recordedAt, ++Remembered), now);
    }

    /// <summary>
    /// What a snapshot has to say of it: that whoever loads it remembers nothing of what was recorded until now. In the form in
    /// which earlier releases saved their commands, so that they can read it.
    /// </summary>
    public byte[] Save()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Format);
        writer.Write(Math.Max(_owner.ForgottenUpTo, _latest));
        writer.Write(0);
        IsDirty = false;
        return stream.ToArray();
    }

    /// <summary>Loads what was saved, also the commands that an earlier release did.</summary>
    /// <param name="saved">What was saved.</param>
    /// <param name="now">Now.</param>
    public void Load(byte[] saved, DateTimeOffset now)
    {
        using var reader = new BinaryReader(new MemoryStream(saved));
        if (reader.ReadByte() != Format)
            throw new InvalidDataException("Unknown format of remembered commands.");
        _owner.ForgetUpTo(reader.ReadInt64());
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var id = new Guid(reader.ReadBytes(16));
            var at = DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64());
            var hash = reader.ReadUInt64();
            Remember(id, new CommandReceipt(hash, reader.ReadBytes(reader.Read7BitEncodedInt())), at, now);
        }
        IsDirty = false;
    }

    public void MarkDirty() => IsDirty = true;

    /// <summary>Forgets everything: the snapshot that it was loaded from is not of this journal.</summary>
    public void Clear()
    {
        (_owner, _lastOutcome, _latest) = (new(), [], long.MinValue);
        (Remembered, IsDirty) = (0, true);
    }
}
