using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Commerce.Http;

/// <summary>
/// Times in bodies: <c>2026-01-02T03:04:05.678Z</c>, always in UTC and to the millisecond. That is what read tables keep, so
/// a time reads the same in every answer. A request's time is cut to the millisecond, too, so that the answer shows the time that
/// is stored. A time without an offset is refused: for a shop in Seoul whose server counts in UTC it would be nine hours off
/// without anybody noticing.
/// </summary>
internal sealed class TimestampConverter : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private const int Length = 24;

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var value = reader.GetDateTimeOffset();
        if (reader.GetDateTime().Kind == DateTimeKind.Unspecified)
            throw new TimeWithoutOffsetException();
        return value.AddTicks(-(value.Ticks % TimeSpan.TicksPerMillisecond));
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[Length];
        value.UtcDateTime.TryFormat(text, out _, Format, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text);
    }
}
