using Commerce.Http;

namespace Commerce.WaitingQueue;

/// <summary>Refusals of the queue's routes, and of those that a queue stands before.</summary>
internal static class QueueProblems
{
    public static readonly ProblemType NotFound =
        new(StatusCodes.Status404NotFound, "QUEUE_NOT_FOUND", "There is no queue before this.");

    public static readonly ProblemType TokenNotFound =
        new(StatusCodes.Status404NotFound, "QUEUE_TOKEN_NOT_FOUND", "There is no such token.");

    public static readonly ProblemType Full =
        new(StatusCodes.Status409Conflict, "QUEUE_FULL", "As many wait as may. Ask again later.");

    public static readonly ProblemType AlreadyOpened =
        new(StatusCodes.Status409Conflict, "QUEUE_ALREADY_OPENED", "The queue has opened: its opening time stays.");

    public static readonly ProblemType TokenRequired = new(StatusCodes.Status403Forbidden, "QUEUE_TOKEN_REQUIRED",
        "A queue stands before this: send the customer's token as the header Queue-Token. POST /queue/tokens gives one.");

    public static readonly ProblemType TokenNotActive = new(StatusCodes.Status403Forbidden, "QUEUE_TOKEN_NOT_ACTIVE",
        "The token waits still, or is over: GET /queue/tokens/{token} tells which.");
}
