using System.Data;
using System.Globalization;
using Commerce.Balances;
using Dapper;
using MySqlConnector;

namespace Commerce.Bench.LockBaseline;

/// <summary>Balances the usual way: a lock in Redis on the customer while an SQL transaction reads and writes. No ledger is kept.</summary>
internal sealed class LockedBalances(MySqlDataSource database, RedisLocks locks)
{
    /// <summary>Maps its routes.</summary>
    public void Map(WebApplication app)
    {
        app.MapPost("/v1/users/{userId}/balance", (long userId, ChargeRequest request) => ChargeAsync(userId, request.Amount!.Value));
        app.MapGet("/v1/users/{userId}/balance", (long userId) => ReadAsync(userId));
    }

    private async Task<IResult> ChargeAsync(long userId, long amount)
    {
        await using var held = await locks.AcquireAsync([string.Create(CultureInfo.InvariantCulture, $"customer:{userId}")]);
        if (held is null)
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted);
        if (await BalanceAsync(connection, userId, transaction) is not { } before)
            return Results.NotFound();
        await connection.ExecuteAsync("UPDATE locked_balance SET amount = @after WHERE customer_id = @userId",
            new { after = before + amount, userId }, transaction);
        await transaction.CommitAsync();
        return Answer(userId, before + amount);
    }

    private async Task<IResult> ReadAsync(long userId)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await BalanceAsync(connection, userId, null) is { } balance ? Answer(userId, balance) : Results.NotFound();
    }

    private static Task<long?> BalanceAsync(MySqlConnection connection, long userId, MySqlTransaction? transaction) =>
        connection.ExecuteScalarAsync<long?>("SELECT amount FROM locked_balance WHERE customer_id = @userId", new { userId }, transaction);

    private static IResult Answer(long userId, long balance) =>
        Results.Json(new BalanceResponse(userId, balance), LockedShopJson.Default.BalanceResponse);
}
