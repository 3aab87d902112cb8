using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Commerce.Journaling;

/// <summary>A small state: one part, saved as JSON.</summary>
/// <typeparam name="TEvent">The grain's events.</typeparam>
/// <typeparam name="TSaved">What is saved. Stored: its shape is only ever added to.</typeparam>
/// <param name="json">How it is saved.</param>
internal abstract class JsonState<TEvent, TSaved>(JsonTypeInfo<TSaved> json) : IEventSourcedState<TEvent>
    where TSaved : class
{
    private bool _dirty = true;

    public int PartCount => 1;

    public void Apply(TEvent e)
    {
        _dirty = true;
        Fold(e);
    }

    public bool IsDirty(int part) => _dirty;

    public void MarkDirty(int part) => _dirty = true;

    public byte[] SavePart(int part)
    {
        _dirty = false;
        return JsonSerializer.SerializeToUtf8Bytes(Save(), json);
    }

    public void LoadPart(int part, ReadOnlySpan<byte> saved)
    {
        try
        {
            Load(JsonSerializer.Deserialize(saved, json) ?? throw new InvalidDataException("The snapshot is empty."));
        }
        catch (JsonException unreadable)
        {
            throw new InvalidDataException("The snapshot has an unknown form.", unreadable);
        }
        _dirty = false;
    }

    /// <summary>Takes one more event in.</summary>
    protected abstract void Fold(TEvent e);

    /// <summary>Gives what is to be saved.</summary>
    protected abstract TSaved Save();

    /// <summary>Takes back what was saved.</summary>
    protected abstract void Load(TSaved saved);
}
