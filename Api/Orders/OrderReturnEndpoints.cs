using Commerce.Access;
using Commerce.Audit;
using Commerce.Http;

namespace Commerce.Orders;

/// <summary>The routes by which an order is cancelled and refunded.</summary>
internal static class OrderReturnEndpoints
{
    public static void MapOrderReturns(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/orders/{orderId}/cancel", (string orderId, Absences absences, IGrainFactory grains, HttpContext http) =>
                CancelAsync(orderId, new(false, http.CommandId(), http.OnBehalfOf()), absences, grains, http))
            .ForCustomers().WithName("cancelOrder").WithTags("Orders").WithSummary("Cancels an order; what was paid for it is given back.")
            .WithDescription("Money, pieces of stock, and the coupon's piece when it can still be used. One that is being paid waits for "
                + "that end. Repeating it gives the same answer.")
            .Produces<OrderResponse>().Refuses(OrderRefusals.NotFound, OrderRefusals.NotCancellable);
        routes.MapPost("/admin/orders/{orderId}/cancel", (string orderId, Absences absences, IGrainFactory grains, HttpContext http) =>
                CancelAsync(orderId, new(true, http.CommandId(), OnBehalfOf: null, http.Actor()), absences, grains, http))
            .ForAdministrators("orders").WithName("cancelAnyOrder").WithTags("Admin").WithSummary("Cancels an order, however old.")
            .WithDescription("As for customers, without their limit of time.")
            .Produces<OrderResponse>().Refuses(OrderRefusals.NotFound);
        routes.MapPost("/admin/orders/{orderId}/refunds", RefundAsync).ForAdministrators("orders").WithName("refundOrder").WithTags("Admin")
            .WithSummary("Gives back the money of some pieces of a paid order.")
            .WithDescription("The discount is shared over the options, so all parts together are exactly what was paid. Without an "
                + "Idempotency-Key, repeating it gives back once more.")
            .Produces<RefundResponse>(StatusCodes.Status201Created)
            .Refuses(OrderRefusals.NotFound, OrderRefusals.NotPaid, OrderRefusals.RefundExceedsPaid);
    }

    private static async Task<IResult> CancelAsync(
        string orderId, CancelOrder command, Absences absences, IGrainFactory grains, HttpContext http)
    {
        var id = OrderEndpoints.Id(orderId);
        var reply = await grains.Grain<IOrderGrain>(id).Cancel(command);
        if (reply.Outcome?.Status != CancelOrderStatus.NotFound)
            absences.Orders.Found(id);
        return reply.ToHttp(http, outcome => outcome.Order is { } order
            ? TypedResults.Ok(OrderResponse.Of(order))
            : OrderRefusals.Of(outcome.Status));
    }

    private static async Task<IResult> RefundAsync(
        string orderId, RefundOrderRequest request, Absences absences, IGrainFactory grains, HttpContext http)
    {
        var id = OrderEndpoints.Id(orderId);
        var command = new RefundOrder(
            Items(request.Items),
            Input.Required(request.Restock, "restock"),
            Input.Text(request.Reason, "reason", OrderBounds.MaxReasonLength),
            http.CommandId(),
            http.Actor());
        var reply = await grains.Grain<IOrderGrain>(id).Refund(command);
        if (reply.Outcome?.Status != RefundOrderStatus.NotFound)
            absences.Orders.Found(id);
        return reply.ToHttp(http, outcome => outcome.Status == RefundOrderStatus.Refunded
            ? TypedResults.Created($"/orders/{id}", new RefundResponse(outcome.RefundId, id, outcome.Amount, outcome.RefundedTotal))
            : OrderRefusals.Of(outcome.Status));
    }

    private static List<RefundItemRequest> Items(IReadOnlyList<RefundItemBody?>? bodies)
    {
        Require.Items(bodies, OrderBounds.MaxItems, "items");
        var items = new List<RefundItemRequest>(bodies.Count);
        for (var i = 0; i < bodies.Count; i++)
        {
            var (body, name) = (bodies[i]!, $"items[{i}]");
            items.Add(new(
                body.ProductId is null ? null : Input.Id(body.ProductId, $"{name}.productId"),
                Input.Id(body.ProductOptionId, $"{name}.productOptionId"),
                Input.Range(body.Quantity, $"{name}.quantity", 1, OrderBounds.MaxQuantity)));
        }
        return items;
    }
}
