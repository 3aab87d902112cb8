using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Commerce.Http;

/// <summary>
/// Describes bodies in the document: nothing is ever null in them. A request's field is required unless it is optional; an answer's
/// field is left out when it would be null.
/// </summary>
internal static class OpenApiSchemas
{
    public static Task DescribeAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo?.AttributeProvider is { } property
            && property.GetCustomAttributes(typeof(AllowedValuesAttribute), false) is [AllowedValuesAttribute allowed])
            schema.Enum = [.. allowed.Values.Select(value => JsonSerializer.SerializeToNode(value)!)];
        if (context.JsonTypeInfo.Type is var type && (Nullable.GetUnderlyingType(type) ?? type) == typeof(DateTimeOffset))
            (schema.Type, schema.Format) = (JsonSchemaType.String, "date-time");
        if (context.JsonTypeInfo is { Kind: JsonTypeInfoKind.Object } body)
        {
            var isRequest = Requests(context.ApplicationServices, body.Options).Contains(body.Type);
            schema.Required = body.Properties.Where(field => isRequest ? !IsOptional(field) : !IsNullable(field))
                .Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
        }
        return Task.CompletedTask;
    }

    /// <summary>Takes null out of a schema and of everything in it.</summary>
    /// <returns>The schema to put in its place.</returns>
    public static IOpenApiSchema NeverNull(IOpenApiSchema schema)
    {
        if (schema is not OpenApiSchema own)
            return schema;
        if (own.OneOf is { Count: 2 } either && either.SingleOrDefault(one => one.Type != JsonSchemaType.Null) is { } other)
            return NeverNull(other);
        own.Type &= ~JsonSchemaType.Null;
        if (own.Items is { } items)
            own.Items = NeverNull(items);
        foreach (var (name, field) in own.Properties?.ToList() ?? [])
            own.Properties![name] = NeverNull(field);
        return own;
    }

    private static bool IsOptional(JsonPropertyInfo field) => field.AttributeProvider?.IsDefined(typeof(OptionalAttribute), false) == true;

    private static bool IsNullable(JsonPropertyInfo field) =>
        Nullable.GetUnderlyingType(field.PropertyType) is not null || (!field.PropertyType.IsValueType && field.IsGetNullable);

    /// <summary>The types that requests' bodies are made of.</summary>
    private static HashSet<Type> Requests(IServiceProvider services, JsonSerializerOptions json)
    {
        var found = new HashSet<Type>();
        var open = new Queue<Type>(services.GetRequiredService<EndpointDataSource>().Endpoints
            .SelectMany(endpoint => endpoint.Metadata.GetOrderedMetadata<IAcceptsMetadata>())
            .Select(body => body.RequestType).OfType<Type>());
        while (open.TryDequeue(out var type))
        {
            if (!found.Add(type))
                continue;
            var info = json.GetTypeInfo(type);
            foreach (var inner in info.Properties.Select(field => field.PropertyType).Append(info.ElementType).OfType<Type>())
                open.Enqueue(inner);
        }
        return found;
    }
}
