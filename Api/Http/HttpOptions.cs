using Commerce.RateLimiting;
using Microsoft.Extensions.Options;

namespace Commerce.Http;

/// <summary>The HTTP side. Configuration section <c>Http</c>.</summary>
public sealed class HttpOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Http";

    /// <summary>Whether a silo serves the API itself. Without it, the silo answers <c>/health</c> alone.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Requests under way at the most; past it the answer is 503 at once. 1 to 100,000.</summary>
    public int MaxInFlight { get; set; } = 5_000;

    /// <summary>
    /// How long requests are still taken, while readiness says no, once the process was told to stop: what load balancers
    /// need to notice. Zero to 1 minute; without it 5 seconds in a cluster, and zero in Development and in a process that stands alone.
    /// </summary>
    public TimeSpan? DrainDelay { get; set; }

    /// <summary>Connections open at the most; past it new ones are closed at once. 1 to 1,000,000.</summary>
    public int MaxConnections { get; set; } = 20_000;

    /// <summary>How long the headers of a request may take to arrive; 1 second to 2 minutes.</summary>
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether <c>POST /noop</c> is served: the same pipeline with no grain behind it, to measure against.</summary>
    public bool NoOp { get; set; }

    /// <summary>
    /// Origins whose pages may call the API, such as <c>https://shop.example</c>; <c>*</c> alone is every origin. A list,
    /// or one value with <c>;</c> between them. None unless it is set.
    /// </summary>
    public string[] AllowedOrigins { get; set; } = [];

    /// <summary>Requests one user may make to <c>POST /api/v1/coupons/issue</c> per window; 1 to 100.</summary>
    public int CouponCodeLimit { get; set; } = 3;

    /// <summary>The window of <see cref="CouponCodeLimit"/>; 1 s to 1 h.</summary>
    public TimeSpan CouponCodeWindow { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>The administrators' side. Configuration section <c>Admin</c>.</summary>
public sealed class AdminOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Admin";

    /// <summary>The key of <c>/admin</c>; without one it is closed. Secret: never logged.</summary>
    public string? ApiKey { get; set; }
}

/// <summary>Coupons over HTTP. Configuration section <c>Coupons</c>.</summary>
public sealed class CouponApiOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Coupons";

    /// <summary>The campaign of <c>POST /coupon/apply</c>; 1 to 2^53 - 1.</summary>
    public long DefaultCouponId { get; set; } = 4002;
}

/// <summary>Says at start-up which key is wrong and how to mend it.</summary>
internal sealed class ApiOptionsValidator : IValidateOptions<HttpOptions>, IValidateOptions<AdminOptions>, IValidateOptions<CouponApiOptions>
{
    public ValidateOptionsResult Validate(string? name, HttpOptions options) => Check(
        (options.MaxInFlight is >= 1 and <= 100_000, "Http:MaxInFlight must be from 1 to 100000."),
        (options.DrainDelay is null || (options.DrainDelay >= TimeSpan.Zero && options.DrainDelay <= TimeSpan.FromMinutes(1)),
            "Http:DrainDelay must be from 00:00:00 to 00:01:00."),
        (options.MaxConnections is >= 1 and <= 1_000_000, "Http:MaxConnections must be from 1 to 1000000."),
        (options.HeadersTimeout >= TimeSpan.FromSeconds(1) && options.HeadersTimeout <= TimeSpan.FromMinutes(2),
            "Http:HeadersTimeout must be from 00:00:01 to 00:02:00."),
        (options.AllowedOrigins is [Cors.Any] || options.AllowedOrigins.All(Cors.IsOrigin),
            "Http:AllowedOrigins must be origins such as https://shop.example: in lower case, without a path, a final '/' or the usual port; or '*' alone."),
        (options.CouponCodeLimit is >= 1 and <= RateLimitBounds.MaxLimit, $"Http:CouponCodeLimit must be from 1 to {RateLimitBounds.MaxLimit}."),
        (options.CouponCodeWindow >= TimeSpan.FromSeconds(1) && options.CouponCodeWindow <= RateLimitBounds.MaxWindow,
            $"Http:CouponCodeWindow must be from 00:00:01 to {RateLimitBounds.MaxWindow}."));

    public ValidateOptionsResult Validate(string? name, AdminOptions options) => Check(
        (options.ApiKey is null or { Length: >= 8 }, "Admin:ApiKey must have at least 8 characters; leave it out to close /admin."));

    public ValidateOptionsResult Validate(string? name, CouponApiOptions options) => Check(
        (options.DefaultCouponId is >= IdBounds.Min and <= IdBounds.Max, $"Coupons:DefaultCouponId must be a coupon's id, from {IdBounds.Min} to {IdBounds.Max}."));

    private static ValidateOptionsResult Check(params ReadOnlySpan<(bool Ok, string Error)> checks)
    {
        var errors = new List<string>();
        foreach (var (ok, error) in checks)
        {
            if (!ok)
                errors.Add(error);
        }
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
