using System.Security.Cryptography;
using Commerce.Cluster;
using Commerce.Concerts;
using Commerce.Coupons;
using Commerce.Http;
using Commerce.Orders;
using Commerce.Telemetry;
using Commerce.WaitingQueue;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Commerce.Health;

/// <summary>
/// Goes down the hot paths before this process calls itself ready, so that the first second of a spike does not pay for
/// compiling them. It cannot write: what it asks for is named by ids that nothing can have, which only its own requests may say.
/// A process that serves no HTTP asks the grains.
/// </summary>
[LogCategory("Commerce.Hosting.WarmUp")]
internal sealed partial class WarmUp(
    IServer server, IGrainFactory grains, IOptions<HttpOptions> http, IHostApplicationLifetime lifetime, IServiceProvider services,
        TimeProvider clock,
    ILogger<WarmUp> logger) : BackgroundService, IHealthCheck
{
    private const int CouponRequests = 400; // past the count at which the runtime compiles a method again, with care
    private const int OtherRequests = 60;

    // An id below the bounds: the rules refuse to make a coupon or a product with it.
    private const long Nothing = IdBounds.Min - 1;
    private const string OwnHeader = "Commerce-Warm-Up";

    private static readonly AsyncLocal<bool> s_own = new();

    private readonly string _token = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
    private volatile bool _done;

    /// <summary>Whether an id that is out of bounds is the warm-up's own, so that its requests get as far as others do.</summary>
    public static bool May(long id) => id == Nothing && s_own.Value;

    /// <summary>Whether the request under way is the warm-up's own. Nobody else can make one: it shows a secret of this process.</summary>
    public static bool IsOwn => s_own.Value;

    /// <summary>Knows the warm-up's own requests, while it lasts.</summary>
    public Task Recognize(HttpContext http, RequestDelegate next) => _done ? next(http) : RecognizeAsync(http, next);

    // Async, so that the value of s_own ends with this request.
    private async Task RecognizeAsync(HttpContext http, RequestDelegate next)
    {
        s_own.Value = http.Request.Headers[OwnHeader] is [{ } token] && token == _token;
        await next(http);
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_done ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("Warming up."));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        try
        {
            await started.Task.WaitAsync(stoppingToken);
            if (services.GetService<ClusterConnection>() is { } cluster)
                await cluster.FirstConnected.WaitAsync(stoppingToken);
            if (!http.Value.Enabled)
                await AskGrainsAsync(stoppingToken);
            else if (SelfAddress() is { } self)
                await RequestAsync(self, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return; // stopped before it was done, or never started
        }
        catch (Exception failure) when (
            failure is HttpRequestException or OperationCanceledException or CommerceUnavailableException
                or OrleansException or TimeoutException)
        {
            LogFailed(logger, failure); // slower at first, not wrong
        }
        _done = true;
    }

    private async Task AskGrainsAsync(CancellationToken cancellationToken)
    {
        var coupon = grains.GetGrain<ICouponGrain>(Nothing);
        var queue = grains.GetGrain<IWaitingQueueGrain>(QueueKey.OfCoupon(Nothing).ToString());
        for (var i = 0; i < CouponRequests; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await coupon.IssueAll([new(1, null)]); // as front-ends call it
            await queue.JoinAll([new(1, null)]);
        }
        for (var i = 0; i < OtherRequests; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await grains.GetGrain<IOrderGrain>(Guid.CreateVersion7(clock.GetUtcNow())).Pay(new(null));
            await grains.GetGrain<ISeatBlockGrain>(Nothing).Hold(new(Guid.CreateVersion7(clock.GetUtcNow()), 1, 1, null, Keyed: false));
            await grains.GetGrain<IReservationGrain>(Guid.CreateVersion7(clock.GetUtcNow())).Pay(new(null));
        }
    }

    private async Task RequestAsync(Uri self, CancellationToken cancellationToken)
    {
        using var direct = new SocketsHttpHandler { UseProxy = false }; // it is this process, whatever the environment says
        using var client = new HttpClient(direct) { BaseAddress = self, Timeout = TimeSpan.FromSeconds(10) };
        client.DefaultRequestHeaders.Add(OwnHeader, _token);
        var issue = new IssueCouponRequest(Nothing, 1);
        await RepeatAsync(CouponRequests, () => client.PostAsJsonAsync("/coupons/issue", issue, cancellationToken));
        var join = new JoinQueueRequest(1, null, Nothing);
        await RepeatAsync(OtherRequests, () => client.PostAsJsonAsync("/queue/tokens", join, cancellationToken));
        var place = new PlaceOrderRequest(0, null, [new(Nothing, 1, 1)]);
        await RepeatAsync(OtherRequests, () => client.PostAsJsonAsync("/orders", place, cancellationToken));
        await RepeatAsync(OtherRequests, () => client.PostAsJsonAsync("/payments",
            new PayOrderRequest(Guid.CreateVersion7(clock.GetUtcNow())), cancellationToken));
        await RepeatAsync(OtherRequests, () => client.GetAsync("/v1/users/0/balance", cancellationToken));
        var reserve = new ReserveSeatRequest(1, Nothing, 1);
        await RepeatAsync(OtherRequests, () => client.PostAsJsonAsync("/reservations", reserve, cancellationToken));
        await RepeatAsync(OtherRequests, () => client.PostAsync(
            $"/reservations/{Guid.CreateVersion7(clock.GetUtcNow())}/payment", null, cancellationToken));
    }

    /// <summary>Asks again and again, until it is refused with 503: such a request does not reach the paths to warm up.</summary>
    private static async Task RepeatAsync(int times, Func<Task<HttpResponseMessage>> ask)
    {
        for (var i = 0; i < times; i++)
        {
            using var response = await ask();
            if ((int)response.StatusCode == StatusCodes.Status503ServiceUnavailable)
                return;
        }
    }

    private Uri? SelfAddress()
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses
            .FirstOrDefault(a => a.StartsWith("http://", StringComparison.Ordinal));
        return address is null ? null
            : new Uri(address.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)
            .Replace("[::]", "127.0.0.1", StringComparison.Ordinal));
    }

    [LoggerMessage(3101, LogLevel.Warning, "Warming up failed.")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
