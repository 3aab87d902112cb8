using System.Net.Sockets;
using System.Text;
using Commerce.Fixtures;

namespace Commerce.Http;

/// <summary>What no HTTP client would send. Much of it never reaches a route: the server refuses it by itself.</summary>
[Collection(ApiTests.Name)]
public sealed class RawHttpTests(ApiFixture api)
{
    private const string Json = "Content-Type: application/json\r\n";
    private const string Issue = "POST /coupons/issue HTTP/1.1\r\nHost: x\r\n" + Json;

    public static TheoryData<string, string> Requests => new()
    {
        { "no request", "\r\n\r\n\r\n" },
        { "no version", "GET /coupons/4001\r\n\r\n" },
        { "words", "hello, is anybody there?\r\n\r\n" },
        { "a TLS handshake", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n" },
        { "no host", "GET /coupons/4001 HTTP/1.1\r\n\r\n" },
        { "two hosts", "GET /coupons/4001 HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" },
        { "bad host", "GET /coupons/4001 HTTP/1.1\r\nHost: a b\r\n\r\n" },
        { "NUL in the path", "GET /coupons/4001%00 HTTP/1.1\r\nHost: x\r\n\r\n" },
        { "raw NUL in the path", "GET /coupons/\0 HTTP/1.1\r\nHost: x\r\n\r\n" },
        { "blank in the path", "GET /coupons/40 01 HTTP/1.1\r\nHost: x\r\n\r\n" },
        { "bytes in the path", "GET /coupons/\u00ff\u00fe HTTP/1.1\r\nHost: x\r\n\r\n" },
        { "header without colon", "GET /coupons/4001 HTTP/1.1\r\nHost: x\r\nbroken\r\n\r\n" },
        { "blank before a colon", "GET /coupons/4001 HTTP/1.1\r\nHost: x\r\nA : b\r\n\r\n" },
        { "folded header", "GET /coupons/4001 HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n" },
        { "NUL in a header", "GET /coupons/4001 HTTP/1.1\r\nHost: x\r\nA: \0\r\n\r\n" },
        { "headers too large", $"GET /coupons/4001 HTTP/1.1\r\nHost: x\r\nA: {new string('a', 40_000)}\r\n\r\n" },
        {
            "too many headers",
            $"GET /coupons/4001 HTTP/1.1\r\nHost: x\r\n{string.Concat(Enumerable.Range(0, 200).Select(n => $"A{n}: b\r\n"))}\r\n"
        },
        { "path too long", $"GET /{new string('a', 10_000)} HTTP/1.1\r\nHost: x\r\n\r\n" },
        { "negative length", Issue + "Content-Length: -1\r\n\r\n{}" },
        { "length in words", Issue + "Content-Length: two\r\n\r\n{}" },
        { "two lengths", Issue + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x" },
        { "no length", "POST /coupons/issue HTTP/1.1\r\nHost: x\r\n\r\n" },
        { "length over the limit", Issue + "Content-Length: 99999999999\r\n\r\n{" },
        { "chunk size in words", Issue + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n" },
        { "negative chunk size", Issue + "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n" },
        { "huge chunk size", Issue + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}\r\n0\r\n\r\n" },
        { "chunk without its end", Issue + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}x0\r\n\r\n" },
        { "chunks and a length", Issue + "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n" },
        { "unknown transfer encoding", Issue + "Transfer-Encoding: morse\r\n\r\n{}" },
        { "compressed body", Issue + "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\u001f\u008b\u0008" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Request_OutOfForm_IsRefusedAndTheServerGoesOn(string name, string request)
    {
        var before = await api.Host.JournalAsync();

        var answer = await SendAsync(request);

        // A connection that is closed without a word is an answer too: there was no request to answer.
        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), $"{name}: {answer}");
        Assert.DoesNotContain("Exception", answer, StringComparison.Ordinal);
        Assert.Equal(before, await api.Host.JournalAsync());
        (await api.Http.GetAsync("/coupons/4001")).AssertStatus(200);
    }

    [Theory]
    [InlineData("zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("-2\r\n{}\r\n0\r\n\r\n")]
    [InlineData("80000000\r\n{}\r\n0\r\n\r\n")]
    [InlineData("ffffffffffffffff\r\n{}\r\n0\r\n\r\n")]
    [InlineData("2\r\n{}\r\n0\r\nX: \u00ff\r\n\r\n")]
    [InlineData("2\r\n{}\r\n0\r\nX: y\0\r\n\r\n")]
    public async Task Request_ChunksOutOfForm_AreMalformedToWhoWaitsForTheAnswer(string chunks)
    {
        var before = await api.Host.JournalAsync();

        var answer = await SendAsync($"{Issue}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}", waits: true);

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("\"MALFORMED_REQUEST\"", answer, StringComparison.Ordinal);
        Assert.Equal(before, await api.Host.JournalAsync());
    }

    [Fact]
    public async Task Request_BodyThatNeverComes_IsRefusedAsIncomplete()
    {
        var answer = await SendAsync(Issue + "Content-Length: 50\r\n\r\n{\"couponId\":4001,");
        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), answer);
    }

    [Fact]
    public async Task Request_ClosedHalfWay_LeavesTheServerAlone()
    {
        var before = await api.Host.JournalAsync();
        for (var i = 0; i < 20; i++)
        {
            using var client = await ConnectAsync();
            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(Issue + "Content-Length: 50\r\n\r\n{\"couponId\""));
        }
        Assert.Equal(before, await api.Host.JournalAsync());
        (await api.Http.GetAsync("/coupons/4001")).AssertStatus(200);
    }

    /// <param name="waits">Whether the client leaves its side open, as one does that hopes to send more.</param>
    private async Task<string> SendAsync(string request, bool waits = false)
    {
        using var client = await ConnectAsync();
        var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
            if (!waits)
                client.Client.Shutdown(SocketShutdown.Send);
            return await reader.ReadToEndAsync();
        }
        catch (IOException)
        {
            return ""; // the server closed while there was more to send
        }
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(api.Http.Address.Host, api.Http.Address.Port);
        return client;
    }
}
