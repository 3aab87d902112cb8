using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace Commerce.Access;

/// <summary>
/// Who asks: what a token, or an administrator's key, was found to say. Made once for a token, and shared by its requests.
/// </summary>
internal sealed class Caller : ClaimsPrincipal
{
    private const string SubjectClaim = "sub";

    private static readonly string[] s_scopeClaims = ["scope", "scp"];

    private readonly bool _isAnybody;

    private Caller(ClaimsIdentity identity, bool isAnybody = false)
        : base(identity) => _isAnybody = isAnybody;

    /// <summary>This process's own warm-up. It asks only for what cannot exist.</summary>
    public static Caller WarmUp { get; } = new(new("warm-up"), isAnybody: true);

    /// <summary>The customer the token is of; <see langword="null"/> for a token that is of none.</summary>
    public long? CustomerId { get; private init; }

    /// <summary>Whether it may pay money in, for anybody.</summary>
    public bool MayCharge
    {
        get => field || _isAnybody;
        private init;
    }

    /// <summary>Whom the token names, or which key it was. Never the key itself.</summary>
    public string? Subject { get; private init; }

    /// <summary>Whether it is an administrator's key, with which everything under <c>/admin</c> can be done.</summary>
    public bool IsKey { get; private init; }

    /// <summary>Whether it may ask as a customer: as one of them, or as the warm-up.</summary>
    public bool IsCustomer => _isAnybody || CustomerId is not null;

    /// <summary>That this is who asks, as authentication says it; shared by the requests, as the caller is.</summary>
    public AuthenticateResult Result =>
        field ??= AuthenticateResult.Success(new AuthenticationTicket(this, JwtBearerDefaults.AuthenticationScheme));

    /// <summary>What a verified token says.</summary>
    /// <param name="identity">Its claims.</param>
    /// <param name="options">Which claims count.</param>
    public static Caller OfToken(ClaimsIdentity identity, AuthOptions options) => new(identity)
    {
        CustomerId = CustomerOf([.. identity.FindAll(options.CustomerClaim)]),
        MayCharge = s_scopeClaims.SelectMany(identity.FindAll)
            .Any(scopes => scopes.Value.Split(' ').Contains(options.ChargeScope, StringComparer.Ordinal)),
        Subject = identity.FindFirst(SubjectClaim)?.Value,
    };

    /// <summary>Somebody who has an administrator's key.</summary>
    /// <param name="keyId">Which key, in words that can be logged.</param>
    public static Caller OfKey(string keyId) => new(new("key")) { Subject = keyId, IsKey = true };

    /// <summary>Whether this may act for a customer, and read what is the customer's.</summary>
    /// <param name="customerId">The customer.</param>
    public bool MayActFor(long customerId) => _isAnybody || CustomerId == customerId;

    // One claim, written as ids are: two are no answer to the question whose the token is.
    private static long? CustomerOf(Claim[] claims) =>
        claims is [{ Value: var text }]
        && text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0 // the parser itself takes trailing NULs
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && id is >= IdBounds.MinCustomer and <= IdBounds.Max
            ? id
            : null;
}
