using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Commerce.Testing;

namespace Commerce.Telemetry;

/// <summary>A collector that keeps what it is sent over HTTP. Texts stand in protobuf as they are, so they can be looked for.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<(string Path, string ContentType, string Body)> _received = new();

    public OtlpReceiver()
    {
        Endpoint = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Ports.Free()}");
        _listener.Prefixes.Add($"{Endpoint}/");
        _listener.Start();
        _ = ReceiveAsync();
    }

    public string Endpoint { get; }

    /// <summary>All that came, as text.</summary>
    public IEnumerable<string> Bodies => _received.Select(export => export.Body);

    /// <summary>Whether an export of the signal came that has all of the texts.</summary>
    public bool Has(string signal, params string[] texts) => _received.Any(export =>
        export.Path == $"/v1/{signal}" && export.ContentType == "application/x-protobuf"
        && texts.All(text => export.Body.Contains(text, StringComparison.Ordinal)));

    public void Dispose() => _listener.Close();

    private async Task ReceiveAsync()
    {
        while (true)
        {
            try
            {
                var http = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await http.Request.InputStream.CopyToAsync(body);
                _received.Enqueue((http.Request.Url!.AbsolutePath, http.Request.ContentType ?? "",
                    Encoding.Latin1.GetString(body.ToArray())));
                http.Response.ContentType = "application/x-protobuf";
                http.Response.Close();
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
            {
                if (!_listener.IsListening)
                    return; // else it was a sender that went away
            }
        }
    }
}
