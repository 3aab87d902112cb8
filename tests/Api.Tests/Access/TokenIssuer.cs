using System.Security.Cryptography;
using System.Text;
using Commerce.Fixtures;
using Commerce.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Commerce.Access;

/// <summary>What a token says; whatever is not said is as it should be.</summary>
internal sealed record TokenContent
{
    public long? CustomerId { get; init; }

    public string? Scope { get; init; }

    public string[]? Roles { get; init; }

    public string? Issuer { get; init; }

    public string Audience { get; init; } = TokenIssuer.Audience;

    public string Type { get; init; } = "at+jwt";

    /// <summary>When it begins; nothing is said of it unless it is told, as many providers do.</summary>
    public TimeSpan? StartsIn { get; init; }

    public TimeSpan EndsIn { get; init; } = TimeSpan.FromMinutes(5);

    public SigningCredentials? SignedWith { get; init; }

    /// <summary>Claims beside these, or in their place.</summary>
    public IReadOnlyDictionary<string, object> More { get; init; } = new Dictionary<string, object>();
}

/// <summary>An OpenID provider on loopback, with keys of its own that it changes.</summary>
internal sealed class TokenIssuer : IAsyncDisposable
{
    public const string Audience = "commerce-tests";

    private readonly List<SecurityKey> _published = [];
    private WebApplication? _app;
    private int _lastKey;

    public TokenIssuer()
    {
        Address = $"http://127.0.0.1:{Ports.Free()}";
        Rotate(SecurityAlgorithms.EcdsaSha256);
        (Rsa, LongCurve) = (NewKey(SecurityAlgorithms.RsaSha256), NewKey(SecurityAlgorithms.EcdsaSha384));
        _published.AddRange([Rsa, LongCurve]);
    }

    public string Address { get; }

    public SigningCredentials Current { get; private set; } = null!;

    /// <summary>A key that is published from the start, good for RS256 and for what is not taken.</summary>
    public SecurityKey Rsa { get; }

    /// <summary>Likewise, for ES384, which is not taken.</summary>
    public SecurityKey LongCurve { get; }

    /// <summary>How often the keys were asked for.</summary>
    public int Asked { get; private set; }

    public string[] Settings => ["--Auth:Mode=Jwt", $"--Auth:Authority={Address}", $"--Auth:Audience={Audience}"];

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Address);
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", () => new Dictionary<string, string>
        {
            ["issuer"] = Address,
            ["jwks_uri"] = $"{Address}/keys",
        });
        _app.MapGet("/keys", () =>
        {
            Asked++;
            return Results.Json(new { keys = _published.Select(PublicPart) });
        });
        await _app.StartAsync();
    }

    /// <summary>Waits until a silo has heard the keys: on a busy machine its first question can take too long.</summary>
    public Task IsHeardByAsync(ApiUnderTest host) => Eventually.HoldsAsync("the keys to be known", async () =>
        (await host.Http.SendAsync(new ApiRequest("GET", "/v1/users/1/balance")
            .With("Authorization", $"Bearer {Token(new() { CustomerId = 1 }, host.Clock.GetUtcNow())}"))).Status != 503);

    /// <summary>Signs with a new key from now on; what it signed with before is published no more.</summary>
    public void Rotate(string algorithm)
    {
        _published.Clear();
        Current = new(NewKey(algorithm), algorithm);
        _published.Add(Current.Key);
    }

    public string Token(TokenContent content, DateTimeOffset now)
    {
        var claims = new Dictionary<string, object> { ["sub"] = "somebody" };
        if (content.CustomerId is { } id)
            claims["customer_id"] = id;
        if (content.Scope is { } scope)
            claims["scope"] = scope;
        if (content.Roles is { } roles)
            claims["roles"] = roles;
        foreach (var (name, value) in content.More)
            claims[name] = value;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = content.Issuer ?? Address,
            Audience = content.Audience,
            TokenType = content.Type,
            NotBefore = (now + content.StartsIn)?.UtcDateTime,
            Expires = (now + content.EndsIn).UtcDateTime,
            Claims = claims,
            SigningCredentials = content.SignedWith ?? Current,
        });
    }

    /// <summary>A token that nobody signed.</summary>
    public string Unsigned(long customerId, DateTimeOffset now)
    {
        var end = now.AddMinutes(5).ToUnixTimeSeconds();
        var header = Base64UrlEncoder.Encode("{\"alg\":\"none\",\"typ\":\"at+jwt\"}");
        return $"{header}.{Base64UrlEncoder.Encode(
            $"{{\"iss\":\"{Address}\",\"aud\":\"{Audience}\",\"exp\":{end},\"customer_id\":{customerId}}}")}.";
    }

    public SecurityKey NewKey(string algorithm)
    {
        SecurityKey key = algorithm switch
        {
            SecurityAlgorithms.EcdsaSha256 => new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)),
            SecurityAlgorithms.EcdsaSha384 => new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP384)),
            _ => new RsaSecurityKey(RSA.Create(2048)),
        };
        key.KeyId = $"key-{++_lastKey}";
        return key;
    }

    /// <summary>The published key's text taken for a secret: the oldest of all forgeries.</summary>
    public SigningCredentials PublicKeyAsSecret() =>
        new(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(string.Join(' ', PublicPart(Current.Key)))) { KeyId = Current.Key.KeyId },
            SecurityAlgorithms.HmacSha256);

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    private static Dictionary<string, string> PublicPart(SecurityKey key)
    {
        var whole = key is ECDsaSecurityKey curve
            ? JsonWebKeyConverter.ConvertFromECDsaSecurityKey(curve)
            : JsonWebKeyConverter.ConvertFromRSASecurityKey((RsaSecurityKey)key);
        var parts = new Dictionary<string, string?>
        {
            ["kid"] = key.KeyId,
            ["kty"] = whole.Kty,
            ["use"] = "sig",
            ["crv"] = whole.Crv,
            ["x"] = whole.X,
            ["y"] = whole.Y,
            ["n"] = whole.N,
            ["e"] = whole.E,
        };
        return parts.Where(part => part.Value is not null).ToDictionary(part => part.Key, part => part.Value!);
    }
}
