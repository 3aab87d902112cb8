using System.Text.Json.Nodes;

namespace Commerce.Fixtures;

/// <summary>An operation of the document.</summary>
internal sealed record ApiOperation(string Method, string Path, JsonObject Node)
{
    private string[] Segments { get; } = Path.Split('/');

    /// <summary>The operation a request is for: where several fit, the one with the most words of its own.</summary>
    public static ApiOperation? Find(IEnumerable<ApiOperation> operations, ApiRequest request)
    {
        var method = request.Method == "HEAD" ? "GET" : request.Method;
        var segments = PathOf(request).Split('/');
        return operations.Where(operation => operation.Method == method && operation.Fits(segments))
            .MinBy(operation => operation.Segments.Count(IsParameter));
    }

    /// <summary>What the request gives, by name: from the path, the query and the headers.</summary>
    public Dictionary<string, string> Parameters(ApiRequest request)
    {
        var given = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (template, value) in Segments.Zip(PathOf(request).Split('/')))
        {
            if (IsParameter(template))
                given[template.Trim('{', '}')] = Uri.UnescapeDataString(value);
        }
        foreach (var (name, value) in Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(request.Path.Split('?', 2) is [_, var query]
            ? query : ""))
            given[name] = value.ToString();
        foreach (var (name, value) in request.Headers)
            given[name] = value;
        return given;
    }

    private bool Fits(string[] segments) =>
        segments.Length == Segments.Length && Segments.Zip(segments).All(pair => IsParameter(pair.First)
            ? pair.Second.Length > 0
            : pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));

    private static bool IsParameter(string segment) => segment.StartsWith('{');

    private static string PathOf(ApiRequest request) => request.Path.Split('?')[0];
}
