using Commerce.WaitingQueue;
using StackExchange.Redis;

namespace Commerce.Bench.LockBaseline;

/// <summary>A waiting queue the usual way: a sorted set in Redis, a random token for each who waits, by the time of arrival.</summary>
internal sealed class RedisQueue(IDatabase redis)
{
    private const string Line = "queue";
    private const int TokenLength = 56; // as long as the other side's

    /// <summary>Maps its routes.</summary>
    public void Map(WebApplication app)
    {
        app.MapPost("/queue/tokens", (JoinQueueRequest _) => JoinAsync());
        app.MapGet("/queue/tokens/{token}", (string token) => PollAsync(token));
    }

    private async Task<IResult> JoinAsync()
    {
        var token = $"{Guid.NewGuid():N}{Guid.NewGuid():N}"[..TokenLength];
        var added = redis.SortedSetAddAsync(Line, token, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        var rank = redis.SortedSetRankAsync(Line, token); // on its way with the first: one round trip
        await added;
        return Results.Json(Waiting(token, await rank), LockedShopJson.Default.QueueTokenResponse,
            statusCode: StatusCodes.Status201Created);
    }

    private async Task<IResult> PollAsync(string token) => await redis.SortedSetRankAsync(Line, token) is { } rank
        ? Results.Json(Waiting(token, rank), LockedShopJson.Default.QueueTokenResponse)
        : Results.NotFound();

    private static QueueTokenResponse Waiting(string token, long? rank) => new(token, "WAITING", rank + 1, 0, null, null);
}
