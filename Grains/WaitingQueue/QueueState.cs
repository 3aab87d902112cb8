using System.Text.Json;
using Commerce.Journaling;

namespace Commerce.WaitingQueue;

/// <summary>A queue: how it admits, who waits and who is inside.</summary>
/// <remarks>Saved in parts: part 0 has all but who waits, each further one a page of those in the order of arrival.</remarks>
internal sealed class QueueState : IEventSourcedState<IQueueEvent>
{
    private const byte Format = 1;

    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly List<bool> _dirty = [true];
    private readonly Queue<(DateTimeOffset At, int Count)> _lately = new(); // admissions of the second before LastAt

    /// <summary>Who waits.</summary>
    public QueueLine Line { get; } = new();

    /// <summary>Who is inside.</summary>
    public QueueSlots Slots { get; } = new();

    /// <summary>What tokens are signed with; <see langword="null"/> while the queue does not exist.</summary>
    public byte[]? Key { get; private set; }

    /// <summary>How the queue admits; <see langword="null"/> while it does not exist.</summary>
    public QueueSettings? Settings { get; private set; }

    /// <summary>Whether the lottery was held, among however many.</summary>
    public bool IsDrawn { get; private set; }

    /// <summary>Whether anybody was ever admitted.</summary>
    public bool HasAdmitted { get; private set; }

    /// <summary>Changes so far.</summary>
    public long Version { get; private set; }

    /// <summary>When something happened last: what comes later is not before it, whatever a clock says.</summary>
    public DateTimeOffset LastAt { get; private set; }

    public int PartCount => 1 + Line.PageCount;

    /// <summary>The moment of a decision: now, and never before what happened last.</summary>
    public DateTimeOffset Moment(DateTimeOffset now) => now > LastAt ? now : LastAt;

    /// <summary>How many were admitted in the second that ends at a moment.</summary>
    public int AdmittedInSecondTo(DateTimeOffset moment) => _lately.Where(admitted => admitted.At > moment - s_second).Sum(admitted => admitted.Count);

    public void Apply(IQueueEvent e)
    {
        Version++;
        _dirty[0] = true;
        switch (e)
        {
            case QueueJoined joined:
                foreach (var customerId in joined.CustomerIds)
                    Line.Add(customerId);
                while (_dirty.Count < PartCount)
                    _dirty.Add(true);
                MarkDirtyAt(Line.Issued);
                MarkDirtyAt(joined.FirstNumber);
                Passed(joined.JoinedAt);
                break;
            case QueueAdmitted admitted:
                Admit(admitted);
                break;
            case QueueLapsed lapsed:
                foreach (var number in lapsed.Numbers)
                    Remove(number);
                Passed(lapsed.LapsedAt);
                break;
            case QueueClosed closed:
                if (Line.CustomerOf(closed.Number) is not null)
                    Remove(closed.Number);
                else
                    Slots.Leave(closed.Number);
                Passed(closed.ClosedAt);
                break;
            case QueueDrawn drawn:
                IsDrawn = true;
                if (drawn.Count > 0)
                    Line.Hold(new(drawn.Seed, drawn.Count));
                Passed(drawn.DrawnAt);
                break;
            case QueueDefined defined:
                Settings = defined.Settings;
                break;
            case QueueKeyMade made:
                Key = made.Key;
                break;
            default:
                throw new NotSupportedException($"A queue has no event {e.GetType().Name}.");
        }
    }

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

    private void Admit(QueueAdmitted admitted)
    {
        HasAdmitted = true;
        for (var i = 0; i < admitted.Numbers.Count; i++)
        {
            Remove(admitted.Numbers[i]);
            Slots.Take(admitted.Numbers[i], admitted.CustomerIds[i], admitted.Until);
        }
        _lately.Enqueue((admitted.AdmittedAt, admitted.Numbers.Count));
        Passed(admitted.AdmittedAt);
    }

    private void Remove(long number)
    {
        Line.Remove(number);
        MarkDirtyAt(number);
    }

    private void MarkDirtyAt(long number) => _dirty[1 + QueueLine.PageOf(number)] = true;

    private void Passed(DateTimeOffset at)
    {
        LastAt = Moment(at);
        while (_lately.TryPeek(out var first) && first.At <= LastAt - s_second)
            _lately.Dequeue();
        Slots.Forget(LastAt);
    }

    private void SaveRest(BinaryWriter writer)
    {
        writer.Write(Settings is null ? "" : JsonSerializer.Serialize(QueueDefined.Of(Settings), QueueJson.Default.QueueDefined));
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
        Settings = settings.Length == 0 ? null : JsonSerializer.Deserialize(settings, QueueJson.Default.QueueDefined)!.Settings;
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
