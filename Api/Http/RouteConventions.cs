using Commerce.Access;
using Microsoft.AspNetCore.Http.Metadata;

namespace Commerce.Http;

/// <summary>What a route can refuse a request for.</summary>
/// <param name="Own">The kinds that are its own.</param>
/// <param name="Shared">The kinds that follow from its form.</param>
internal sealed record Refusals(IReadOnlyList<ProblemType> Own, IReadOnlyList<ProblemType> Shared)
{
    public IEnumerable<ProblemType> All => Own.Concat(Shared);
}

/// <summary>What holds of routes by their form.</summary>
internal static class RouteConventions
{
    /// <summary>Answers HEAD wherever GET is answered; the server leaves the body out.</summary>
    public static TBuilder WithHead<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder
    {
        routes.Finally(endpoint =>
        {
            if (endpoint.Metadata.OfType<IHttpMethodMetadata>().LastOrDefault() is not { } methods
                || !methods.HttpMethods.Contains(HttpMethods.Get))
                return;
            endpoint.Metadata.Add(new HttpMethodMetadata([.. methods.HttpMethods, HttpMethods.Head]));
        });
        return routes;
    }

    /// <summary>Describes what the route refuses; what follows from its form is added.</summary>
    /// <param name="route">The route.</param>
    /// <param name="types">The kinds that are its own.</param>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params IReadOnlyList<ProblemType> types)
    {
        route.Finally(endpoint =>
        {
            var refusals = new Refusals(types, [.. OfForm((RouteEndpointBuilder)endpoint)]);
            endpoint.Metadata.Add(refusals);
            foreach (var status in refusals.All.Select(type => type.Status).Distinct())
                endpoint.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(ProblemBody), [Problem.ContentType]));
        });
        return route;
    }

    // With Auth:Mode None customers' routes refuse nobody for who they are.
    private static IEnumerable<ProblemType> OfAccess(string? policy) => policy switch
    {
        null => [],
        Policies.Customer => [HttpProblems.Unauthenticated, HttpProblems.Forbidden, HttpProblems.NotYours],
        Policies.Charge => [HttpProblems.Unauthenticated, HttpProblems.ScopeRequired],
        _ => [HttpProblems.Unauthenticated, HttpProblems.Forbidden],
    };

    private static IEnumerable<ProblemType> OfForm(RouteEndpointBuilder endpoint)
    {
        yield return HttpProblems.InvalidInput;
        yield return HttpProblems.MalformedRequest;
        if (endpoint.Metadata.OfType<IAcceptsMetadata>().Any())
        {
            yield return HttpProblems.MalformedJson;
            yield return HttpProblems.RequestTimeout;
            yield return HttpProblems.BodyTooLarge;
            yield return HttpProblems.UnsupportedMediaType;
        }
        if (endpoint.Metadata.OfType<IHttpMethodMetadata>().Last().HttpMethods
            .Any(method => !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method)))
            yield return HttpProblems.IdempotencyKeyReused;
        var policy = Policies.PolicyOf(endpoint);
        foreach (var type in OfAccess(policy))
            yield return type;
        if (Policies.AreaOf(policy) is not null)
        {
            yield return HttpProblems.AdminClosed;
            if (endpoint.Metadata.OfType<IHttpMethodMetadata>().Last().HttpMethods.Any(HttpMethods.IsPut))
                yield return HttpProblems.VersionMismatch;
        }
        yield return HttpProblems.TooManyRequests;
        yield return HttpProblems.InternalError;
        yield return HttpProblems.ServiceUnavailable;
    }
}
