using System.ComponentModel.DataAnnotations;
using Commerce.Access;
using Commerce.RateLimiting;
using Commerce.ServiceDefaults;

namespace Commerce.Http;

/// <summary>The HTTP side. Configuration section <c>Http</c>.</summary>
public sealed class HttpOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Http";

    /// <summary>Whether a silo serves the API itself. Without it, the silo answers <c>/health</c> alone.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Requests under way at the most; past it the answer is 503 at once. 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int MaxInFlight { get; set; } = 5_000;

    /// <summary>
    /// How long requests are still taken, while readiness says no, once the process was told to stop: what load balancers
    /// need to notice. Zero to 1 minute; without it 5 seconds in a cluster, and zero in Development and in a process that stands alone.
    /// </summary>
    [TimeRange(0, 60)]
    public TimeSpan? DrainDelay { get; set; }

    /// <summary>
    /// How long a start goes down its hot paths at the most before it is ready, so that the first customers do not pay for compiling
    /// them; zero to 1 minute, and zero is once down each.
    /// </summary>
    [TimeRange(0, 60)]
    public TimeSpan WarmUpFor { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Bodies under way at the most of which more than 4 KiB have come; past it they are answered with 503. Smaller ones need no other
    /// bound than <see cref="MaxConnections"/>. 1 to 100,000.
    /// </summary>
    [Range(1, 100_000)]
    public int MaxLargeBodies { get; set; } = 1_000;

    /// <summary>
    /// Requests a second that one asker may make: the subject of a token, else an address, of IPv6 the network of 64 bits. 0 to 100,000; 0
    /// counts nobody.
    /// </summary>
    [Range(0, 100_000)]
    public int PerAddress { get; set; }

    /// <summary>
    /// Requests that an asker may make at once who made none for a while; 0 to 1,000,000, and 0 is twice <see cref="PerAddress"/>.
    /// </summary>
    [Range(0, 1_000_000)]
    public int PerAddressBurst { get; set; }

    /// <summary>
    /// Addresses or networks of the proxies in front, such as <c>10.0.0.0/8</c>: from them, and from nobody else, <c>X-Forwarded-For</c> is
    /// believed. A list, or one value with <c>;</c> between them. None unless it is set.
    /// </summary>
    public string[] TrustedProxies { get; set; } = [];

    /// <summary>Connections open at the most; past it new ones are closed at once. 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 20_000;

    /// <summary>How long the headers of a request may take to arrive; 1 second to 2 minutes.</summary>
    [TimeRange(1, 120)]
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether <c>POST /noop</c> is served: the same pipeline with no grain behind it, to measure against.</summary>
    public bool NoOp { get; set; }

    /// <summary>
    /// Origins whose pages may call the API, such as <c>https://shop.example</c>; <c>*</c> alone is every origin. A list,
    /// or one value with <c>;</c> between them. None unless it is set.
    /// </summary>
    public string[] AllowedOrigins { get; set; } = [];

    /// <summary>Requests one user may make to <c>POST /api/v1/coupons/issue</c> per window; 1 to 100.</summary>
    [Range(1, RateLimitBounds.MaxLimit)]
    public int CouponCodeLimit { get; set; } = 3;

    /// <summary>The window of <see cref="CouponCodeLimit"/>; 1 s to 1 h.</summary>
    [TimeRange(1, RateLimitBounds.MaxWindowSeconds)]
    public TimeSpan CouponCodeWindow { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>Says at start-up which key is wrong and how to mend it.</summary>
internal sealed class HttpOptionsValidator() : SettingsValidator<HttpOptions>(HttpOptions.Section)
{
    protected override IEnumerable<(bool IsMet, string Otherwise)> Others(HttpOptions options) =>
    [
        (options.AllowedOrigins is [Cors.Any] || options.AllowedOrigins.All(Cors.IsOrigin),
            "Http:AllowedOrigins must be origins such as https://shop.example: in lower case, without a path, a final '/' " +
            "or the usual port; or '*' alone."),
        (options.TrustedProxies.All(ClientAddress.IsNetwork),
            "Http:TrustedProxies must be addresses, or networks such as 10.0.0.0/8 with no bit set behind the prefix."),
    ];
}
