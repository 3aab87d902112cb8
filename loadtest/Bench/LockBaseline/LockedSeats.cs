using System.Data;
using System.Globalization;
using Commerce.Concerts;
using Dapper;
using MySqlConnector;

namespace Commerce.Bench.LockBaseline;

/// <summary>
/// Seats the usual way: a lock in Redis on the seat while an SQL transaction looks whether it is free and writes who has it; a lock
/// on seat and customer while another one moves the money.
/// </summary>
internal sealed class LockedSeats(MySqlDataSource database, RedisLocks locks)
{
    /// <summary>Its tables.</summary>
    public const string Schema = """
        CREATE TABLE locked_schedule (schedule_id BIGINT PRIMARY KEY, price BIGINT NOT NULL, seats INT NOT NULL) ENGINE=InnoDB;
        CREATE TABLE locked_reservation (reservation_id CHAR(36) CHARACTER SET ascii PRIMARY KEY, schedule_id BIGINT NOT NULL, seat_id BIGINT NOT NULL,
          customer_id BIGINT NOT NULL, price BIGINT NOT NULL, status VARCHAR(10) NOT NULL, held_at DATETIME(3) NOT NULL, expires_at DATETIME(3) NOT NULL,
          KEY locked_reservation_seat (schedule_id, seat_id)) ENGINE=InnoDB;
        CREATE TABLE locked_seat_payment (payment_id CHAR(36) CHARACTER SET ascii PRIMARY KEY, reservation_id CHAR(36) CHARACTER SET ascii UNIQUE,
          amount BIGINT NOT NULL, paid_at DATETIME(3) NOT NULL) ENGINE=InnoDB;
        """;

    private static readonly TimeSpan s_holdFor = TimeSpan.FromMinutes(5);

    /// <summary>Maps its routes.</summary>
    public void Map(WebApplication app)
    {
        app.MapPost("/reservations", (ReserveSeatRequest request) => ReserveAsync(request));
        app.MapPost("/reservations/{reservationId}/payment", (Guid reservationId) => PayAsync(reservationId));
    }

    private async Task<IResult> ReserveAsync(ReserveSeatRequest request)
    {
        await using var held = await locks.AcquireAsync([SeatLock(request.ScheduleId!.Value, request.SeatId!.Value)]);
        if (held is null)
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        var now = DateTime.UtcNow;
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted);
        var price = await connection.ExecuteScalarAsync<long?>(
            "SELECT price FROM locked_schedule WHERE schedule_id = @ScheduleId AND seats >= @SeatId", request, transaction);
        if (price is null || await connection.ExecuteScalarAsync<long?>(
            "SELECT customer_id FROM locked_balance WHERE customer_id = @UserId", request, transaction) is null)
            return Results.NotFound();
        var taken = await connection.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM locked_reservation WHERE schedule_id = @ScheduleId AND seat_id = @SeatId "
            + "AND (status = 'PAID' OR expires_at > @now)",
            new { request.ScheduleId, request.SeatId, now }, transaction);
        if (taken > 0)
            return Results.Conflict();
        var row = new
        {
            Id = Guid.CreateVersion7(),
            request.ScheduleId,
            request.SeatId,
            request.UserId,
            price,
            now,
            until = now + s_holdFor
        };
        await connection.ExecuteAsync(
            "INSERT INTO locked_reservation VALUES (@Id, @ScheduleId, @SeatId, @UserId, @price, 'HELD', @now, @until)", row, transaction);
        await transaction.CommitAsync();
        return Results.Json(new ReservationResponse(row.Id, request.UserId!.Value, 0, request.ScheduleId.Value, request.SeatId.Value,
            "HELD", price.Value,
            now, row.until), LockedShopJson.Default.ReservationResponse, statusCode: StatusCodes.Status201Created);
    }

    private async Task<IResult> PayAsync(Guid reservationId)
    {
        if (await ReadAsync(reservationId) is not { } found)
            return Results.NotFound();
        await using var held = await locks.AcquireAsync(
            [SeatLock(found.ScheduleId, found.SeatId), string.Create(CultureInfo.InvariantCulture, $"customer:{found.CustomerId}")]);
        if (held is null)
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted);
        if (await connection.ExecuteScalarAsync<string?>(
            "SELECT status FROM locked_reservation WHERE reservation_id = @reservationId AND expires_at > @now",
                new { reservationId, now = DateTime.UtcNow }, transaction) != "HELD")
            return Results.Conflict();
        var balance = await connection.ExecuteScalarAsync<long>("SELECT amount FROM locked_balance WHERE customer_id = @CustomerId",
            found, transaction);
        if (balance < found.Price)
            return Results.Conflict();
        await connection.ExecuteAsync("UPDATE locked_balance SET amount = @left WHERE customer_id = @CustomerId",
            new { left = balance - found.Price, found.CustomerId }, transaction);
        await connection.ExecuteAsync("UPDATE locked_reservation SET status = 'PAID' WHERE reservation_id = @reservationId",
            new { reservationId }, transaction);
        var paymentId = Guid.CreateVersion7();
        await connection.ExecuteAsync("INSERT INTO locked_seat_payment VALUES (@paymentId, @reservationId, @Price, @at)",
            new { paymentId, reservationId, found.Price, at = DateTime.UtcNow }, transaction);
        await transaction.CommitAsync();
        return Results.Json(new ReservationPaymentResponse(paymentId, reservationId, found.Price, "PAID"),
            LockedShopJson.Default.ReservationPaymentResponse, statusCode: StatusCodes.Status201Created);
    }

    private async Task<Held?> ReadAsync(Guid reservationId)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.QuerySingleOrDefaultAsync<Held>(
            "SELECT schedule_id ScheduleId, seat_id SeatId, customer_id CustomerId, price Price "
            + "FROM locked_reservation WHERE reservation_id = @reservationId",
            new { reservationId });
    }

    private static string SeatLock(long scheduleId, long seatId) => string.Create(CultureInfo.InvariantCulture,
        $"seat:{scheduleId}:{seatId}");

    private sealed record Held(long ScheduleId, long SeatId, long CustomerId, long Price);
}
