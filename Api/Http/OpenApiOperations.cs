using System.Globalization;
using System.Text.Json.Nodes;
using Commerce.Access;
using Commerce.Catalog;
using Commerce.WaitingQueue;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Commerce.Http;

/// <summary>Describes routes in the document: their parameters, and every code they refuse with.</summary>
internal static class OpenApiOperations
{
    public const string AdminKey = "adminKey";
    public const string Token = "token";

    // A parameter that is not here, and is no id, has to be described here before the document can be made.
    private static readonly Dictionary<string, Func<OpenApiParameter>> s_queries = new()
    {
        ["limit"] = () => new()
        {
            Description = "Items per page.",
            Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Format = "int32",
                Minimum = "1",
                Maximum = Text(PageBounds.MaxLimit),
                Default = PageBounds.DefaultLimit,
            },
        },
        ["after"] = () => new()
        {
            Description = "Where the page starts: the `next` of the page before it; left out for the first page.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1 },
        },
        ["days"] = () => new()
        {
            Description = "Days in UTC: today, and those before it.",
            Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Format = "int32",
                Minimum = "1",
                Maximum = Text(ProductBounds.MaxPopularDays),
                Default = ProductBounds.DefaultPopularDays,
            },
        },
        ["token"] = () => new()
        {
            Description = "The token.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1 },
        },
    };

    public static Task DescribeAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Parameters = [.. operation.Parameters?.OfType<OpenApiParameter>().Select(Described) ?? []];
        if (!HttpMethods.IsGet(context.Description.HttpMethod!))
            operation.Parameters.Add(KeyParameter());
        OpenApiHeaders.Describe(operation, context.Description);
        var policy = context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().LastOrDefault()?.Policy;
        if (policy is not null)
        {
            // One of them is enough. Whether a token has to be shown to what is no administrator's is a matter of Auth:Mode.
            operation.Security = [Requirement(Token, context), Policies.AreaOf(policy) is null ? new() : Requirement(AdminKey, context)];
        }
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<Refusals>().LastOrDefault() is { } refusals)
        {
            if (refusals.Shared.Contains(HttpProblems.VersionMismatch))
                operation.Parameters.Add(IfMatchParameter());
            if (refusals.Own.Contains(QueueRefusals.TokenRequired))
                operation.Parameters.Add(QueueTokenParameter());
            foreach (var group in refusals.All.GroupBy(type => type.Status))
                DescribeRefusal(
                    (OpenApiResponse)operation.Responses![group.Key.ToString(CultureInfo.InvariantCulture)], group, context.Document!);
        }
        return Task.CompletedTask;
    }

    private static OpenApiSecurityRequirement Requirement(string scheme, OpenApiOperationTransformerContext context) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, context.Document!)] = [] };

    private static OpenApiParameter Described(OpenApiParameter parameter)
    {
        var isId = parameter.Name!.EndsWith("Id", StringComparison.Ordinal);
        var described = isId ? IdParameter(parameter.Name) : s_queries[parameter.Name]();
        (described.Name, described.In, described.Required) = (parameter.Name, parameter.In, isId || parameter.In == ParameterLocation.Path);
        return described;
    }

    private static OpenApiParameter IdParameter(string name) => name is "orderId" or "reservationId"
        ? new() { Description = $"The {name[..^2]}'s id.", Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" } }
        : new()
        {
            Description = $"The {name[..^2]}'s id.",
            Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Format = "int64",
                Minimum = name is "userId" or "customerId" ? Text(IdBounds.MinCustomer) : Text(IdBounds.Min),
                Maximum = Text(IdBounds.Max),
            },
        };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static OpenApiParameter KeyParameter() => new()
    {
        Name = Idempotency.KeyHeader,
        In = ParameterLocation.Header,
        Description = "Makes the request safe to repeat: what it did under the same key is not done again, and its answer comes again, "
            + $"marked {Idempotency.ReplayedHeader}. A refusal is decided again. 1 to {Idempotency.MaxKeyLength} characters, bare or as a "
            + "quoted string.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = Idempotency.MaxHeaderLength },
    };

    private static OpenApiParameter IfMatchParameter() => new()
    {
        Name = EntityTags.IfMatchHeader,
        In = ParameterLocation.Header,
        Description = "The ETag that was read: refused when the definition is another by now. Without it, the last one wins.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static OpenApiParameter QueueTokenParameter() => new()
    {
        Name = QueueEndpoints.TokenHeader,
        In = ParameterLocation.Header,
        Description = "The customer's active token, where a queue stands before this.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static void DescribeRefusal(OpenApiResponse response, IEnumerable<ProblemType> types, OpenApiDocument document)
    {
        var codes = types.Select(type => type.Code).Distinct().ToList();
        response.Description = $"Refused: {string.Join(", ", codes)}.";
        response.Content![Problem.ContentType].Schema = new OpenApiSchema
        {
            AllOf =
            [
                new OpenApiSchemaReference(nameof(ProblemBody), document),
                new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Required = new HashSet<string> { "code" },
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. codes.Select(code => (JsonNode)code)] },
                    },
                },
            ],
        };
        if (types.First().Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers ??= new Dictionary<string, IOpenApiHeader>();
            response.Headers["Retry-After"] = new OpenApiHeader
            {
                Description = "Seconds to wait.",
                Required = true,
                Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" },
            };
        }
    }
}
