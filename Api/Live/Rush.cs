using System.Diagnostics;
using System.Globalization;
using System.Net;
using Commerce.Access;
using Commerce.Coupons;
using Commerce.Http;
using Commerce.ServiceDefaults;
using Microsoft.AspNetCore.Hosting.Server;

namespace Commerce.Live;

/// <summary>What a rush is asked for.</summary>
/// <param name="Customers">Who asks for a piece; 1 to 10,000.</param>
/// <param name="Pieces">What there is; 1 to 10,000.</param>
/// <param name="Seconds">How long customers go on coming, evenly; 0, all at once, to 60.</param>
internal sealed record StartRushRequest(long? Customers, long? Pieces, [property: Optional] long? Seconds);

/// <summary>
/// A flash sale to look at, in Development: a fresh campaign, and customers who ask this process for its pieces as all customers do,
/// over HTTP. One at a time.
/// </summary>
internal sealed class Rush(
    IServer server, IGrainFactory grains, LiveSubjects subjects, TimeProvider clock, IHostApplicationLifetime lifetime,
    IHostEnvironment environment, Callers callers)
{
    /// <summary>Customers, or pieces, of a rush at the most.</summary>
    public const int MostCustomers = 10_000;

    /// <summary>How long customers come at the most, in seconds.</summary>
    public const int MostSeconds = 60;

    private const int Connections = 256;
    private const int MostAttempts = 5;

    private static readonly TimeSpan s_untilNextAttempt = TimeSpan.FromSeconds(1);

    private readonly Lock _starting = new();
    private volatile RushUnderWay? _latest;

    /// <summary>Whether there is such a thing here: in Development, where nobody has to prove who they are.</summary>
    public bool IsOffered { get; } = environment.IsDevelopment() && !callers.AreKnown;

    /// <summary>How the latest one stands; <see langword="null"/> when there was none.</summary>
    public RushReport? Report => _latest?.Report;

    /// <summary>Starts one.</summary>
    /// <param name="customers">Who asks; 1 to <see cref="MostCustomers"/>.</param>
    /// <param name="pieces">What there is; 1 to <see cref="MostCustomers"/>.</param>
    /// <param name="comeFor">How long customers go on coming.</param>
    /// <returns>How it begins; <see langword="null"/> while another one is under way.</returns>
    /// <exception cref="CommerceUnavailableException">The store is unavailable.</exception>
    public async Task<RushReport?> TryStartAsync(int customers, int pieces, TimeSpan comeFor)
    {
        var self = OwnAddress.Of(server) ?? throw new InvalidOperationException("This process serves no plain HTTP.");
        var now = clock.GetUtcNow();
        RushUnderWay rush;
        lock (_starting)
        {
            if (_latest is { Report.IsDone: false })
                return null;
            // An id of its own: nothing else is numbered by milliseconds.
            rush = new RushUnderWay(now.ToUnixTimeMilliseconds(), customers, pieces);
            if (_latest is { } before)
                subjects.Remove(before.Interest);
            _latest = rush;
            subjects.Add(rush.Interest);
        }
        try
        {
            await grains.Grain<ICouponGrain>(rush.CouponId).Define(new("Rush", null, DiscountType.Fixed, 1_000, pieces,
                now.AddMinutes(-1), now.AddDays(1), null));
        }
        catch
        {
            rush.End();
            throw;
        }
        _ = Task.Run(() => RunAsync(rush, self, comeFor, lifetime.ApplicationStopping), CancellationToken.None);
        return rush.Report;
    }

    private static async Task RunAsync(RushUnderWay rush, Uri self, TimeSpan comeFor, CancellationToken stopping)
    {
        using var direct = new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = Connections };
        using var client = new HttpClient(direct) { BaseAddress = self, Timeout = TimeSpan.FromSeconds(30) };
        rush.Begin();
        try
        {
            await AskAllAsync(rush, client, comeFor, stopping);
        }
        finally
        {
            rush.End(); // else no other could begin
        }
    }

    private static Task AskAllAsync(RushUnderWay rush, HttpClient client, TimeSpan comeFor, CancellationToken stopping) =>
        Task.WhenAll(Enumerable.Range(0, rush.Customers).Select(async customer =>
        {
            var due = comeFor * customer / rush.Customers - rush.Elapsed;
            try
            {
                if (due > TimeSpan.Zero)
                    await Task.Delay(due, stopping);
                rush.Count(await AskAsync(client, rush.CouponId, customer, stopping));
            }
            catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
            {
                rush.Count(null);
            }
        }));

    /// <summary>Asks for a piece as clients should: under a key, and again when that is the answer.</summary>
    /// <returns>The answer's status; of a refusal that is no "sold out" <see langword="null"/>.</returns>
    private static async Task<HttpStatusCode?> AskAsync(HttpClient client, long couponId, int customer, CancellationToken stopping)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/coupons/issue")
            {
                Content = JsonContent.Create(new IssueCouponRequest(couponId, customer), ApiJson.Default.IssueCouponRequest),
            };
            request.Headers.Add(Idempotency.KeyHeader, string.Create(CultureInfo.InvariantCulture, $"rush-{customer}"));
            using var response = await client.SendAsync(request, stopping);
            switch (response.StatusCode)
            {
                case HttpStatusCode.Created:
                    return HttpStatusCode.Created;
                case HttpStatusCode.Conflict:
                    var problem = await response.Content.ReadFromJsonAsync(ApiJson.Default.ProblemBody, stopping);
                    return problem?.Code == CouponRefusals.SoldOut.Code ? HttpStatusCode.Conflict : null;
                case HttpStatusCode.ServiceUnavailable when attempt < MostAttempts:
                    await Task.Delay(s_untilNextAttempt, stopping);
                    break;
                default:
                    return null;
            }
        }
    }
}

/// <summary>A rush, and how it stands.</summary>
internal sealed class RushUnderWay(long couponId, int customers, int pieces)
{
    private int _issued;
    private int _soldOut;
    private int _other;
    private long _began = Stopwatch.GetTimestamp();
    private long _lastAnswer;
    private volatile bool _isDone;

    public long CouponId => couponId;

    public int Customers => customers;

    public LiveInterest Interest { get; } = new(couponId, null, null);

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_began);

    public RushReport Report => new(couponId, customers, pieces, _issued, _soldOut, _other, Seconds(), _isDone);

    public void Begin() => _began = Stopwatch.GetTimestamp();

    public void End() => _isDone = true;

    public void Count(HttpStatusCode? answer)
    {
        if (answer == HttpStatusCode.Created)
            Interlocked.Increment(ref _issued);
        else if (answer == HttpStatusCode.Conflict)
            Interlocked.Increment(ref _soldOut);
        else
            Interlocked.Increment(ref _other);
        Volatile.Write(ref _lastAnswer, Stopwatch.GetTimestamp());
    }

    private double Seconds() => Volatile.Read(ref _lastAnswer) is > 0 and var last
        ? Math.Round(Math.Max(0, Stopwatch.GetElapsedTime(_began, last).TotalSeconds), 2)
        : 0;
}
