using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.OpenApi;

namespace Commerce.Http;

/// <summary>Describes the headers of answers that are no refusals in the document, and those that ask for one of them.</summary>
internal static class OpenApiHeaders
{
    private static readonly string[] s_definitions = ["admin/coupons/{", "admin/products/{", "admin/customers/{", "admin/concerts/{"];

    public static void Describe(OpenApiOperation operation, ApiDescription description)
    {
        var (path, isGet) = (description.RelativePath!, HttpMethods.IsGet(description.HttpMethod!));
        var isSeats = path.StartsWith("schedules/", StringComparison.Ordinal);
        if (isSeats)
            operation.Parameters!.Add(IfNoneMatchParameter());
        foreach (var (status, response) in operation.Responses!)
        {
            if (!status.StartsWith('2'))
                continue;
            var headers = new Dictionary<string, IOpenApiHeader>();
            if (!isGet)
                headers[Idempotency.ReplayedHeader] = Header("`true` for an answer that was given before, and comes again.");
            if (status == "201")
                headers["Location"] = Header("Where what was made can be read, if it can by itself.");
            if (isSeats || s_definitions.Any(definition => path.StartsWith(definition, StringComparison.Ordinal)))
                headers["ETag"] = Header(isSeats ? "Of the seats as told here." : "Of the definition; for If-Match.", isAlways: true);
            if (path.StartsWith("queue/tokens", StringComparison.Ordinal) && status != "204")
                headers["Retry-After"] = Header("Of a token that waits: the seconds to wait.", type: JsonSchemaType.Integer);
            if (headers.Count > 0)
                ((OpenApiResponse)response).Headers = headers;
        }
    }

    private static OpenApiHeader Header(string description, bool isAlways = false, JsonSchemaType type = JsonSchemaType.String) =>
        new() { Description = description, Required = isAlways, Schema = new OpenApiSchema { Type = type } };

    private static OpenApiParameter IfNoneMatchParameter() => new()
    {
        Name = "If-None-Match",
        In = ParameterLocation.Header,
        Description = "The ETag that was read: 304 while no seat changed.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };
}
