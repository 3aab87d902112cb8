using Commerce.Access;
using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Cluster;
using Commerce.Coupons;
using Commerce.Http;

namespace Commerce.Orders;

/// <summary>The order and payment routes.</summary>
internal static class OrderEndpoints
{
    public static void MapOrders(this IEndpointRouteBuilder routes)
    {
        var orders = routes.MapGroup("").WithTags("Orders").ForCustomers();
        orders.MapPost("/orders", Place).WithName("placeOrder").WithSummary("Places an order at the prices of this moment.")
            .WithDescription("Nothing is taken yet: stock, coupon and balance change when it is paid. Until expiresAt its prices and its "
                + "discount hold.")
            .Produces<OrderResponse>(StatusCodes.Status201Created)
            .Refuses(BalanceRefusals.CustomerNotFound, ProductRefusals.NotFound, ProductRefusals.OptionNotFound,
                CouponRefusals.NotFound, CouponRefusals.Unavailable, OrderRefusals.TooManyOpen);
        orders.MapPost("/payments", Pay).WithName("payOrder")
            .WithSummary("Pays an order: stock, coupon and balance together, or nothing of it.")
            .WithDescription("An order that is being paid already is joined: both requests get the one result.")
            .Produces<PaymentResponse>(StatusCodes.Status201Created)
            .Refuses(OrderRefusals.NotFound, OrderRefusals.AlreadyPaid, OrderRefusals.Cancelled, OrderRefusals.Expired,
                ProductRefusals.StockInsufficient,
                CouponRefusals.Unavailable, BalanceRefusals.Insufficient, OrderRefusals.StepRefused);
        orders.MapPost("/v1/orders", PlaceAndPay).WithName("placeAndPayOrder")
            .WithSummary("Places and pays an order of the products' first options.")
            .WithDescription("The total that the customer was shown is checked before anything is taken.")
            .Produces<OrderResponse>()
            .Refuses(BalanceRefusals.CustomerNotFound, ProductRefusals.NotFound,
                ProductRefusals.OptionNotFound, OrderRefusals.TotalAmountMismatch, OrderRefusals.TooManyOpen,
                OrderRefusals.Cancelled, OrderRefusals.Expired, ProductRefusals.StockInsufficient, BalanceRefusals.Insufficient,
                OrderRefusals.StepRefused);
        orders.MapGet("/orders/{orderId}", Get).WithName("getOrder").WithSummary("Reads an order.")
            .WithDescription("Its state of this moment, with the prices it was placed at.")
            .Produces<OrderResponse>().Refuses(OrderRefusals.NotFound);
        orders.MapGet("/customers/{customerId}/orders", ListOfCustomer).WithName("listCustomerOrders")
            .WithSummary("Lists a customer's orders, the latest first; follows within moments.")
            .WithDescription("An order shows up, and its status changes, moments after it did.")
            .Produces<ListResponse<OrderSummaryResponse>>().Refuses(BalanceRefusals.CustomerNotFound);
    }

    private static async Task<IResult> Place(PlaceOrderRequest request, Absences absences, IGrainFactory grains, HttpContext http)
    {
        var command = new PlaceOrder(
            http.CustomerId(request.CustomerId, "customerId"),
            request.CouponId is null ? null : Input.Id(request.CouponId, "couponId"),
            Items(request.Items, "items", item => item.ProductId, item => item.Quantity,
                (item, field) => Input.Id(item.ProductOptionId, field)),
            null,
            http.CommandId());
        var reply = await Order(grains, command).Place(command);
        Found(absences, command, reply.Outcome);
        return reply.ToHttp(http, outcome => outcome.Order is { } order
            ? TypedResults.Created($"/orders/{order.OrderId}", OrderResponse.Of(order))
            : OrderRefusals.Of(outcome.Status));
    }

    private static async Task<IResult> Pay(PayOrderRequest request, Absences absences, IGrainFactory grains, HttpContext http)
    {
        var orderId = Input.Required(request.OrderId, "orderId");
        var reply = await grains.Grain<IOrderGrain>(orderId).Pay(new(http.CommandId(), http.OnBehalfOf()));
        if (reply.Outcome?.Status != PayOrderStatus.NotFound)
            absences.Orders.Found(orderId);
        return reply.ToHttp(http, outcome => outcome.Status == PayOrderStatus.Paid
            ? TypedResults.Created((string?)null, new PaymentResponse(outcome.PaymentId, orderId, outcome.Amount, "PAID"))
            : OrderRefusals.Of(outcome.Status));
    }

    private static async Task<IResult> PlaceAndPay(PlaceAndPayRequest request, Absences absences, IGrainFactory grains, HttpContext http)
    {
        var command = new PlaceOrder(
            http.CustomerId(request.UserId, "userId"),
            null,
            Items(request.Products, "products", product => product.ProductId, product => product.Quantity, (_, _) => null),
            Input.Range(request.TotalAmount, "totalAmount", 0, OrderBounds.MaxTotal),
            http.CommandId());
        var reply = await Order(grains, command).PlaceAndPay(command);
        Found(absences, command, reply.Outcome?.Placement);
        return reply.ToHttp(http, outcome => outcome switch
        {
            { Placement: { Order: null } refused } => OrderRefusals.Of(refused.Status),
            { Payment: { Status: not PayOrderStatus.Paid and not PayOrderStatus.AlreadyPaid } refused } => OrderRefusals.Of(refused.Status),
            { Placement.Order: { } order } => TypedResults.Ok(OrderResponse.Of(order)),
        });
    }

    private static async Task<IResult> Get(string orderId, Absences absences, IGrainFactory grains, HttpContext http)
    {
        var id = Id(orderId);
        var order = await absences.Orders.FindAsync(id, () => grains.Grain<IOrderGrain>(id).Get());
        return order is not null && http.MayActFor(order.CustomerId)
            ? TypedResults.Ok(OrderResponse.Of(order))
            : new Problem(OrderRefusals.NotFound);
    }

    private static async Task<IResult> ListOfCustomer(
        string customerId, string? limit, string? after, Absences absences, IGrainFactory grains, HttpContext http)
    {
        var (id, perPage) = (http.CustomerId(customerId, "customerId"), Input.Limit(limit));
        var page = await absences.Customers.FindAsync(id, () => grains.Grain<ICustomerOrdersGrain>(id).List(perPage, after));
        return page is null
            ? new Problem(BalanceRefusals.CustomerNotFound)
            : TypedResults.Ok(new ListResponse<OrderSummaryResponse>(
                [.. page.Items.Select(OrderSummaryResponse.Of)], page.Next, page.AsOf));
    }

    /// <summary>An order's id in a path.</summary>
    internal static Guid Id(string orderId) => Guid.TryParseExact(orderId, "D", out var id)
        ? id
        : throw new InvalidInputException("orderId", "orderId must be a UUID.");

    // An order placed under a key has an id made of customer and key, so placing it again finds it; any other gets an id of its own.
    private static IOrderGrain Order(IGrainFactory grains, PlaceOrder command)
    {
        NearCustomer.Mark(command.CustomerId);
        return grains.Grain<IOrderGrain>(Rehearsal.Is(command.CustomerId) ? Rehearsal.NewOrderId()
            : command.CommandId is { } key ? Idempotency.IdOf(command.CustomerId, key)
            : NewOrder.NewId());
    }

    // Whatever the answer does not deny: to forget an absence costs one more question.
    private static void Found(Absences absences, PlaceOrder command, PlaceOrderOutcome? outcome)
    {
        if (outcome?.Order is { } order)
            absences.Orders.Found(order.OrderId);
        if (outcome?.Status != PlaceOrderStatus.CustomerNotFound)
            absences.Customers.Found(command.CustomerId);
        if (outcome?.Status != PlaceOrderStatus.CouponNotFound && command.CouponId is { } couponId)
            absences.Coupons.Found(couponId);
        if (outcome?.Status == PlaceOrderStatus.ProductNotFound)
            return;
        foreach (var item in command.Items)
            absences.Products.Found(item.ProductId);
    }

    private static List<OrderItemRequest> Items<TBody>(
        IReadOnlyList<TBody?>? bodies, string field, Func<TBody, long?> product, Func<TBody, long?> quantity,
            Func<TBody, string, long?> option)
        where TBody : class
    {
        Require.Items(bodies, OrderBounds.MaxItems, field);
        var items = new List<OrderItemRequest>(bodies.Count);
        for (var i = 0; i < bodies.Count; i++)
        {
            var name = $"{field}[{i}]";
            var body = bodies[i]!;
            items.Add(new(
                Input.Id(product(body), $"{name}.productId"),
                option(body, $"{name}.productOptionId"),
                Input.Range(quantity(body), $"{name}.quantity", 1, OrderBounds.MaxQuantity)));
        }
        return items;
    }
}
