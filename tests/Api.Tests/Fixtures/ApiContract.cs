using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Commerce.Fixtures;

/// <summary>
/// The API's own document, held against what is sent and answered: every answer must be one that it names, with nothing in it
/// that it does not name, and whatever was accepted must be a request as it describes it.
/// </summary>
internal sealed partial class ApiContract
{
    private const string Json = "application/json";
    private const string ProblemJson = "application/problem+json";
    private const string Components = "#/components/schemas/";

    private static readonly EvaluationOptions s_evaluation = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };
    private static readonly Lock s_gate = new();
    private static Task<ApiContract>? s_contract;

    private readonly JsonObject _definitions = [];
    private readonly ConcurrentDictionary<string, JsonSchema> _schemas = new();

    private ApiContract(string text)
    {
        Document = JsonNode.Parse(text)!.AsObject();
        Operations = [.. from path in Document["paths"]!.AsObject()
                         from operation in path.Value!.AsObject()
                         select new ApiOperation(operation.Key.ToUpperInvariant(), path.Key, operation.Value!.AsObject())];
        foreach (var (name, schema) in Document["components"]!["schemas"]!.AsObject())
        {
            var closed = Here(schema!).AsObject();
            if (closed.ContainsKey("properties"))
                closed["additionalProperties"] = false;
            _definitions[name] = closed;
        }
        Client = new(() => new GeneratedClient(text));
    }

    public JsonObject Document { get; }

    public IReadOnlyList<ApiOperation> Operations { get; }

    /// <summary>A client generated from the document.</summary>
    public Lazy<GeneratedClient> Client { get; }

    /// <summary>The document; it is the same whatever is configured.</summary>
    public static Task<ApiContract> OfAsync(IServiceProvider services)
    {
        lock (s_gate)
            return s_contract ??= ReadAsync(services);
    }

    /// <summary>Asserts that a request and its answer are as the document says.</summary>
    public void Check(ApiRequest request, ApiAnswer answer)
    {
        if (answer.Json.ValueKind != JsonValueKind.Undefined && !request.Path.StartsWith("/openapi", StringComparison.Ordinal))
            CheckTimes(answer.Json, request);
        var operation = ApiOperation.Find(Operations, request);
        if (operation is null)
        {
            if (answer.ContentType == ProblemJson && request.Method != "HEAD")
                Matches(new JsonObject { ["$ref"] = Components + "ProblemBody" }, answer.Json, $"{request.Method} {request.Path}");
            return;
        }
        var name = $"{operation.Method} {operation.Path} {answer.Status}";
        var response = operation.Node["responses"]![$"{answer.Status}"];
        Assert.True(response is not null, $"{name} is not in the document: {answer.Text}");
        foreach (var header in response["headers"]?.AsObject() ?? [])
        {
            Assert.True(answer.Headers.ContainsKey(header.Key) || header.Value!["required"]?.GetValue<bool>() is not true,
                $"{name} lacks {header.Key}.");
        }
        if (request.Method == "HEAD")
            return;
        if (response["content"] is null)
        {
            Assert.True(answer.Text.Length == 0, $"{name} has a body.");
            CheckAccepted(operation, request, name);
            return;
        }
        var type = answer.Status < 400 ? Json : ProblemJson;
        Assert.True(type == answer.ContentType, $"{name} is {answer.ContentType}.");
        var schema = response["content"]![type]!["schema"]!;
        Matches(schema, answer.Json, name);
        if (answer.Status >= 400)
            return;
        CheckAccepted(operation, request, name);
        Client.Value.Read(schema["$ref"]!.GetValue<string>()[Components.Length..], answer.Text);
    }

    private void CheckAccepted(ApiOperation operation, ApiRequest request, string name)
    {
        var given = operation.Parameters(request);
        foreach (var parameter in operation.Node["parameters"]?.AsArray() ?? [])
        {
            var key = parameter!["name"]!.GetValue<string>();
            var required = parameter["required"]?.GetValue<bool>() == true;
            Assert.True(given.TryGetValue(key, out var value) || !required, $"{name} was accepted without {key}.");
            if (value is not null)
                Matches(parameter["schema"]!, Value(value, parameter["schema"]!["type"]!.GetValue<string>()), $"{name} {key}");
        }
        if (!request.IsReadBack && operation.Node["requestBody"]?["content"]?[Json]?["schema"] is { } body)
            Matches(body, JsonElement.Parse(request.Body), $"{name} request");
    }

    private void Matches(JsonNode schema, JsonElement value, string name)
    {
        var built = _schemas.GetOrAdd(schema.ToJsonString(), Build);
        var result = built.Evaluate(value, s_evaluation);
        Assert.True(result.IsValid, $"{name} is not as the document says: {value}\n{string.Join('\n', (result.Details ?? [])
            .Where(detail => detail.Errors is { Count: > 0 })
            .Select(detail => $"{detail.InstanceLocation}: {string.Join(' ', detail.Errors!.Values)} ({detail.EvaluationPath})"))}");
    }

    private JsonSchema Build(string schema)
    {
        var whole = Here(JsonNode.Parse(schema)!).AsObject();
        whole["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        whole["$defs"] = _definitions.DeepClone();
        return JsonSchema.FromText(whole.ToJsonString(), new BuildOptions { SchemaRegistry = new() },
            new Uri($"urn:uuid:{Guid.NewGuid()}"));
    }

    private static JsonNode Here(JsonNode schema) =>
        JsonNode.Parse(schema.ToJsonString().Replace(Components, "#/$defs/", StringComparison.Ordinal))!;

    private static JsonElement Value(string text, string type) =>
        type == "integer" ? JsonElement.Parse(text) : JsonSerializer.SerializeToElement(text);

    private static void CheckTimes(JsonElement json, ApiRequest request)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var field in json.EnumerateObject())
                    CheckTimes(field.Value, request);
                break;
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray())
                    CheckTimes(item, request);
                break;
            case JsonValueKind.String when Moment().IsMatch(json.GetString()!):
                Assert.True(InMilliseconds().IsMatch(json.GetString()!), $"{request.Method} {request.Path} tells {json}.");
                break;
        }
    }

    private static async Task<ApiContract> ReadAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var document = await scope.ServiceProvider.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1").GetOpenApiDocumentAsync();
        return new(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1));
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[T ]\d\d:")]
    private static partial Regex Moment();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\z")]
    private static partial Regex InMilliseconds();
}
