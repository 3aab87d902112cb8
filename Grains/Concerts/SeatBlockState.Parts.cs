using System.Text.Json;

namespace Commerce.Concerts;

/// <content>
/// Saved in parts: part 0 has the schedule and the windows, each further one a page of seats. A page where nothing happened is
/// not written again.
/// </content>
internal sealed partial class SeatBlockState
{
    public const int SeatsPerPage = 1_024;

    private const byte Format = 1;

    private readonly List<bool> _dirty = [true];

    public int PartCount => 1 + _pages.Count;

    public bool IsDirty(int part) => _dirty[part];

    public void MarkDirty(int part) => _dirty[part] = true;

    public byte[] SavePart(int part)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Format);
        if (part == 0)
            SaveSchedule(writer);
        else
            SavePage(writer, part - 1);
        _dirty[part] = false;
        return stream.ToArray();
    }

    public void LoadPart(int part, ReadOnlySpan<byte> saved)
    {
        using var reader = new BinaryReader(new MemoryStream(saved.ToArray()));
        if (reader.ReadByte() != Format)
            throw new InvalidDataException("Unknown form of a seat block's snapshot.");
        if (part == 0)
        {
            LoadSchedule(reader);
        }
        else
        {
            AddPage();
            LoadPage(reader, part - 1);
        }
        _dirty[part] = false;
    }

    private void SaveSchedule(BinaryWriter writer)
    {
        writer.Write(Defined is null ? "" : JsonSerializer.Serialize(Defined, ConcertJson.Default.SeatBlockDefined));
        writer.Write(Changes);
        Write(writer, LatestAt);
        writer.Write(_windows.Count);
        foreach (var (againAt, customerId) in _windowEnds)
        {
            writer.Write(customerId);
            Write(writer, _windows[customerId].EndsAt);
            Write(writer, againAt);
        }
    }

    private void LoadSchedule(BinaryReader reader)
    {
        var defined = reader.ReadString();
        Defined = defined.Length == 0 ? null : JsonSerializer.Deserialize(defined, ConcertJson.Default.SeatBlockDefined);
        Changes = reader.ReadInt64();
        LatestAt = ReadTime(reader);
        for (var left = reader.ReadInt32(); left > 0; left--)
            SetWindow(reader.ReadInt64(), new(ReadTime(reader), ReadTime(reader)));
    }

    private void SavePage(BinaryWriter writer, int page)
    {
        writer.Write(_pages[page].Count(claim => claim is not null));
        for (var i = 0; i < SeatsPerPage; i++)
        {
            if (_pages[page][i] is not { } claim)
                continue;
            writer.Write((short)i);
            writer.Write(claim.ReservationId.ToByteArray());
            writer.Write(claim.CustomerId);
            writer.Write(claim.Price);
            Write(writer, claim.HeldAt);
            Write(writer, claim.ExpiresAt);
            writer.Write(claim.QueueNumber ?? 0);
            writer.Write(claim.IsSold);
        }
    }

    private void LoadPage(BinaryReader reader, int page)
    {
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var seatId = page * SeatsPerPage + reader.ReadInt16() + 1;
            Set(seatId, new(new Guid(reader.ReadBytes(16)), reader.ReadInt64(), reader.ReadInt64(), ReadTime(reader), ReadTime(reader),
                reader.ReadInt64() is > 0 and var number ? number : null, reader.ReadBoolean()));
        }
    }

    private void AddPage()
    {
        _pages.Add(new SeatClaim?[SeatsPerPage]);
        _dirty.Add(true);
    }

    private static void Write(BinaryWriter writer, DateTimeOffset time) => writer.Write(time.UtcTicks);

    private static DateTimeOffset ReadTime(BinaryReader reader) => new(reader.ReadInt64(), TimeSpan.Zero);
}
