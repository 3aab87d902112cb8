using System.Text.Json;
using System.Text.Json.Serialization;
using Commerce.Journaling;

namespace Commerce.Orders;

/// <summary>The stored form of an order's events.</summary>
internal sealed class OrderEventCodec : IEventCodec<IOrderEvent>
{
    public const string Placed = "order.placed";
    public const string Started = "order.payment-started";
    public const string Completed = "order.payment-completed";
    public const string Rejected = "order.payment-rejected";

    public static readonly OrderEventCodec Instance = new();

    public StoredEvent Encode(IOrderEvent e) => e switch
    {
        OrderPlaced placed => new(Placed, 1, JsonSerializer.SerializeToUtf8Bytes(placed, OrderJson.Default.OrderPlaced), Publish: true),
        // A version of its own, which a silo of 0.1.0 cannot read: it would repeat the steps under other ids, and so do them twice.
        PaymentStarted started => new(Started, started.StepIds is null ? 1 : 2, JsonSerializer.SerializeToUtf8Bytes(started,
            OrderJson.Default.PaymentStarted), Publish: true),
        PaymentCompleted completed => new(Completed, 1, JsonSerializer.SerializeToUtf8Bytes(completed,
            OrderJson.Default.PaymentCompleted), Publish: true),
        PaymentRejected rejected => new(Rejected, 1, JsonSerializer.SerializeToUtf8Bytes(rejected, OrderJson.Default.PaymentRejected),
            Publish: true),
        _ => throw new NotSupportedException($"An order has no event {e.GetType().Name}."),
    };

    public IOrderEvent Decode(string type, int version, ReadOnlySpan<byte> payload) => (type, version) switch
    {
        (Placed, 1) => JsonSerializer.Deserialize(payload, OrderJson.Default.OrderPlaced)!,
        (Started, 1 or 2) => JsonSerializer.Deserialize(payload, OrderJson.Default.PaymentStarted)!,
        (Completed, 1) => JsonSerializer.Deserialize(payload, OrderJson.Default.PaymentCompleted)!,
        (Rejected, 1) => JsonSerializer.Deserialize(payload, OrderJson.Default.PaymentRejected)!,
        _ => throw new NotSupportedException($"{type} version {version} was stored by a newer release."),
    };
}

/// <summary>Stored names are camelCase and fixed by the recorded payloads under test.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OrderPlaced))]
[JsonSerializable(typeof(PaymentStarted))]
[JsonSerializable(typeof(PaymentCompleted))]
[JsonSerializable(typeof(PaymentRejected))]
[JsonSerializable(typeof(SavedOrder))]
[JsonSerializable(typeof(PlaceOrderOutcome))]
[JsonSerializable(typeof(PayOrderOutcome))]
internal sealed partial class OrderJson : JsonSerializerContext;
