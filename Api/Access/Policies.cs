using Microsoft.AspNetCore.Authorization;

namespace Commerce.Access;

/// <summary>
/// Who may use a route. Every route says one of these, or <c>AllowAnonymous</c>; what says nothing is closed. With <c>Auth:Mode</c> None
/// nobody asks for it, <c>/admin</c> apart.
/// </summary>
internal static class Policies
{
    /// <summary>Customers, for themselves.</summary>
    public const string Customer = "customer";

    /// <summary>Who may pay money in.</summary>
    public const string Charge = "charge";

    /// <summary>The area of those who look at the processes: the live page, the silos.</summary>
    public const string Operations = "operations";

    // Followed by what is administered.
    private const string Admin = "admin:";

    private static readonly string[] s_areas = ["coupons", "customers", "products", "orders", "concerts", "audit", Operations];

    /// <summary>A customer may use it, for itself.</summary>
    public static TBuilder ForCustomers<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.RequireAuthorization(Customer);

    /// <summary>Whoever may pay money in may use it, for anybody.</summary>
    public static TBuilder ForCharging<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.RequireAuthorization(Charge);

    /// <summary>Administrators may use it: those with the role, and those with a key.</summary>
    /// <param name="routes">The routes.</param>
    /// <param name="area">What they administer.</param>
    public static TBuilder ForAdministrators<TBuilder>(this TBuilder routes, string area)
        where TBuilder : IEndpointConventionBuilder => routes.RequireAuthorization(Admin + area);

    /// <summary>The role of an area's administrators.</summary>
    public static string RoleOf(string area) => $"commerce.{area}.admin";

    /// <summary>The policy of a route that is being made; <see langword="null"/> for one that is open.</summary>
    public static string? PolicyOf(EndpointBuilder route) => route.Metadata.OfType<IAuthorizeData>().LastOrDefault()?.Policy;

    /// <summary>The policy of a request's route; <see langword="null"/> for one that is open, and where there is none.</summary>
    public static string? PolicyOf(Endpoint? route) => route?.Metadata.GetMetadata<IAuthorizeData>()?.Policy;

    /// <summary>The area that a policy closes to all but its administrators, or <see langword="null"/>.</summary>
    public static string? AreaOf(string? policy) =>
        policy is not null && policy.StartsWith(Admin, StringComparison.Ordinal) ? policy[Admin.Length..] : null;

    /// <summary>What each of these asks of a caller, and that a route that says none of them is closed to all.</summary>
    public static void AddPolicies(AuthorizationOptions options)
    {
        // Where no route is, there is nothing to close: that is answered with 404, and a wrong method with 405.
        options.FallbackPolicy = new AuthorizationPolicyBuilder()
            .RequireAssertion(context => context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint).Build();
        Add(Customer, caller => caller.IsCustomer);
        Add(Charge, caller => caller.MayCharge);
        foreach (var area in s_areas)
        {
            var role = RoleOf(area);
            Add(Admin + area, caller => caller.IsKey || caller.IsInRole(role));
        }

        void Add(string name, Func<Caller, bool> isMet) =>
            options.AddPolicy(name, policy => policy.RequireAssertion(context => context.User is Caller caller && isMet(caller)));
    }
}
