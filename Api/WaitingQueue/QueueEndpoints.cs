using System.Globalization;
using Commerce.Access;
using Commerce.Http;

namespace Commerce.WaitingQueue;

/// <summary>The routes of waiting queues.</summary>
internal static class QueueEndpoints
{
    /// <summary>The header that shows a token to what a queue stands before.</summary>
    public const string TokenHeader = "Queue-Token";

    public static void MapQueues(this IEndpointRouteBuilder routes)
    {
        var queues = routes.MapGroup("").WithTags("Queues").ForCustomers();
        queues.MapPost("/queue/tokens", Join).WithName("joinQueue").WithSummary("Gives a customer a place in a queue.")
            .WithDescription("Behind everybody. Who has a live token gets it again, with its place: 200 then. Before the opening there are "
                + "no places: those who come until then are admitted by lot. Retry-After tells when to ask for the token.")
            .Produces<QueueTokenResponse>(StatusCodes.Status201Created).Produces<QueueTokenResponse>()
            .Refuses(QueueRefusals.NotFound, QueueRefusals.Full);
        queues.MapGet("/queue/tokens/{token}", Get).WithName("getQueueToken").WithSummary("Tells a token's place.")
            .WithDescription("At most a moment old. Ask again after Retry-After: a waiting token that is not asked for gives up its place.")
            .Produces<QueueTokenResponse>().Refuses(QueueRefusals.TokenNotFound);
        queues.MapDelete("/queue/tokens/{token}", Leave).WithName("leaveQueue").WithSummary("Gives up a place or a slot.")
            .WithDescription("The next one has it then. Repeating it changes nothing.")
            .Produces(StatusCodes.Status204NoContent).Refuses(QueueRefusals.TokenNotFound);
    }

    /// <summary>The token that a request shows, if any.</summary>
    /// <exception cref="InvalidInputException">It shows several.</exception>
    public static string? QueueToken(this HttpContext http) => !http.Request.Headers.TryGetValue(TokenHeader, out var values) ? null
        : values is [var token] ? token
        : throw new InvalidInputException(TokenHeader, $"{TokenHeader} must be one value.");

    private static async Task<IResult> Join(JoinQueueRequest request, QueueCalls queues, QueueViews views, HttpContext http)
    {
        var userId = http.CustomerId(request.UserId, "userId");
        var queue = Queue(request);
        var reply = await queues.Join(queue, new(userId, http.CommandId(userId)));
        if (reply.Outcome?.Status != JoinQueueStatus.NotFound)
            views.Found(queue);
        return reply.ToHttp(http, outcome => outcome.Status switch
        {
            JoinQueueStatus.Joined => TypedResults.Created($"/queue/tokens/{outcome.Ticket!.Token}", Body(outcome.Ticket, http)),
            JoinQueueStatus.AlreadyJoined => TypedResults.Ok(Body(outcome.Ticket!, http)),
            JoinQueueStatus.NotFound => new Problem(QueueRefusals.NotFound),
            JoinQueueStatus.Full => new Problem(QueueRefusals.Full),
            _ => throw new NotSupportedException($"Unknown outcome {outcome.Status}."),
        });
    }

    private static async Task<IResult> Get(string token, QueueViews queues, HttpContext http) =>
        IsCallers(token, http) && await queues.TicketAsync(token) is { } ticket
            ? TypedResults.Ok(Body(ticket, http))
            : new Problem(QueueRefusals.TokenNotFound);

    private static async Task<IResult> Leave(string token, QueueViews queues, IGrainFactory grains, HttpContext http)
    {
        _ = http.CommandId(); // what is no key is told before anything else
        if (!IsCallers(token, http) || await queues.TokenAsync(token) is not { } known)
            return new Problem(QueueRefusals.TokenNotFound);
        var reply = await grains.Grain<IWaitingQueueGrain>(known.Queue.ToString())
            .Close(new(known.Number, known.CustomerId, http.CommandId(known.CustomerId)));
        await queues.RefreshAsync(known.Queue);
        return reply.ToHttp(http, _ => TypedResults.NoContent());
    }

    // What it claims is enough to refuse: that it is signed is found out next.
    private static bool IsCallers(string token, HttpContext http) =>
        WaitingQueue.QueueToken.TryRead(token, out var claimed) && http.MayActFor(claimed.CustomerId);

    private static QueueKey Queue(JoinQueueRequest request) => (request.ConcertId, request.CouponId) switch
    {
        ({ } concertId, null) => QueueKey.OfConcert(Input.Id(concertId, "concertId")),
        (null, { } couponId) => QueueKey.OfCoupon(Input.Id(couponId, "couponId")),
        (null, null) => throw new InvalidInputException("concertId", "concertId or couponId is required."),
        _ => throw new InvalidInputException("couponId", "couponId and concertId must not both be there."),
    };

    private static QueueTokenResponse Body(QueueTicket ticket, HttpContext http)
    {
        if (ticket.Status == QueueTicketStatus.Waiting)
            http.Response.Headers.RetryAfter = ((long)ticket.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return QueueTokenResponse.Of(ticket);
    }
}
