using System.Buffers.Binary;
using System.Text;

namespace Commerce.Steady.Metrics;

/// <summary>One total of one instrument.</summary>
/// <param name="Name">The instrument; of a histogram's sum with <c>.sum</c> behind it.</param>
/// <param name="Tags">Its tags as <c>key=value</c>, in order.</param>
/// <param name="Value">The sum, or how many values a histogram has.</param>
internal readonly record struct Total(string Name, string Tags, double Value);

/// <summary>
/// Reads the totals out of an OTLP metrics export (ExportMetricsServiceRequest of opentelemetry-proto, protobuf). Numbers
/// in the calls below are the field numbers of that schema.
/// </summary>
internal static class OtlpReader
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Bytes = 2;

    public static List<Total> Read(ReadOnlySpan<byte> export)
    {
        var totals = new List<Total>();
        ForEach(export, 1, resource => ForEach(resource, 2, scope => ForEach(scope, 2, metric => ReadMetric(metric, totals))));
        return totals;
    }

    private static void ReadMetric(ReadOnlySpan<byte> metric, List<Total> totals)
    {
        var name = "";
        ForEach(metric, 1, text => name = Encoding.UTF8.GetString(text));
        ForEach(metric, 7, sum =>
            ForEach(sum, 1, point => totals.Add(new(name, Tags(point, 7), Number(point, asDouble: 4, asInteger: 6)))));
        ForEach(metric, 9, histogram =>
            ForEach(histogram, 1, point =>
            {
                var tags = Tags(point, 9);
                totals.Add(new(name, tags, Number(point, asDouble: 0, asInteger: 4)));
                totals.Add(new($"{name}.sum", tags, Number(point, asDouble: 5, asInteger: 0)));
            }));
    }

    private static string Tags(ReadOnlySpan<byte> point, int field)
    {
        var tags = new List<string>();
        ForEach(point, field, pair =>
        {
            var (key, value) = ("", "");
            ForEach(pair, 1, text => key = Encoding.UTF8.GetString(text));
            ForEach(pair, 2, any => ForEach(any, 1, text => value = Encoding.UTF8.GetString(text)));
            tags.Add($"{key}={value}");
        });
        tags.Sort(StringComparer.Ordinal);
        return string.Join(' ', tags);
    }

    private static double Number(ReadOnlySpan<byte> point, int asDouble, int asInteger)
    {
        while (TryReadField(ref point, out var field, out var type, out var fixed64, out _))
        {
            if (type == Fixed64 && field == asDouble)
                return BitConverter.UInt64BitsToDouble(fixed64);
            if (type == Fixed64 && field == asInteger)
                return fixed64;
        }
        return 0;
    }

    private delegate void Part(ReadOnlySpan<byte> bytes);

    private static void ForEach(ReadOnlySpan<byte> message, int wanted, Part part)
    {
        while (TryReadField(ref message, out var field, out var type, out _, out var bytes))
        {
            if (field == wanted && type == Bytes)
                part(bytes);
        }
    }

    private static bool TryReadField(
        ref ReadOnlySpan<byte> message, out int field, out int type, out ulong fixed64, out ReadOnlySpan<byte> bytes)
    {
        (field, type, fixed64) = (0, 0, 0);
        bytes = default;
        if (message.IsEmpty)
            return false;
        var tag = ReadVarint(ref message);
        (field, type) = ((int)(tag >> 3), (int)(tag & 7));
        switch (type)
        {
            case Varint:
                ReadVarint(ref message);
                return true;
            case Fixed64:
                fixed64 = BinaryPrimitives.ReadUInt64LittleEndian(message);
                message = message[sizeof(ulong)..];
                return true;
            case Bytes:
                var length = (int)ReadVarint(ref message);
                bytes = message[..length];
                message = message[length..];
                return true;
            default: // fixed32, the only other one in use
                message = message[sizeof(uint)..];
                return true;
        }
    }

    private static ulong ReadVarint(ref ReadOnlySpan<byte> message)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[0];
            message = message[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
