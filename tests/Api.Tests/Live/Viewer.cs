using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Commerce.Fixtures;

namespace Commerce.Live;

/// <summary>Somebody who watches, as a browser does.</summary>
internal sealed class Viewer : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly HttpClient _http;
    private readonly CancellationTokenSource _end = new(s_patience);
    private IAsyncEnumerator<SseItem<string>>? _events;

    private Viewer(HttpResponseMessage response, HttpClient http) => (Response, _http) = (response, http);

    public HttpResponseMessage Response { get; }

    /// <summary>Opens the stream, whatever the answer is.</summary>
    /// <param name="host">Whom to watch.</param>
    /// <param name="query">What to watch.</param>
    public static async Task<Viewer> OpenAsync(ApiUnderTest host, string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Http.Address, $"/live/stream{query}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", ApiUnderTest.AdminKey);
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        return new Viewer(await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead), http);
    }

    /// <summary>Waits for the first snapshot that shows something.</summary>
    public async Task<JsonElement> SeesAsync(Func<JsonElement, bool> what)
    {
        _events ??= SseParser.Create(await Response.Content.ReadAsStreamAsync()).EnumerateAsync(_end.Token).GetAsyncEnumerator();
        while (await _events.MoveNextAsync())
        {
            Assert.Equal("snapshot", _events.Current.EventType);
            var snapshot = JsonElement.Parse(_events.Current.Data);
            if (what(snapshot))
                return snapshot;
        }
        throw new InvalidOperationException("The stream ended.");
    }

    public Task<JsonElement> SeesOneAsync() => SeesAsync(_ => true);

    public void Dispose()
    {
        // The connection is cut, as a browser cuts it.
        Response.Dispose();
        _http.Dispose();
        _end.Dispose();
    }
}
