using System.Text.Json;

namespace Commerce.WaitingQueue;

/// <summary>Saved in parts: part 0 has all but who waits, each further one a page of those in the order of arrival.</summary>
internal sealed partial class QueueState
{
    private const byte Format = 1;

    public bool IsDirty(int part) => _dirty[part];

    public void MarkDirty(int part) => _dirty[part] = true;

    public byte[] SavePart(int part)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Format);
        if (part == 0)
            SaveRest(writer);
        else
        {
            var customers = Line.Page(part - 1);
            writer.Write(customers.Length);
            foreach (var customerId in customers)
                writer.Write(customerId);
        }
        _dirty[part] = false;
        return stream.ToArray();
    }

    public void LoadPart(int part, ReadOnlySpan<byte> saved)
    {
        using var reader = new BinaryReader(new MemoryStream(saved.ToArray()));
        if (reader.ReadByte() != Format)
            throw new InvalidDataException("Unknown form of a queue's snapshot.");
        if (part == 0)
            LoadRest(reader);
        else
        {
            var customers = new long[reader.ReadInt32()];
            for (var i = 0; i < customers.Length; i++)
                customers[i] = reader.ReadInt64();
            Line.LoadPage(customers);
            _dirty.Add(false);
        }
        _dirty[part] = false;
    }

    private void SaveRest(BinaryWriter writer)
    {
        writer.Write(Settings is null ? "" : JsonSerializer.Serialize(
            QueueDefined.Of(Settings) with { IsShut = IsShut ? true : null }, QueueJson.Default.QueueDefined));
        writer.Write(Key?.Length ?? 0);
        writer.Write(Key ?? []);
        writer.Write(Version);
        writer.Write(LastAt.UtcTicks);
        writer.Write(IsDrawn);
        writer.Write(HasAdmitted);
        writer.Write(Line.Issued);
        writer.Write(Line.Head);
        writer.Write(Line.Draw?.Seed ?? "");
        writer.Write(Line.Draw?.Count ?? 0);
        writer.Write(_lately.Count);
        foreach (var (at, count) in _lately)
        {
            writer.Write(at.UtcTicks);
            writer.Write(count);
        }
        var slots = Slots.All.ToList();
        writer.Write(slots.Count);
        foreach (var (number, customerId, until) in slots)
        {
            writer.Write(number);
            writer.Write(customerId);
            writer.Write(until.UtcTicks);
        }
    }

    private void LoadRest(BinaryReader reader)
    {
        var settings = reader.ReadString();
        var defined = settings.Length == 0 ? null : JsonSerializer.Deserialize(settings, QueueJson.Default.QueueDefined);
        (Settings, IsShut) = (defined?.Settings, defined?.IsShut is true);
        var key = reader.ReadBytes(reader.ReadInt32());
        Key = key.Length == 0 ? null : key;
        Version = reader.ReadInt64();
        LastAt = Time(reader);
        (IsDrawn, HasAdmitted) = (reader.ReadBoolean(), reader.ReadBoolean());
        var (issued, head, seed, count) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadString(), reader.ReadInt32());
        Line.Restore(issued, head, count == 0 ? null : new(seed, count));
        for (var left = reader.ReadInt32(); left > 0; left--)
            _lately.Enqueue((Time(reader), reader.ReadInt32()));
        for (var left = reader.ReadInt32(); left > 0; left--)
            Slots.Take(reader.ReadInt64(), reader.ReadInt64(), Time(reader));
    }

    private static DateTimeOffset Time(BinaryReader reader) => new(reader.ReadInt64(), TimeSpan.Zero);
}
