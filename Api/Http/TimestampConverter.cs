using System.Text.Json;
using System.Text.Json.Serialization;

namespace Commerce.Http;

/// <summary>
/// Times in bodies. One without an offset is nine hours off for a shop in Seoul whose server counts in UTC, and nobody can tell:
/// it is refused, for the server's own zone is no answer to a question that the client left open.
/// </summary>
internal sealed class TimestampConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var value = reader.GetDateTimeOffset();
        return reader.GetDateTime().Kind == DateTimeKind.Unspecified ? throw new TimeWithoutOffsetException() : value;
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
