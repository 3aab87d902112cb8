using System.Data;
using System.Globalization;
using Commerce.Orders;
using Dapper;
using MySqlConnector;
using StackExchange.Redis;

namespace Commerce.Bench.LockBaseline;

/// <summary>Orders and payments in SQL transactions, payments under locks.</summary>
internal sealed class LockedShop(MySqlDataSource database, RedisLocks locks)
{
    /// <summary>Its tables.</summary>
    public const string Schema = """
        CREATE TABLE locked_balance (customer_id BIGINT PRIMARY KEY, amount BIGINT NOT NULL) ENGINE=InnoDB;
        CREATE TABLE locked_option (option_id BIGINT PRIMARY KEY, product_id BIGINT NOT NULL, price BIGINT NOT NULL, stock BIGINT NOT NULL,
          KEY locked_option_product (product_id)) ENGINE=InnoDB;
        CREATE TABLE locked_order (order_id CHAR(36) CHARACTER SET ascii PRIMARY KEY, customer_id BIGINT NOT NULL, status VARCHAR(10) NOT NULL,
          total BIGINT NOT NULL, placed_at DATETIME(3) NOT NULL) ENGINE=InnoDB;
        CREATE TABLE locked_order_item (order_id CHAR(36) CHARACTER SET ascii, product_id BIGINT, option_id BIGINT, quantity BIGINT NOT NULL,
          price BIGINT NOT NULL, PRIMARY KEY (order_id, option_id)) ENGINE=InnoDB;
        CREATE TABLE locked_payment (payment_id CHAR(36) CHARACTER SET ascii PRIMARY KEY, order_id CHAR(36) CHARACTER SET ascii UNIQUE,
          amount BIGINT NOT NULL, paid_at DATETIME(3) NOT NULL) ENGINE=InnoDB;
        """;

    /// <summary>Serves until told to stop.</summary>
    /// <param name="args">The address to listen on, Redis' address, and how MySQL is reached.</param>
    public static async Task<int> ServeAsync(string[] args)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(args[1]);
        // A pool that does not reset a connection each time it lends it: one round trip less for every transaction.
        await using var database =
            new MySqlDataSource(new MySqlConnectionStringBuilder(args[2]) { ConnectionReset = false }.ConnectionString);
        var locks = await RedisLocks.ConnectAsync(redis);
        var shop = new LockedShop(database, locks);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(args[0]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, LockedShopJson.Default));
        await using var app = builder.Build();
        app.MapPost("/orders", (PlaceOrderRequest request) => shop.PlaceAsync(request));
        app.MapPost("/payments", (PayOrderRequest request) => shop.PayAsync(request.OrderId!.Value));
        new LockedOrders(database, locks).Map(app);
        new LockedSeats(database, locks).Map(app);
        new LockedBalances(database, locks).Map(app);
        new CachedCatalog(database, redis.GetDatabase()).Map(app);
        new RedisQueue(redis.GetDatabase()).Map(app);
        await app.RunAsync();
        return 0;
    }

    private async Task<IResult> PlaceAsync(PlaceOrderRequest request)
    {
        var order = new { Id = Guid.CreateVersion7(), CustomerId = request.CustomerId!.Value, At = DateTime.UtcNow };
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted);
        if (await connection.ExecuteScalarAsync<long?>("SELECT customer_id FROM locked_balance WHERE customer_id = @CustomerId", order,
            transaction) is null)
            return Results.NotFound();
        var lines = new List<OrderLineResponse>(request.Items!.Count);
        foreach (var item in request.Items)
        {
            var price = await connection.ExecuteScalarAsync<long>(
                "SELECT price FROM locked_option WHERE option_id = @ProductOptionId AND product_id = @ProductId", item, transaction);
            lines.Add(new(item!.ProductId!.Value, item.ProductOptionId!.Value, item.Quantity!.Value, price));
        }
        var total = lines.Sum(line => line.Price * line.Quantity);
        await connection.ExecuteAsync("INSERT INTO locked_order VALUES (@Id, @CustomerId, 'PLACED', @total, @At)",
            new { order.Id, order.CustomerId, total, order.At }, transaction);
        foreach (var line in lines)
        {
            await connection.ExecuteAsync("INSERT INTO locked_order_item VALUES (@Id, @ProductId, @ProductOptionId, @Quantity, @Price)",
                new { order.Id, line.ProductId, line.ProductOptionId, line.Quantity, line.Price }, transaction);
        }
        await transaction.CommitAsync();
        return Results.Json(
            new OrderResponse(order.Id, order.CustomerId, "PLACED", total, 0, null, lines, null, order.At, null, null, null, null),
            LockedShopJson.Default.OrderResponse, statusCode: StatusCodes.Status201Created);
    }

    private async Task<IResult> PayAsync(Guid orderId)
    {
        var order = await ReadAsync(orderId);
        if (order is not { } found)
            return Results.NotFound();
        // Products in their order, then the customer: nobody waits for somebody who waits for him.
        await using var held = await locks.AcquireAsync(
        [
            .. found.Items.Select(item => item.ProductId).Distinct().Order()
            .Select(id => string.Create(CultureInfo.InvariantCulture, $"product:{id}")),
            string.Create(CultureInfo.InvariantCulture, $"customer:{found.CustomerId}"),
        ]);
        return held is null ? Results.StatusCode(StatusCodes.Status503ServiceUnavailable) : await PayLockedAsync(orderId, found);
    }

    private async Task<(long CustomerId, long Total, List<Item> Items)?> ReadAsync(Guid orderId)
    {
        await using var connection = await database.OpenConnectionAsync();
        var items = (await connection.QueryAsync<Item>(
            """
            SELECT o.customer_id CustomerId, o.total Total, i.product_id ProductId, i.option_id OptionId, i.quantity Quantity
            FROM locked_order o JOIN locked_order_item i ON i.order_id = o.order_id WHERE o.order_id = @orderId
            """, new { orderId })).AsList();
        return items is [var first, ..] ? (first.CustomerId, first.Total, items) : null;
    }

    private async Task<IResult> PayLockedAsync(Guid orderId, (long CustomerId, long Total, List<Item> Items) order)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted);
        if (await connection.ExecuteScalarAsync<string>("SELECT status FROM locked_order WHERE order_id = @orderId", new { orderId },
            transaction) != "PLACED")
            return Results.Conflict();
        foreach (var item in order.Items)
        {
            var stock = await connection.ExecuteScalarAsync<long>("SELECT stock FROM locked_option WHERE option_id = @OptionId", item,
                transaction);
            if (stock < item.Quantity)
                return Results.Conflict();
            await connection.ExecuteAsync("UPDATE locked_option SET stock = @left WHERE option_id = @OptionId",
                new { left = stock - item.Quantity, item.OptionId }, transaction);
        }
        var balance = await connection.ExecuteScalarAsync<long>("SELECT amount FROM locked_balance WHERE customer_id = @CustomerId",
            new { order.CustomerId }, transaction);
        if (balance < order.Total)
            return Results.Conflict();
        await connection.ExecuteAsync("UPDATE locked_balance SET amount = @left WHERE customer_id = @CustomerId",
            new { left = balance - order.Total, order.CustomerId }, transaction);
        var paymentId = Guid.CreateVersion7();
        await connection.ExecuteAsync("UPDATE locked_order SET status = 'PAID' WHERE order_id = @orderId", new { orderId }, transaction);
        await connection.ExecuteAsync("INSERT INTO locked_payment VALUES (@paymentId, @orderId, @Total, @at)",
            new { paymentId, orderId, order.Total, at = DateTime.UtcNow }, transaction);
        await transaction.CommitAsync();
        return Results.Json(new PaymentResponse(paymentId, orderId, order.Total, "PAID"),
            LockedShopJson.Default.PaymentResponse, statusCode: StatusCodes.Status201Created);
    }

    private sealed record Item(long CustomerId, long Total, long ProductId, long OptionId, long Quantity);
}
