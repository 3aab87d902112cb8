using Microsoft.OpenApi;

namespace Commerce.Http;

/// <summary>The description of the API, and the page that shows it.</summary>
internal static class OpenApiHosting
{
    public static void AddCommerceOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", openApi =>
    {
        openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Orleans.Commerce", Version = "v1" };
            document.Servers = [new OpenApiServer { Url = "/" }]; // behind a proxy this process does not know its own address
            document.Components ??= new OpenApiComponents();
            document.AddComponent<IOpenApiSecurityScheme>(OpenApiOperations.AdminKey, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "One of the configured Admin:ApiKeys, or Admin:ApiKey.",
            });
            document.AddComponent<IOpenApiSecurityScheme>(OpenApiOperations.Token, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "An access token of the configured provider, with Auth:Mode Jwt.",
            });
            foreach (var (name, schema) in document.Components.Schemas?.ToList() ?? [])
                document.Components.Schemas![name] = OpenApiSchemas.NeverNull(schema);
            return Task.CompletedTask;
        });
        // HEAD is answered wherever GET is, and needs no description of its own.
        openApi.ShouldInclude = route => route.HttpMethod is { } method && !HttpMethods.IsHead(method);
        openApi.AddSchemaTransformer(OpenApiSchemas.DescribeAsync);
        openApi.AddOperationTransformer(OpenApiOperations.DescribeAsync);
    });

    public static void MapCommerceOpenApi(this WebApplication app)
    {
        app.MapOpenApi("/openapi/v1.json").AllowAnonymous().WithHead();
        // Under its own path only: every other request would pass through it too, and wait in it for its answer.
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase),
            docs => docs.Use(SafeHeaders.AddToDocs).UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.DocumentTitle = "Orleans.Commerce";
            page.SwaggerEndpoint("/openapi/v1.json", "Orleans.Commerce v1");
        }));
    }
}
