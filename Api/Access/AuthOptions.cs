using Commerce.ServiceDefaults;

namespace Commerce.Access;

/// <summary>Whether it is proved who asks.</summary>
internal enum AuthMode
{
    /// <summary>It is not: everybody may do everything for everybody, <c>/admin</c> apart.</summary>
    None,

    /// <summary>By an access token of an OpenID provider, in every request to what is not open to all.</summary>
    Jwt,
}

/// <summary>Who asks, and how that is proved. Configuration section <c>Auth</c>.</summary>
internal sealed class AuthOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Auth";

    /// <summary>How it is proved.</summary>
    public AuthMode Mode { get; set; }

    /// <summary>
    /// The provider, such as <c>https://login.example</c>: what its tokens name as their issuer. Its keys are found by
    /// <c>/.well-known/openid-configuration</c> there. Over plain HTTP on loopback only.
    /// </summary>
    public string? Authority { get; set; }

    /// <summary>Whom the tokens are for: what their <c>aud</c> has to name.</summary>
    public string? Audience { get; set; }

    /// <summary>The claim that says which customer a token is of.</summary>
    public string CustomerClaim { get; set; } = "customer_id";

    /// <summary>The claim that lists the roles of an administrator.</summary>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>
    /// The scope with which money is paid in, for any customer: that of a payment provider's back end, and nobody else's.
    /// </summary>
    public string ChargeScope { get; set; } = "balance:charge";

    /// <summary>Whether the authority is on this machine, where nobody listens in.</summary>
    public bool IsOnLoopback() =>
        Uri.TryCreate(Authority, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback;

    /// <summary>
    /// How it is proved, as the host is put together. A value that means nothing is <see cref="AuthMode.None"/> here, and ends the start
    /// when the options are validated.
    /// </summary>
    public static AuthMode ModeOf(IConfiguration configuration) =>
        Enum.TryParse<AuthMode>(configuration[$"{Section}:{nameof(Mode)}"], ignoreCase: true, out var mode) ? mode : AuthMode.None;
}

/// <summary>Says at start-up which key is wrong and how to mend it.</summary>
internal sealed class AuthOptionsValidator() : SettingsValidator<AuthOptions>(AuthOptions.Section)
{
    protected override IEnumerable<(bool IsMet, string Otherwise)> Others(AuthOptions options) => options.Mode != AuthMode.Jwt ? [] :
    [
        (IsAuthority(options),
            "Auth:Authority must be the address of an OpenID provider when Auth:Mode is Jwt, such as https://login.example; " +
            "plain http only on loopback."),
        (IsText(options.Audience), "Auth:Audience must say whom tokens are for when Auth:Mode is Jwt: what their aud names."),
        (IsText(options.CustomerClaim), "Auth:CustomerClaim must name the claim that says whose a token is, such as customer_id."),
        (IsText(options.RoleClaim), "Auth:RoleClaim must name the claim that lists roles, such as roles."),
        (IsText(options.ChargeScope) && !options.ChargeScope.Contains(' ', StringComparison.Ordinal),
            "Auth:ChargeScope must be one scope, such as balance:charge."),
    ];

    private static bool IsAuthority(AuthOptions options) =>
        options.IsOnLoopback() || (Uri.TryCreate(options.Authority, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps);

    private static bool IsText(string? value) => !string.IsNullOrWhiteSpace(value);
}
