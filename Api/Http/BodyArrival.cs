using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Commerce.Http;

/// <summary>
/// Lets a request go on when all of its body is there: who sends slowly holds a connection, and none of the permits of those who are
/// answered. The body stays where the server has read it to, and is read again from there.
/// </summary>
internal sealed class BodyArrival(IOptions<HttpOptions> options) : IDisposable
{
    /// <summary>Bytes of a body that are taken from anybody; nearly all bodies have less.</summary>
    public const int SmallBytes = 4 * 1024;

    // Connections are bounded, and each brings one body: small ones need no other bound.
    private readonly ConcurrencyLimiter _large = new(new() { PermitLimit = options.Value.MaxLargeBodies, QueueLimit = 0 });

    public Task Wait(HttpContext http, RequestDelegate next)
    {
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is not true || http.GetEndpoint() is not RouteEndpoint)
            return next(http);
        var arrival = ArriveAsync(http);
        return arrival.IsCompletedSuccessfully ? GoOn(arrival.Result, http, next) : WaitAsync(arrival, http, next);
    }

    public void Dispose() => _large.Dispose();

    private static async Task WaitAsync(ValueTask<bool> arrival, HttpContext http, RequestDelegate next) =>
        await GoOn(await arrival, http, next);

    private static Task GoOn(bool hasArrived, HttpContext http, RequestDelegate next) =>
        hasArrived ? next(http) : Problem.Unavailable("Too many large bodies are on their way.").ExecuteAsync(http);

    /// <summary>Whether the body is there; else there are too many large ones.</summary>
    /// <exception cref="BadHttpRequestException">The body broke off or is malformed.</exception>
    private async ValueTask<bool> ArriveAsync(HttpContext http)
    {
        var body = http.Request.BodyReader;
        RateLimitLease? permit = null;
        try
        {
            while (true)
            {
                var read = await body.ReadAsync();
                body.AdvanceTo(read.Buffer.Start, read.Buffer.End); // seen, and not taken
                if (read.IsCompleted)
                    return true;
                if (read.Buffer.Length > SmallBytes && !(permit ??= _large.AttemptAcquire()).IsAcquired)
                    return false;
            }
        }
        catch (ConnectionResetException)
        {
            http.Abort(); // or the server tries to read the rest, and logs an error for each client that has left
            throw;
        }
        // The server throws the exception of a bad request for a body out of form, but not for a chunk larger than it can count, nor for a
        // trailer with bytes that no header has: https://github.com/dotnet/aspnetcore, Http1ChunkedEncodingMessageBody, HttpUtilities.
        catch (Exception broken) when (broken is (IOException and not BadHttpRequestException) or InvalidOperationException)
        {
            throw new BadHttpRequestException("The body is malformed.", broken);
        }
        finally
        {
            permit?.Dispose();
        }
    }
}
