using Commerce.Fixtures;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Commerce.Http;

/// <summary>Bodies are read and written by generated code: reflection would cost the first second of a spike.</summary>
[Collection(ApiTests.Name)]
public sealed class ApiJsonTests(ApiFixture api)
{
    [Fact]
    public void Bodies_OfEveryRoute_AreSerializedByTheGeneratedContext()
    {
        var options = api.Host.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var endpoints = api.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints;
        var bodies = endpoints.SelectMany(endpoint => endpoint.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>())
            .Select(response => response.Type)
            .Concat(endpoints.SelectMany(endpoint => endpoint.Metadata.GetOrderedMetadata<IAcceptsMetadata>())
            .Select(request => request.RequestType))
            .OfType<Type>().Where(type => type != typeof(void)).Distinct().ToList();

        Assert.InRange(bodies.Count, 20, 200);
        Assert.All(bodies, body => Assert.IsType<ApiJson>(options.GetTypeInfo(body).OriginatingResolver));
    }
}
