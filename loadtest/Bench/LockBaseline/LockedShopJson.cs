using System.Text.Json.Serialization;
using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Concerts;
using Commerce.Orders;
using Commerce.WaitingQueue;

namespace Commerce.Bench.LockBaseline;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PlaceOrderRequest))]
[JsonSerializable(typeof(OrderResponse))]
[JsonSerializable(typeof(PayOrderRequest))]
[JsonSerializable(typeof(PaymentResponse))]
[JsonSerializable(typeof(ReserveSeatRequest))]
[JsonSerializable(typeof(ReservationResponse))]
[JsonSerializable(typeof(ReservationPaymentResponse))]
[JsonSerializable(typeof(PlaceAndPayRequest))]
[JsonSerializable(typeof(ChargeRequest))]
[JsonSerializable(typeof(BalanceResponse))]
[JsonSerializable(typeof(ProductResponse))]
[JsonSerializable(typeof(JoinQueueRequest))]
[JsonSerializable(typeof(QueueTokenResponse))]
internal sealed partial class LockedShopJson : JsonSerializerContext;
