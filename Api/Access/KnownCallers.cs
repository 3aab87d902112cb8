using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace Commerce.Access;

/// <summary>
/// Authentication that asks the library only about those who are not known yet: most requests carry a token that was verified before,
/// and need nothing of what the library makes for each request that it looks at.
/// </summary>
/// <param name="tokens">Knows who was verified.</param>
/// <param name="library">The library's own, made when it is needed.</param>
internal sealed class KnownCallers(BearerTokens tokens, Func<IAuthenticationService> library) : IAuthenticationService
{
    private IAuthenticationService Library => field ??= library();

    public Task<AuthenticateResult> AuthenticateAsync(HttpContext context, string? scheme) => tokens.KnownOf(context) is { } known
        ? Task.FromResult(known.Result)
        : Library.AuthenticateAsync(context, scheme);

    public Task ChallengeAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) =>
        Library.ChallengeAsync(context, scheme, properties);

    public Task ForbidAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) =>
        Library.ForbidAsync(context, scheme, properties);

    public Task SignInAsync(HttpContext context, string? scheme, ClaimsPrincipal principal, AuthenticationProperties? properties) =>
        Library.SignInAsync(context, scheme, principal, properties);

    public Task SignOutAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) =>
        Library.SignOutAsync(context, scheme, properties);

    /// <summary>Puts itself before what the library registered.</summary>
    public static void AddTo(IServiceCollection services)
    {
        var library = services.Last(service => service.ServiceType == typeof(IAuthenticationService));
        services.AddScoped<IAuthenticationService>(provider => new KnownCallers(provider.GetRequiredService<BearerTokens>(),
            () => (IAuthenticationService)ActivatorUtilities.CreateInstance(provider, library.ImplementationType!)));
    }
}
