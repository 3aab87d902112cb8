using System.Text.Json;
using Commerce.Access;
using Commerce.Balances;
using Commerce.Coupons;
using Commerce.Telemetry;
using Microsoft.AspNetCore.Diagnostics;

namespace Commerce.Http;

/// <summary>
/// Gives every exception its answer: what a client sent is a 4xx, what is unavailable a 503, and a bug a 500 without details.
/// </summary>
[LogCategory("Commerce.Hosting.ExceptionMapping")]
internal sealed partial class ExceptionMapping(ILogger<ExceptionMapping> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
            return true;
        var problem = ProblemOf(exception);
        if (problem.StatusCode == StatusCodes.Status500InternalServerError)
            LogUnexpected(logger, exception, httpContext.Request.Method, httpContext.Request.Path);
        await problem.ExecuteAsync(httpContext);
        return true;
    }

    private static Problem ProblemOf(Exception exception) => exception switch
    {
        InvalidInputException invalid => new(HttpProblems.InvalidInput, invalid.Message, invalid.Field),
        NotYoursException => new(HttpProblems.NotYours),
        UnknownCustomerException => new(BalanceRefusals.CustomerNotFound),
        // Thrown by a grain, or before the grain was asked: with the same message.
        OutOfBoundsException outside => new(HttpProblems.InvalidInput, outside.Message, outside.Field),
        BadHttpRequestException { InnerException: TimeWithoutOffsetException time } =>
            new(HttpProblems.InvalidInput, $"{FieldOf(time)} must have an offset, such as Z or +09:00.", FieldOf(time)),
        BadHttpRequestException { InnerException: JsonException json } => new(HttpProblems.MalformedJson, field: FieldOf(json)),
        BadHttpRequestException bad => new(HttpProblems.Of(bad.StatusCode)),
        CommerceUnavailableException unavailable => Problem.Unavailable(unavailable.Message),
        // What Orleans throws when a silo has died, is stopping or is too busy.
        OrleansException or TimeoutException => Problem.Unavailable("The cluster did not answer in time."),
        _ => new(HttpProblems.InternalError),
    };

    // A JSON path such as $.items[0].quantity; without the root it is the field as clients know it.
    private static string? FieldOf(JsonException json) =>
        json.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : null;

    [LoggerMessage(3001, LogLevel.Error, "{Method} {Path} failed unexpectedly.")]
    private static partial void LogUnexpected(ILogger logger, Exception failure, string method, string path);
}
