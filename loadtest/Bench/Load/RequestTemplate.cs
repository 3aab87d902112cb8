using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Commerce.Bench.Load;

/// <summary>A request in its wire form, in which only fields of fixed width change.</summary>
internal sealed class RequestTemplate
{
    private const char Open = '#';

    private readonly byte[] _bytes;
    private readonly List<Range> _fields = [];

    /// <summary>Prepares a POST. Each run of <c>#</c> in path, key and body is a field, as wide as the run.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="body">JSON.</param>
    /// <param name="key">Its <c>Idempotency-Key</c>, if it has one.</param>
    public RequestTemplate(string path, string body, string? key = null)
        : this(string.Create(CultureInfo.InvariantCulture,
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\n{(key is null ? "" : $"Idempotency-Key: {key}\r\n")}" +
            $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"))
    { }

    private RequestTemplate(string request)
    {
        _bytes = Encoding.ASCII.GetBytes(request);
        for (var i = 0; i < _bytes.Length; i++)
        {
            var from = i;
            while (i < _bytes.Length && _bytes[i] == Open)
                i++;
            if (i > from)
                _fields.Add(from..i);
        }
    }

    /// <summary>Prepares a GET. Each run of <c>#</c> in the path is a field.</summary>
    /// <param name="path">Where to.</param>
    public static RequestTemplate Get(string path) => new($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");

    /// <summary>Asks for a coupon, or for nothing in the same words; the field is the customer.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="couponId">The campaign.</param>
    /// <param name="customerDigits">How many digits every customer id has.</param>
    public static RequestTemplate Issue(string path, long couponId, int customerDigits) =>
        new(path, string.Create(CultureInfo.InvariantCulture,
            $"{{\"couponId\":{couponId},\"customerId\":{new string(Open, customerDigits)}}}"));

    /// <summary>A buffer of one's own to write fields into.</summary>
    public byte[] Copy() => [.. _bytes];

    /// <summary>Writes a number, which must have as many digits as the field is wide.</summary>
    public void Set(byte[] copy, int field, long number)
    {
        var place = copy.AsSpan(_fields[field]);
        if (!Utf8Formatter.TryFormat(number, place, out var written) || written != place.Length)
            throw new ArgumentOutOfRangeException(nameof(number), number, $"Must have {place.Length} digits.");
    }

    /// <summary>Writes text, which must be as long as the field is wide.</summary>
    public void Set(byte[] copy, int field, ReadOnlySpan<byte> text)
    {
        var place = copy.AsSpan(_fields[field]);
        if (text.Length != place.Length)
            throw new ArgumentException($"Must have {place.Length} characters.", nameof(text));
        text.CopyTo(place);
    }
}
