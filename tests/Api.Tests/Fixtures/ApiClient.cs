using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Commerce.Fixtures;

/// <summary>A request as it is to go out: nothing of it is tidied up on the way.</summary>
internal sealed record ApiRequest(string Method, string Path)
{
    public byte[]? Body { get; init; }

    public string? ContentType { get; init; } = "application/json";

    /// <summary>Whether the body comes in chunks, its length not told.</summary>
    public bool Chunked { get; init; }

    /// <summary>Whether the body is what an answer was: it may have fields that no request names.</summary>
    public bool IsReadBack { get; init; }

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public ApiRequest With(string header, string value) => this with { Headers = [.. Headers, (header, value)] };

    public ApiRequest AsAdmin() => With("Authorization", $"Bearer {ApiUnderTest.AdminKey}");
}

/// <summary>An answer.</summary>
internal sealed record ApiAnswer(int Status, string? ContentType, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json { get; } = Text.Length > 0 && ContentType?.EndsWith("json", StringComparison.Ordinal) == true
        ? JsonElement.Parse(Text)
        : default;

    public string? Code => Find("code");

    public string? Field => Find("field");

    public bool IsReplayed => Headers.ContainsKey("Idempotent-Replayed");

    public long Number(string property) => Json.GetProperty(property).GetInt64();

    public string? String(string property) => Json.GetProperty(property).GetString();

    /// <summary>Asserts that this is a problem with everything that belongs to one.</summary>
    public ApiAnswer AssertProblem(int status, string code, string? field = null)
    {
        Assert.True((status, code) == (Status, Code), $"Expected {status} {code}, got {Status}: {Text}");
        Assert.Equal("application/problem+json", ContentType);
        Assert.Equal(status, Number("status"));
        Assert.Equal("about:blank", String("type"));
        Assert.NotEmpty(String("title")!);
        Assert.NotEmpty(String("message")!);
        Assert.NotEmpty(String("traceId")!);
        Assert.Equal(field, Field);
        Assert.Equal(status is 429 or 503, Headers.ContainsKey("Retry-After"));
        return this;
    }

    public ApiAnswer AssertStatus(int status)
    {
        Assert.True(status == Status, $"Expected {status}, got {Status}: {Text}");
        return this;
    }

    private string? Find(string property) =>
        Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(property, out var value) ? value.GetString() : null;
}

/// <summary>HTTP as any client speaks it; every request and answer is held against the API's own document.</summary>
internal sealed class ApiClient(Uri address, IServiceProvider services) : IDisposable
{
    private static readonly UriCreationOptions s_asIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    // What may be left out is left out.
    private static readonly JsonSerializerOptions s_withoutNulls = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
    });

    public Uri Address => address;

    public Task<ApiAnswer> GetAsync(string path) => SendAsync(new("GET", path));

    public Task<ApiAnswer> PostAsync(string path, object? body, string? key = null) =>
        SendAsync(Keyed(OfRoute(new ApiRequest("POST", path) { Body = Json(body) }), key));

    private static ApiRequest OfRoute(ApiRequest request) =>
        request.Path.StartsWith("/admin/", StringComparison.Ordinal) ? request.AsAdmin() : request;

    public Task<ApiAnswer> PutAsync(string path, object body, string? key = null) =>
        SendAsync(Keyed(new ApiRequest("PUT", path) { Body = Json(body) }.AsAdmin(), key));

    public async Task<ApiAnswer> SendAsync(ApiRequest request)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.Method),
            new Uri($"{address.GetLeftPart(UriPartial.Authority)}{request.Path}", s_asIs));
        if (request.Body is { } body)
        {
            message.Content = request.Chunked ? new StreamContent(new MemoryStream(body)) : new ByteArrayContent(body);
            message.Headers.TransferEncodingChunked = request.Chunked ? true : null;
            if (request.ContentType is { } type)
                message.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }
        foreach (var (name, value) in request.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(message);
        var answer = new ApiAnswer(
            (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(),
            response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
                .ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        (await ApiContract.OfAsync(services)).Check(request, answer);
        return answer;
    }

    public void Dispose() => _http.Dispose();

    private static byte[]? Json(object? body) => body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body, s_withoutNulls);

    private static ApiRequest Keyed(ApiRequest request, string? key) => key is null ? request : request.With("Idempotency-Key", key);
}
