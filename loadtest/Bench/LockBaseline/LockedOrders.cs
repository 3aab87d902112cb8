using System.Data;
using System.Globalization;
using Commerce.Orders;
using Dapper;
using MySqlConnector;

namespace Commerce.Bench.LockBaseline;

/// <summary>Orders placed and paid in one request: locks in Redis on products and customer around one SQL transaction.</summary>
internal sealed class LockedOrders(MySqlDataSource database, RedisLocks locks)
{
    /// <summary>Maps its route.</summary>
    public void Map(WebApplication app) => app.MapPost("/v1/orders", (PlaceAndPayRequest request) => PlaceAndPayAsync(request));

    private async Task<IResult> PlaceAndPayAsync(PlaceAndPayRequest request)
    {
        var (userId, products) = (request.UserId!.Value, request.Products!);
        // Products in their order, then the customer: nobody waits for somebody who waits for him.
        await using var held = await locks.AcquireAsync(
        [
            .. products.Select(product => product!.ProductId!.Value).Distinct().Order()
            .Select(id => string.Create(CultureInfo.InvariantCulture, $"product:{id}")),
            string.Create(CultureInfo.InvariantCulture, $"customer:{userId}"),
        ]);
        if (held is null)
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted);
        var lines = new List<OrderLineResponse>(products.Count);
        foreach (var product in products)
        {
            if (await TakeAsync(product!.ProductId!.Value, product.Quantity!.Value, connection, transaction) is not { } line)
                return Results.Conflict();
            lines.Add(line);
        }
        var total = lines.Sum(line => line.Price * line.Quantity);
        var balance = await connection.ExecuteScalarAsync<long?>("SELECT amount FROM locked_balance WHERE customer_id = @userId",
            new { userId }, transaction);
        if (total != request.TotalAmount || balance is null || balance < total)
            return Results.Conflict();
        await connection.ExecuteAsync("UPDATE locked_balance SET amount = @left WHERE customer_id = @userId",
            new { left = balance - total, userId }, transaction);
        var order = new OrderResponse(Guid.CreateVersion7(), userId, "PAID", total, 0, null, lines, null, DateTimeOffset.UtcNow, null,
            null, null, null);
        await WriteAsync(order, connection, transaction);
        await transaction.CommitAsync();
        return Results.Json(order, LockedShopJson.Default.OrderResponse);
    }

    private static async Task<OrderLineResponse?> TakeAsync(
        long productId, long quantity, MySqlConnection connection, MySqlTransaction transaction)
    {
        var option = await connection.QuerySingleOrDefaultAsync<Option>(
            "SELECT option_id OptionId, price Price, stock Stock FROM locked_option WHERE product_id = @productId LIMIT 1",
            new { productId }, transaction);
        if (option is null || option.Stock < quantity)
            return null;
        await connection.ExecuteAsync("UPDATE locked_option SET stock = @left WHERE option_id = @OptionId",
            new { left = option.Stock - quantity, option.OptionId }, transaction);
        return new(productId, option.OptionId, quantity, option.Price);
    }

    private static async Task WriteAsync(OrderResponse order, MySqlConnection connection, MySqlTransaction transaction)
    {
        await connection.ExecuteAsync("INSERT INTO locked_order VALUES (@OrderId, @CustomerId, 'PAID', @TotalAmount, @at)",
            new { order.OrderId, order.CustomerId, order.TotalAmount, at = order.PlacedAt.UtcDateTime }, transaction);
        foreach (var line in order.Items)
        {
            await connection.ExecuteAsync(
                "INSERT INTO locked_order_item VALUES (@OrderId, @ProductId, @ProductOptionId, @Quantity, @Price)",
                new { order.OrderId, line.ProductId, line.ProductOptionId, line.Quantity, line.Price }, transaction);
        }
        await connection.ExecuteAsync("INSERT INTO locked_payment VALUES (@id, @OrderId, @TotalAmount, @at)",
            new { id = Guid.CreateVersion7(), order.OrderId, order.TotalAmount, at = order.PlacedAt.UtcDateTime }, transaction);
    }

    private sealed record Option(long OptionId, long Price, long Stock);
}
