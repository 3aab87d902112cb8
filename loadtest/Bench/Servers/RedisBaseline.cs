using System.Globalization;
using System.Text.Json.Serialization;
using Commerce.Coupons;
using Commerce.Testing;
using StackExchange.Redis;

namespace Commerce.Bench.Servers;

/// <summary>
/// What the durable coupon is compared with: SADD, then INCR, on a Redis that writes nothing to disk, behind the least
/// HTTP server that answers the same body. It loses everything when Redis dies.
/// </summary>
internal sealed class RedisBaseline : ServerProcess
{
    /// <summary>The command under which this program is that HTTP server.</summary>
    public const string Command = "redis-baseline";

    private readonly RedisServer _redis;

    private RedisBaseline(int port, RedisServer redis)
        : base(port, Environment.ProcessPath!, Command, $"http://127.0.0.1:{port}", redis.Address.ToString()) => _redis = redis;

    protected override TimeSpan StoresCpuTime => _redis.CpuTime;

    public static async Task<RedisBaseline> StartAsync()
    {
        var baseline = new RedisBaseline(Ports.Free(), await RedisServer.StartAsync());
        await baseline.ListensAsync();
        return baseline;
    }

    /// <summary>Serves until told to stop.</summary>
    /// <param name="args">The address to listen on, and Redis'.</param>
    public static async Task<int> ServeAsync(string[] args)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(args[1]);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(args[0]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, RedisBaselineJson.Default));
        await using var app = builder.Build();
        app.MapPost("/coupons/issue", async (IssueCouponRequest request) =>
        {
            var (coupon, customer) = (request.CouponId!.Value, request.CustomerId!.Value);
            var database = redis.GetDatabase();
            if (!await database.SetAddAsync(Key($"applied:{coupon}"), customer))
                return Results.Conflict();
            var number = await database.StringIncrementAsync(Key($"count:{coupon}"));
            return Results.Json(new IssueCouponResponse(coupon, customer, number, DateTimeOffset.UtcNow),
                RedisBaselineJson.Default.IssueCouponResponse, statusCode: StatusCodes.Status201Created);
        });
        await app.RunAsync();
        return 0;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _redis.DisposeAsync();
    }

    private static string Key(FormattableString key) => key.ToString(CultureInfo.InvariantCulture);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IssueCouponRequest))]
[JsonSerializable(typeof(IssueCouponResponse))]
internal sealed partial class RedisBaselineJson : JsonSerializerContext;
