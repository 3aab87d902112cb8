using System.Text.Json.Serialization;
using Commerce.Audit;
using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Concerts;
using Commerce.Coupons;
using Commerce.Live;
using Commerce.Orders;
using Commerce.WaitingQueue;

namespace Commerce.Http;

/// <summary>The bodies of the API: camelCase, numbers only as numbers, no property twice.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.Strict,
    AllowDuplicateProperties = false,
    Converters = [typeof(TimestampConverter)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(NoOpRequest))]
[JsonSerializable(typeof(NoOpResponse))]
[JsonSerializable(typeof(IssueCouponRequest))]
[JsonSerializable(typeof(IssueCouponResponse))]
[JsonSerializable(typeof(IssueByCodeRequest))]
[JsonSerializable(typeof(IssueByCodeResponse))]
[JsonSerializable(typeof(PutCouponRequest))]
[JsonSerializable(typeof(CouponResponse))]
[JsonSerializable(typeof(AdminCouponResponse))]
[JsonSerializable(typeof(ListResponse<CustomerCouponResponse>))]
[JsonSerializable(typeof(CouponHoldingResponse))]
[JsonSerializable(typeof(ChargeRequest))]
[JsonSerializable(typeof(BalanceResponse))]
[JsonSerializable(typeof(ListResponse<LedgerEntryResponse>))]
[JsonSerializable(typeof(PutCustomerRequest))]
[JsonSerializable(typeof(CustomerResponse))]
[JsonSerializable(typeof(ProductResponse))]
[JsonSerializable(typeof(ListResponse<ProductResponse>))]
[JsonSerializable(typeof(PutProductRequest))]
[JsonSerializable(typeof(RestockRequest))]
[JsonSerializable(typeof(ListResponse<PopularProductResponse>))]
[JsonSerializable(typeof(PlaceOrderRequest))]
[JsonSerializable(typeof(PlaceAndPayRequest))]
[JsonSerializable(typeof(PayOrderRequest))]
[JsonSerializable(typeof(PaymentResponse))]
[JsonSerializable(typeof(OrderResponse))]
[JsonSerializable(typeof(RefundOrderRequest))]
[JsonSerializable(typeof(RefundResponse))]
[JsonSerializable(typeof(ListResponse<OrderSummaryResponse>))]
[JsonSerializable(typeof(JoinQueueRequest))]
[JsonSerializable(typeof(QueueTokenResponse))]
[JsonSerializable(typeof(ListResponse<ConcertSummaryResponse>))]
[JsonSerializable(typeof(ListResponse<ScheduleResponse>))]
[JsonSerializable(typeof(ConcertResponse))]
[JsonSerializable(typeof(PutConcertRequest))]
[JsonSerializable(typeof(ListResponse<SeatResponse>))]
[JsonSerializable(typeof(SeatMapResponse))]
[JsonSerializable(typeof(ReserveSeatRequest))]
[JsonSerializable(typeof(ReservationResponse))]
[JsonSerializable(typeof(ReservationPaymentResponse))]
[JsonSerializable(typeof(ListResponse<ReservationResponse>))]
[JsonSerializable(typeof(ListResponse<AuditEntryResponse>))]
[JsonSerializable(typeof(StartRushRequest))]
[JsonSerializable(typeof(RushReport))]
internal sealed partial class ApiJson : JsonSerializerContext;

/// <summary>A page of a list.</summary>
/// <typeparam name="TItem">What the list holds.</typeparam>
/// <param name="Items">The items.</param>
/// <param name="Next">What to pass as <c>after</c> for the next page; missing on the last one.</param>
/// <param name="AsOf">
/// What was answered before this moment is in the list, of a list that follows; missing on one of this very moment.
/// </param>
internal sealed record ListResponse<TItem>(IReadOnlyList<TItem> Items, string? Next, DateTimeOffset? AsOf = null);
