using System.Buffers.Binary;
using System.Security.Cryptography;
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
internal sealed record Snapshot(long Seq, byte[] Memory, IReadOnlyList<byte[]> Parts);

/// <summary>
/// One grain's snapshots in Orleans grain storage. Every part has two places: a new version goes to the place that the
/// head does not name, and only then does the head name it, so an interrupted snapshot leaves the one before intact.
/// The head also has a hash of each piece: of two activations of one grain, the one that was taken for dead can still
/// write over a place that the other's head names, and what does not match is no snapshot.
/// </summary>
/// <param name="storage">Orleans grain storage.</param>
/// <param name="grain">The grain.</param>
internal sealed class SnapshotStore(IGrainStorage storage, GrainId grain)
{
    /// <summary>The name under which the storage is registered.</summary>
    public const string ProviderName = "snapshots";

    private const byte Format = 2;
    private const string HeadName = "snapshot";

    private readonly Dictionary<string, GrainState<SnapshotPart>> _known = [];
    private readonly List<Place> _places = []; // per stored part (0 = remembered commands), what the head names

    public async Task<Snapshot?> LoadAsync()
    {
        var head = await ReadAsync(HeadName);
        if (head.Length == 0)
            return null;
        using var reader = new BinaryReader(new MemoryStream(head));
        if (reader.ReadByte() != Format)
            throw new InvalidDataException($"Unknown format of the snapshot of {grain}.");
        var seq = reader.ReadInt64();
        for (var left = reader.ReadInt32(); left > 0; left--)
            _places.Add(new(reader.ReadByte(), reader.ReadUInt64()));

        var parts = new List<byte[]>(_places.Count);
        for (var part = 0; part < _places.Count; part++)
        {
            var bytes = await ReadAsync(NameOf(part, _places[part].Slot));
            parts.Add(HashOf(bytes) == _places[part].Hash
                ? bytes
                : throw new InvalidDataException($"Part {part} of the snapshot of {grain} is not the one its head names."));
        }
        return new Snapshot(seq, parts[0], parts.GetRange(1, parts.Count - 1));
    }

    /// <summary>Saves what changed.</summary>
    /// <param name="seq">The last event in the snapshot; it is durable.</param>
    /// <param name="partCount">Parts of the state, saved now or before.</param>
    /// <param name="changed">The changed pieces: 0 is the remembered commands, then the state's parts from 1.</param>
    public async Task SaveAsync(long seq, int partCount, IReadOnlyList<(int Part, byte[] Bytes)> changed)
    {
        var places = new List<Place>(_places);
        while (places.Count < partCount + 1)
            places.Add(new(1, 0));
        places.RemoveRange(partCount + 1, places.Count - partCount - 1); // parts of a form that could not be read
        foreach (var (part, bytes) in changed)
        {
            places[part] = new((byte)(places[part].Slot ^ 1), HashOf(bytes));
            await WriteAsync(NameOf(part, places[part].Slot), bytes);
        }

        using var head = new MemoryStream();
        using (var writer = new BinaryWriter(head))
        {
            writer.Write(Format);
            writer.Write(seq);
            writer.Write(places.Count);
            foreach (var (slot, hash) in places)
            {
                writer.Write(slot);
                writer.Write(hash);
            }
        }
        await WriteAsync(HeadName, head.ToArray());
        _places.Clear();
        _places.AddRange(places);
    }

    private static ulong HashOf(byte[] bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
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
        _known.Remove(name); // whatever fails now, the next attempt asks anew which version is there
        state.State = new SnapshotPart { Bytes = bytes };
        await storage.WriteStateAsync(name, grain, state);
        state.State = new SnapshotPart();
        _known[name] = state;
    }

    private readonly record struct Place(byte Slot, ulong Hash);
}
