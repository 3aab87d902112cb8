using Microsoft.OpenApi;

namespace Commerce.Http;

/// <summary>The description of the API, and the page that shows it.</summary>
internal static class OpenApiHosting
{
    private const string AdminKey = "adminKey";

    public static void AddCommerceOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", openApi =>
    {
        openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Orleans.Commerce", Version = "v1" };
            document.Components ??= new OpenApiComponents();
            document.AddComponent<IOpenApiSecurityScheme>(AdminKey, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The configured Admin:ApiKey.",
            });
            return Task.CompletedTask;
        });
        openApi.AddOperationTransformer((operation, context, _) =>
        {
            Describe(operation, context.Description.HttpMethod, context.Document!,
                context.Description.RelativePath!.StartsWith("admin/", StringComparison.Ordinal));
            return Task.CompletedTask;
        });
    });

    public static void MapCommerceOpenApi(this WebApplication app)
    {
        app.MapOpenApi("/openapi/v1.json");
        // Under its own path only: every other request would pass through it too, and wait in it for its answer.
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase), docs => docs.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.DocumentTitle = "Orleans.Commerce";
            page.SwaggerEndpoint("/openapi/v1.json", "Orleans.Commerce v1");
        }));
    }

    /// <summary>Describes refusals: problem bodies with these statuses.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
            route.Produces<ProblemBody>(status, "application/problem+json");
        return route;
    }

    private static void Describe(OpenApiOperation operation, string? method, OpenApiDocument document, bool admin)
    {
        operation.Parameters ??= [];
        foreach (var id in operation.Parameters.OfType<OpenApiParameter>().Where(p => p.Name!.EndsWith("Id", StringComparison.Ordinal)))
            id.Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "1" };
        if (HttpMethods.IsPost(method!) || admin)
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = Idempotency.KeyHeader,
                In = ParameterLocation.Header,
                Description = $"Makes the request safe to repeat: the same key gets the same answer, marked {Idempotency.ReplayedHeader}.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = Idempotency.MaxKeyLength },
            });
        }
        if (admin)
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(AdminKey, document)] = [] }];
    }
}
