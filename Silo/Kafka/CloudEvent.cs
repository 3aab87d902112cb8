using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Commerce.Outbox;

namespace Commerce.Kafka;

/// <summary>
/// An event as a message of the topic: CloudEvents 1.0 in structured JSON, with <c>sequence</c> (digits, as the sequence
/// extension has it) and <c>dataversion</c>. What it does not know it skips, so attributes can be added.
/// </summary>
internal static class CloudEvent
{
    public const string ContentTypeHeader = "content-type";
    public const string ContentType = "application/cloudevents+json; charset=UTF-8";

    private const string SpecVersion = "1.0";
    private const string Source = "/commerce";
    private const string Id = "id", Type = "type", DataVersion = "dataversion", Subject = "subject", Sequence = "sequence", Time = "time",
        Data = "data";

    public static byte[] Encode(IntegrationEvent e)
    {
        var buffer = new ArrayBufferWriter<byte>(256 + e.Data.Length);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("specversion", SpecVersion);
            json.WriteString(Id, e.Id);
            json.WriteString(Type, e.Type);
            json.WriteString("source", Source);
            json.WriteString(Subject, e.Subject);
            json.WriteString(Sequence, e.Sequence.ToString(CultureInfo.InvariantCulture));
            json.WriteString(Time, e.Time.UtcDateTime);
            json.WriteString("datacontenttype", "application/json");
            json.WriteNumber(DataVersion, e.Version);
            json.WritePropertyName(Data);
            json.WriteRawValue(e.Data, skipInputValidation: true); // JSON of the journal
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a message.</summary>
    /// <exception cref="FormatException">It is not an event of ours. The message says why.</exception>
    public static IntegrationEvent Decode(ReadOnlyMemory<byte> message)
    {
        try
        {
            using var json = JsonDocument.Parse(message);
            var e = json.RootElement;
            if (e.ValueKind != JsonValueKind.Object)
                throw new FormatException("It is not an object.");
            if (Text("specversion") is var version && version != SpecVersion)
                throw new FormatException($"specversion is {version}.");
            var sequence = long.Parse(Text(Sequence), NumberStyles.None, CultureInfo.InvariantCulture);
            return new(
                Required(Id).GetGuid(), Text(Type), Required(DataVersion).GetInt32(), Text(Subject), sequence,
                Required(Time).GetDateTimeOffset(), System.Text.Encoding.UTF8.GetBytes(Required(Data).GetRawText()));

            JsonElement Required(string name) =>
                e.TryGetProperty(name, out var value) ? value : throw new FormatException($"It has no {name}.");

            string Text(string name) => Required(name).GetString() ?? throw new FormatException($"{name} is null.");
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or OverflowException)
        {
            throw new FormatException($"It is not a JSON event: {failure.Message}", failure);
        }
    }
}
