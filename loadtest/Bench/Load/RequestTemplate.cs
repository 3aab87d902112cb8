using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Commerce.Bench.Load;

/// <summary>A request in its wire form, in which only a customer id of fixed width changes.</summary>
internal sealed class RequestTemplate
{
    private readonly byte[] _bytes;
    private readonly int _idAt;
    private readonly int _idDigits;

    private RequestTemplate(string path, string beforeId, int idDigits, string afterId)
    {
        var body = beforeId + new string('0', idDigits) + afterId;
        var request = string.Create(CultureInfo.InvariantCulture,
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        _bytes = Encoding.ASCII.GetBytes(request);
        _idAt = _bytes.Length - afterId.Length - idDigits;
        _idDigits = idDigits;
    }

    /// <summary>Asks for a coupon, or for nothing in the same words.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="couponId">The campaign.</param>
    /// <param name="customerDigits">How many digits every customer id has.</param>
    public static RequestTemplate Issue(string path, long couponId, int customerDigits) =>
        new(path, string.Create(CultureInfo.InvariantCulture, $"{{\"couponId\":{couponId},\"customerId\":"), customerDigits, "}");

    /// <summary>A buffer of one's own to write ids into.</summary>
    public byte[] Copy() => [.. _bytes];

    public void SetId(byte[] copy, long id)
    {
        if (!Utf8Formatter.TryFormat(id, copy.AsSpan(_idAt, _idDigits), out var written) || written != _idDigits)
            throw new ArgumentOutOfRangeException(nameof(id), id, $"Must have {_idDigits} digits.");
    }
}
