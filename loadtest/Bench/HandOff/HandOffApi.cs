using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Commerce.Coupons;
using Commerce.Kafka;
using Confluent.Kafka;
using StackExchange.Redis;

namespace Commerce.Bench.HandOff;

/// <summary>
/// The HTTP server of the hand-off: SADD says whether the customer is new, INCR whether there is a piece left, and who gets one is
/// answered as soon as the message for the consumer is in the producer's memory.
/// </summary>
internal sealed class HandOffApi(IDatabase redis, IProducer<Null, byte[]> producer)
{
    /// <summary>The command under which this program is that server.</summary>
    public const string Command = "hand-off-api";

    // Terms of a campaign are constants of the program there; here there are many campaigns, and they are told.
    private readonly ConcurrentDictionary<long, long> _quantities = [];

    /// <summary>Serves until told to stop.</summary>
    /// <param name="args">The address to listen on, Redis', and Kafka's.</param>
    public static async Task<int> ServeAsync(string[] args)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(args[1]);
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = args[2], Acks = Acks.All }).Build();
        var api = new HandOffApi(redis.GetDatabase(), producer);
        await using var app = HandOffHost.Build(args[0]);
        app.MapPut("/quantities/{couponId}/{quantity}", (long couponId, long quantity) => { api._quantities[couponId] = quantity; });
        app.MapPost("/coupons/issue", (IssueCouponRequest request) => api.IssueAsync(request.CouponId!.Value, request.CustomerId!.Value));
        await app.RunAsync();
        return 0;
    }

    private async Task<IResult> IssueAsync(long couponId, long customerId)
    {
        if (!await redis.SetAddAsync(Key($"applied:{couponId}"), customerId))
            return Results.Conflict();
        var number = await redis.StringIncrementAsync(Key($"count:{couponId}"));
        if (number > _quantities[couponId])
            return Results.Conflict();
        producer.Produce(MockKafka.Topic, new()
        {
            Value = JsonSerializer.SerializeToUtf8Bytes(new(couponId, customerId, number), HandOffJson.Default.IssuedPiece),
        });
        return Results.Json(new IssueCouponResponse(couponId, customerId, number, DateTimeOffset.UtcNow),
            HandOffJson.Default.IssueCouponResponse, statusCode: StatusCodes.Status201Created);
    }

    private static string Key(FormattableString key) => key.ToString(CultureInfo.InvariantCulture);
}
