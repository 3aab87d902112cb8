using System.Globalization;
using System.Threading.RateLimiting;
using Commerce.Audit;
using Commerce.Health;
using Commerce.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Commerce.Access;

/// <summary>
/// How many requests one asker may make: the subject of a verified token, else an address. With <c>Http:PerAddress</c>; without it nobody
/// is counted. Those who act for all customers never are: whoever may pay money in, and whoever has a key of <c>/admin</c>.
/// </summary>
internal sealed class AskerLimit : IDisposable
{
    /// <summary>
    /// Askers are counted in so many places at the most. Two that share one share its allowance; which those are is another matter in each
    /// process, so nobody can choose whom to disturb.
    /// </summary>
    private const int Places = 65_536;

    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    private readonly PartitionedRateLimiter<HttpContext> _limiter;
    private readonly string _message;

    public AskerLimit(IOptions<HttpOptions> options)
    {
        var (perSecond, burst) = (options.Value.PerAddress, options.Value.PerAddressBurst);
        var bucket = new TokenBucketRateLimiterOptions
        {
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = s_period,
            TokenLimit = burst > 0 ? burst : 2 * perSecond,
            QueueLimit = 0,
            AutoReplenishment = false, // one timer for all of them
        };
        _message = string.Create(CultureInfo.InvariantCulture, $"More than {perSecond} requests a second came from one asker.");
        _limiter = PartitionedRateLimiter.Create<HttpContext, uint>(
            http => RateLimitPartition.GetTokenBucketLimiter(PlaceOf(http), _ => bucket));
    }

    /// <summary>Whether anybody is counted.</summary>
    public static bool IsOn(HttpOptions options) => options.PerAddress > 0;

    /// <summary>Lets a request through that its asker still may make. Health, and the warm-up of this process, are not counted.</summary>
    public async Task Check(HttpContext http, RequestDelegate next)
    {
        if (WarmUp.IsOwn || RequestActor.CallerOf(http) is { MayCharge: true } or { IsKey: true }
            || http.GetEndpoint()?.Metadata.GetMetadata<DisableRateLimitingAttribute>() is not null)
        {
            await next(http);
            return;
        }
        using var permit = _limiter.AttemptAcquire(http);
        if (permit.IsAcquired)
        {
            await next(http);
            return;
        }
        var wait = permit.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : s_period;
        await new Problem(HttpProblems.TooManyRequests, _message, retryAfter: wait).ExecuteAsync(http);
    }

    public void Dispose() => _limiter.Dispose();

    private static uint PlaceOf(HttpContext http)
    {
        var asker = new HashCode();
        if (RequestActor.NameOf(http) is { } subject)
            asker.Add(subject, StringComparer.Ordinal);
        else
            asker.AddBytes(ClientAddress.NetworkOf(http.Connection.RemoteIpAddress));
        return (uint)asker.ToHashCode() % Places;
    }
}
