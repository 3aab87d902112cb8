using System.Buffers.Binary;
using Orleans.Storage;

namespace Commerce.Journaling;

/// <summary>One stored piece of a snapshot, as Orleans grain storage keeps it.</summary>
public sealed class SnapshotPart
{
    /// <summary>The piece, in a form only its writer knows.</summary>
    public byte[] Bytes { get; set; } = [];
}

/// <summary>A grain's snapshot as it was loaded.</summary>
/// <param name="Seq">The last event in it.</param>
/// <param name="Memory">The remembered commands.</param>
/// <param name="Parts">The state's parts.</param>
/// <param name="LastEvent">The id of the last event in it; empty in one of an earlier release.</param>
internal sealed record Snapshot(long Seq, byte[] Memory, IReadOnlyList<byte[]> Parts, Guid LastEvent);

/// <summary>
/// One grain's snapshots in Orleans grain storage. Every part has two places: a new version goes to the place that the
/// head does not name, and only then does the head name it, so an interrupted snapshot leaves the one before intact.
/// </summary>
/// <remarks>
/// Part and head both say of which event a part is. A second activation may write the same places, and a head with another
/// one's part would be a state that the journal's tail is applied to twice: such a snapshot does not count.
/// </remarks>
/// <param name="storage">Orleans grain storage.</param>
/// <param name="grain">The grain.</param>
internal sealed class SnapshotStore(IGrainStorage storage, GrainId grain)
{
    /// <summary>The name under which the storage is registered.</summary>
    public const string ProviderName = "snapshots";

    private const byte Discarded = 0;
    private const byte WithoutEvent = 1; // as earlier releases wrote it
    private const byte Format = 2;
    private const string HeadName = "snapshot";

    private readonly Dictionary<string, GrainState<SnapshotPart>> _known = [];
    private readonly List<Place> _places = []; // per stored part (0 = remembered commands), where the head says it is
    private byte[]? _head; // what was last read or written; null when that is not known

    /// <summary>Loads the latest snapshot.</summary>
    /// <returns>The snapshot, or <see langword="null"/> when there is none.</returns>
    /// <exception cref="InvalidDataException">Its form is not known, or its parts are not of one snapshot.</exception>
    public async Task<Snapshot?> LoadAsync()
    {
        var head = _head = await ReadAsync(HeadName);
        if (head is [] or [Discarded])
            return null;
        var (seq, lastEvent) = ReadHead(head);
        var parts = new List<byte[]>(_places.Count);
        for (var part = 0; part < _places.Count; part++)
        {
            var bytes = await ReadAsync(NameOf(part, _places[part].Slot));
            if (bytes.Length < sizeof(long) || BinaryPrimitives.ReadInt64LittleEndian(bytes) != _places[part].Seq)
                throw new InvalidDataException($"Part {part} of the snapshot of {grain} is missing or of another snapshot.");
            parts.Add(bytes[sizeof(long)..]);
        }
        return new Snapshot(seq, parts[0], parts.GetRange(1, parts.Count - 1), lastEvent);
    }

    /// <summary>Saves what changed.</summary>
    /// <param name="seq">The last event in the snapshot; it is durable.</param>
    /// <param name="partCount">Parts of the state, saved now or before.</param>
    /// <param name="changed">The changed pieces: 0 is the remembered commands, then the state's parts from 1.</param>
    /// <param name="lastEvent">The id of that last event.</param>
    /// <exception cref="InconsistentStateException">A second activation saved one; nothing of this one counts.</exception>
    public async Task SaveAsync(long seq, int partCount, IReadOnlyList<(int Part, byte[] Bytes)> changed, Guid lastEvent = default)
    {
        // The places that this activation takes for free may be the ones that another one's head names.
        if (_head is { } expected)
        {
            _head = await ReadAsync(HeadName);
            if (!_head.AsSpan().SequenceEqual(expected))
                throw new InconsistentStateException($"Another activation of {grain} saved a snapshot.");
        }

        var places = new List<Place>(_places);
        while (places.Count < partCount + 1)
            places.Add(new(Slot: 1, Seq: 0));
        places.RemoveRange(partCount + 1, places.Count - partCount - 1); // parts of a form that could not be read
        foreach (var (part, bytes) in changed)
        {
            places[part] = new((byte)(places[part].Slot ^ 1), seq);
            var stored = new byte[sizeof(long) + bytes.Length];
            BinaryPrimitives.WriteInt64LittleEndian(stored, seq);
            bytes.CopyTo(stored, sizeof(long));
            await WriteAsync(NameOf(part, places[part].Slot), stored);
        }
        var head = WriteHead(seq, lastEvent, places);
        _head = null;
        await WriteAsync(HeadName, head);
        _head = head;
        _places.Clear();
        _places.AddRange(places);
    }

    /// <summary>Takes away what was loaded: it does not count any more.</summary>
    /// <exception cref="InconsistentStateException">A second activation saved one.</exception>
    public async Task DiscardAsync()
    {
        _head = null;
        await WriteAsync(HeadName, [Discarded]);
        _head = [Discarded];
    }

    private (long Seq, Guid LastEvent) ReadHead(byte[] head)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(head));
            var format = reader.ReadByte();
            if (format is not (WithoutEvent or Format))
                throw new InvalidDataException($"Unknown format of the snapshot of {grain}.");
            var seq = reader.ReadInt64();
            var lastEvent = format == Format ? new Guid(reader.ReadBytes(16)) : Guid.Empty;
            for (var left = reader.ReadInt32(); left > 0; left--)
                _places.Add(new(reader.ReadByte(), reader.ReadInt64()));
            return _places.Count > 0 ? (seq, lastEvent) : throw new InvalidDataException($"The snapshot of {grain} has no parts.");
        }
        catch (Exception cut) when (cut is EndOfStreamException or ArgumentException)
        {
            throw new InvalidDataException($"The head of the snapshot of {grain} ends too early.", cut);
        }
    }

    private static byte[] WriteHead(long seq, Guid lastEvent, List<Place> places)
    {
        using var head = new MemoryStream();
        using var writer = new BinaryWriter(head);
        writer.Write(Format);
        writer.Write(seq);
        writer.Write(lastEvent.ToByteArray());
        writer.Write(places.Count);
        foreach (var place in places)
        {
            writer.Write(place.Slot);
            writer.Write(place.Seq);
        }
        return head.ToArray();
    }

    private static string NameOf(int part, byte slot) => $"{HeadName}.{part}.{(slot == 0 ? 'a' : 'b')}";

    private async Task<byte[]> ReadAsync(string name)
    {
        var state = new GrainState<SnapshotPart> { State = new SnapshotPart() };
        await storage.ReadStateAsync(name, grain, state);
        // Only the version is kept: the bytes are the caller's.
        _known[name] = new GrainState<SnapshotPart> { State = new SnapshotPart(), ETag = state.ETag, RecordExists = state.RecordExists };
        return state.RecordExists ? state.State.Bytes : [];
    }

    private async Task WriteAsync(string name, byte[] bytes)
    {
        if (!_known.TryGetValue(name, out var state))
        {
            await ReadAsync(name);
            state = _known[name];
        }
        state.State = new SnapshotPart { Bytes = bytes };
        try
        {
            await storage.WriteStateAsync(name, grain, state);
        }
        catch
        {
            _known.Remove(name); // it may have been written: the next attempt asks for the version
            throw;
        }
        state.State = new SnapshotPart();
    }

    /// <param name="Slot">Which of the part's two places.</param>
    /// <param name="Seq">The last event in the snapshot that the part was saved for.</param>
    private readonly record struct Place(byte Slot, long Seq);
}
