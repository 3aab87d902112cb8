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
    public const string RefundStarted = "order.refund-started";
    public const string RefundCompleted = "order.refund-completed";
    public const string CancellationStarted = "order.cancellation-started";
    public const string Cancelled = "order.cancelled";

    public static readonly OrderEventCodec Instance = new();

    public StoredEvent Encode(IOrderEvent e) => e switch
    {
        OrderPlaced placed => new(Placed, 1, JsonSerializer.SerializeToUtf8Bytes(placed, OrderJson.Default.OrderPlaced), Publish: true),
        PaymentStarted started => new(Started, VersionOf(started), JsonSerializer.SerializeToUtf8Bytes(started,
            OrderJson.Default.PaymentStarted), Publish: true),
        PaymentCompleted completed => new(Completed, 1, JsonSerializer.SerializeToUtf8Bytes(completed,
            OrderJson.Default.PaymentCompleted), Publish: true),
        PaymentRejected rejected => new(Rejected, 1, JsonSerializer.SerializeToUtf8Bytes(rejected, OrderJson.Default.PaymentRejected),
            Publish: true),
        Orders.RefundStarted refund => new(RefundStarted, 1, JsonSerializer.SerializeToUtf8Bytes(refund, OrderJson.Default.RefundStarted),
            Publish: true),
        Orders.RefundCompleted refund => new(RefundCompleted, 1, JsonSerializer.SerializeToUtf8Bytes(refund,
            OrderJson.Default.RefundCompleted),
            Publish: true),
        Orders.CancellationStarted started => new(CancellationStarted, 1, JsonSerializer.SerializeToUtf8Bytes(started,
            OrderJson.Default.CancellationStarted), Publish: true),
        OrderCancelled cancelled => new(Cancelled, 1, JsonSerializer.SerializeToUtf8Bytes(cancelled, OrderJson.Default.OrderCancelled),
            Publish: true),
        _ => throw new NotSupportedException($"An order has no event {e.GetType().Name}."),
    };

    public IOrderEvent Decode(string type, int version, ReadOnlySpan<byte> payload) => (type, version) switch
    {
        (Placed, 1) => JsonSerializer.Deserialize(payload, OrderJson.Default.OrderPlaced)!,
        (Started, 1 or 2 or 3) => JsonSerializer.Deserialize(payload, OrderJson.Default.PaymentStarted)!,
        (Completed, 1) => JsonSerializer.Deserialize(payload, OrderJson.Default.PaymentCompleted)!,
        (Rejected, 1) => JsonSerializer.Deserialize(payload, OrderJson.Default.PaymentRejected)!,
        (RefundStarted, 1) => JsonSerializer.Deserialize(payload, OrderJson.Default.RefundStarted)!,
        (RefundCompleted, 1) => JsonSerializer.Deserialize(payload, OrderJson.Default.RefundCompleted)!,
        (CancellationStarted, 1) => JsonSerializer.Deserialize(payload, OrderJson.Default.CancellationStarted)!,
        (Cancelled, 1) => JsonSerializer.Deserialize(payload, OrderJson.Default.OrderCancelled)!,
        _ => throw new NotSupportedException($"{type} version {version} was stored by a newer release."),
    };

    // Versions of their own, which a silo of an earlier release cannot read: it would repeat the steps under other ids, and so do them
    // twice, or would not give the money back.
    private static int VersionOf(PaymentStarted started) => started.SideBySide is not null ? 3 : started.StepIds is not null ? 2 : 1;
}

/// <summary>Stored names are camelCase and fixed by the recorded payloads under test.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OrderPlaced))]
[JsonSerializable(typeof(PaymentStarted))]
[JsonSerializable(typeof(PaymentCompleted))]
[JsonSerializable(typeof(PaymentRejected))]
[JsonSerializable(typeof(RefundStarted))]
[JsonSerializable(typeof(RefundCompleted))]
[JsonSerializable(typeof(CancellationStarted))]
[JsonSerializable(typeof(OrderCancelled))]
[JsonSerializable(typeof(SavedOrder))]
[JsonSerializable(typeof(PlaceOrderOutcome))]
[JsonSerializable(typeof(PayOrderOutcome))]
[JsonSerializable(typeof(CancelOrderOutcome))]
[JsonSerializable(typeof(RefundOrderOutcome))]
internal sealed partial class OrderJson : JsonSerializerContext;
