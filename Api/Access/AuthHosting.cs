using Commerce.Http;
using Commerce.ServiceDefaults;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Commerce.Access;

/// <summary>Who asks, in this process.</summary>
internal static class AuthHosting
{
    /// <summary>How far the authority's clock and ours may be apart.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    // How often unknown keys make us ask the authority again, at the most.
    private static readonly TimeSpan s_askAgain = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private static readonly string[] s_algorithms = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256];

    // Of RFC 9068: an access token cannot be mistaken for an identity token that the same provider signed.
    private static readonly string[] s_types = ["at+jwt", "application/at+jwt"];

    public static void AddCommerceAuth(this WebApplicationBuilder builder)
    {
        var (services, mode) = (builder.Services, AuthOptions.ModeOf(builder.Configuration));
        services.AddSettings<AuthOptions, AuthOptionsValidator>(AuthOptions.Section);
        services.AddSettings<AdminOptions, AdminOptionsValidator>(AdminOptions.Section);
        services.AddListSetting<AdminOptions>(
            $"{AdminOptions.Section}:{nameof(AdminOptions.ApiKeys)}", (admin, keys) => admin.ApiKeys = keys);
        services.AddClientAddresses();
        services.AddSingleton<AskerLimit>();
        services.AddSingleton<AdminKeys>();
        services.AddSingleton<OpenAccess>();
        services.AddHostedService(provider => provider.GetRequiredService<OpenAccess>());
        services.AddSingleton(new Callers(mode == AuthMode.Jwt));
        if (mode != AuthMode.Jwt)
        {
            // The routes say who may use them all the same, and nobody asks.
            services.Configure<RouteOptions>(routes => routes.SuppressCheckForUnhandledSecurityMetadata = true);
            return;
        }
        services.AddSingleton<TokenCache>();
        services.AddSingleton<AuthorityKeys>();
        services.AddSingleton<BearerTokens>();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        KnownCallers.AddTo(services);
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<IOptions<AuthOptions>, TimeProvider>(Configure)
            // A key that the authority has withdrawn is good no more: it may have been stolen.
            .PostConfigure(bearer => ((BaseConfigurationManager)bearer.ConfigurationManager!).UseLastKnownGoodConfiguration = false);
        services.AddAuthorization(Policies.AddPolicies);
    }

    /// <summary>
    /// Asks who it is, whether it asks too often, and whether the route is open to them. With <c>Auth:Mode</c> None nobody is asked who
    /// they are.
    /// </summary>
    public static void UseCommerceAuth(this WebApplication app)
    {
        var areKnown = app.Services.GetRequiredService<Callers>().AreKnown;
        if (areKnown)
            app.UseAuthentication();
        // A token that is none makes nobody another asker: so after it is known.
        if (AskerLimit.IsOn(app.Services.GetRequiredService<IOptions<HttpOptions>>().Value))
            app.Use(app.Services.GetRequiredService<AskerLimit>().Check);
        if (areKnown)
            app.UseAuthorization();
    }

    private static void Configure(JwtBearerOptions bearer, IOptions<AuthOptions> options, TimeProvider clock)
    {
        var auth = options.Value;
        bearer.Authority = auth.Authority;
        bearer.RequireHttpsMetadata = !auth.IsOnLoopback();
        bearer.BackchannelTimeout = s_patience;
        bearer.RefreshInterval = s_askAgain;
        bearer.MapInboundClaims = false;
        bearer.SaveToken = false;
        bearer.EventsType = typeof(BearerTokens);
        bearer.TokenValidationParameters = new()
        {
            ValidAudience = auth.Audience,
            ValidAlgorithms = s_algorithms,
            ValidTypes = s_types,
            RoleClaimType = auth.RoleClaim,
            LifetimeValidator = (notBefore, expires, _, _) => IsNow(notBefore, expires, clock.GetUtcNow().UtcDateTime),
        };
    }

    // A token without an end is refused. One without a beginning may come with the first moment there is, from which nothing can be taken.
    private static bool IsNow(DateTime? notBefore, DateTime? expires, DateTime now) =>
        expires is { } end && now - ClockSkew < end && (notBefore is not { } start || start <= now + ClockSkew);
}
