using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Commerce.Http;

/// <summary>Lets requests to <c>/admin</c> through that carry the key, before anything of them is read.</summary>
internal sealed class AdminGate(RequestDelegate next, IOptions<AdminOptions> options)
{
    private const string Scheme = "Bearer ";

    // Hashes have one length, so comparing them tells nothing about the key, not even how long it is.
    private readonly byte[]? _key = options.Value.ApiKey is { } key ? SHA256.HashData(Encoding.UTF8.GetBytes(key)) : null;

    public Task InvokeAsync(HttpContext http)
    {
        if (_key is null)
            return new Problem(HttpProblems.AdminClosed).ExecuteAsync(http);
        var header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return new Problem(HttpProblems.Unauthenticated).ExecuteAsync(http);
        }
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim())), _key)
            ? next(http)
            : new Problem(HttpProblems.Forbidden).ExecuteAsync(http);
    }
}
