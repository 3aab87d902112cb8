using Commerce.Health;
using Commerce.Http;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace Commerce.Access;

/// <summary>Finds out who asks: by the cache, by an administrator's key, or by the library's verification of a token.</summary>
internal sealed class BearerTokens(TokenCache cache, AuthorityKeys keys, IOptions<AuthOptions> options) : JwtBearerEvents
{
    private const string Scheme = "Bearer ";

    /// <summary>What a request carries after <c>Bearer</c>; <see langword="null"/> without one.</summary>
    public static string? Of(HttpContext http) => TryRead(http, out var token) ? token.ToString() : null;

    /// <summary>Who asks, where nothing has to be verified for that; <see langword="null"/> where it has to be.</summary>
    public Caller? KnownOf(HttpContext http)
    {
        if (WarmUp.IsOwn)
            return Caller.WarmUp;
        if (http.Features.Get<AdminKeyUse>() is { } use)
            return use.Caller;
        return TryRead(http, out var token) ? cache.Find(token) : null;
    }

    public override Task MessageReceived(MessageReceivedContext context)
    {
        if (Of(context.HttpContext) is not { Length: > 0 } token)
        {
            context.NoResult();
            return Task.CompletedTask;
        }
        context.Token = token;
        return HasKeysAsync(context);
    }

    public override Task TokenValidated(TokenValidatedContext context)
    {
        var caller = Caller.OfToken(context.Principal!.Identities.First(), options.Value);
        context.Principal = caller;
        var end = new DateTimeOffset(context.SecurityToken.ValidTo, TimeSpan.Zero);
        cache.Add(Of(context.HttpContext)!, caller,
            end < DateTimeOffset.MaxValue - AuthHosting.ClockSkew ? end + AuthHosting.ClockSkew : DateTimeOffset.MaxValue);
        return Task.CompletedTask;
    }

    public override Task Challenge(JwtBearerChallengeContext context)
    {
        if (context.AuthenticateFailure is not AuthoritySilentException silent)
            return Task.CompletedTask;
        context.HandleResponse();
        return Problem.Unavailable(silent.Message).ExecuteAsync(context.HttpContext);
    }

    // The status is set already.
    public override Task Forbidden(ForbiddenContext context)
    {
        if (Policies.PolicyOf(context.HttpContext.GetEndpoint()) != Policies.Charge)
            return Task.CompletedTask;
        context.Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_scope\", scope=\"{options.Value.ChargeScope}\"";
        return new Problem(HttpProblems.ScopeRequired).ExecuteAsync(context.HttpContext);
    }

    private static bool TryRead(HttpContext http, out ReadOnlySpan<char> token)
    {
        if (http.Request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            token = header.AsSpan(Scheme.Length).Trim();
            return true;
        }
        token = default;
        return false;
    }

    private async Task HasKeysAsync(MessageReceivedContext context)
    {
        if (!await keys.AreKnownAsync(context.Options.ConfigurationManager!))
            context.Fail(new AuthoritySilentException());
    }

    /// <summary>The authority has not told its keys yet.</summary>
    private sealed class AuthoritySilentException() : Exception("Nobody can tell yet whose token this is: its authority does not answer.");
}
