using System.Buffers.Text;

namespace Commerce.Bench.Load;

/// <summary>Finds the end of an HTTP/1.1 response; only one is ever in the buffer.</summary>
internal static class ResponseReader
{
    private const int StatusAt = 9; // after "HTTP/1.1 "

    private static ReadOnlySpan<byte> HeadersEnd => "\r\n\r\n"u8;

    private static ReadOnlySpan<byte> ContentLength => "\r\nContent-Length: "u8;

    /// <summary>The status once the whole response is there, else 0.</summary>
    public static int StatusWhenComplete(ReadOnlySpan<byte> received)
    {
        var headers = received.IndexOf(HeadersEnd);
        if (headers < 0)
            return 0;
        var body = received[(headers + HeadersEnd.Length)..];
        var lengthAt = received[..headers].IndexOf(ContentLength);
        // Without a length the body is chunked. No chunk holds JSON with a line break, so the last chunk's mark ends it.
        var complete = lengthAt >= 0
            ? Utf8Parser.TryParse(received[(lengthAt + ContentLength.Length)..], out int length, out _) && body.Length >= length
            : body.EndsWith("0\r\n\r\n"u8);
        return complete && Utf8Parser.TryParse(received.Slice(StatusAt, 3), out int status, out _) ? status : 0;
    }
}
