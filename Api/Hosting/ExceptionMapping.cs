using System.Text.Json;
using Commerce.Http;
using Microsoft.AspNetCore.Diagnostics;

namespace Commerce.Hosting;

/// <summary>Gives every exception its answer: what a client sent is a 4xx, what is unavailable a 503, and a bug a 500 without details.</summary>
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
        InvalidInputException invalid => new(StatusCodes.Status400BadRequest, "INVALID_INPUT", invalid.Message, invalid.Field),
        // Said where it is decided, or before it was sent: the same words.
        OutOfBoundsException outside => new(StatusCodes.Status400BadRequest, "INVALID_INPUT", outside.Message, outside.Field),
        BadHttpRequestException { InnerException: TimeWithoutOffsetException time } =>
            new(StatusCodes.Status400BadRequest, "INVALID_INPUT", $"{FieldOf(time)} must have an offset, such as Z or +09:00.", FieldOf(time)),
        BadHttpRequestException { InnerException: JsonException json } => new(StatusCodes.Status400BadRequest, "MALFORMED_JSON",
            "The body is not the JSON that is expected here.", FieldOf(json)),
        BadHttpRequestException bad => new(bad.StatusCode, CodeOf(bad.StatusCode), MessageOf(bad.StatusCode)),
        CommerceUnavailableException unavailable => Problem.Unavailable(unavailable.Message),
        // Orleans' own words for a silo that is gone, going or too busy.
        OrleansException or TimeoutException => Problem.Unavailable("The cluster did not answer in time."),
        _ => new(StatusCodes.Status500InternalServerError, "INTERNAL_ERROR", "Something went wrong on our side."),
    };

    /// <summary>The code of a status that no endpoint gave a code of its own.</summary>
    public static string CodeOf(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "MALFORMED_REQUEST",
        StatusCodes.Status404NotFound => "ROUTE_NOT_FOUND",
        StatusCodes.Status405MethodNotAllowed => "METHOD_NOT_ALLOWED",
        StatusCodes.Status408RequestTimeout => "REQUEST_TIMEOUT",
        StatusCodes.Status413PayloadTooLarge => "BODY_TOO_LARGE",
        StatusCodes.Status415UnsupportedMediaType => "UNSUPPORTED_MEDIA_TYPE",
        _ => "REQUEST_REFUSED",
    };

    /// <summary>What people read of a status that no endpoint gave words of its own.</summary>
    public static string MessageOf(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "The request is malformed.",
        StatusCodes.Status404NotFound => "There is nothing at this path.",
        StatusCodes.Status405MethodNotAllowed => "This path does not take this method; the header Allow names those it takes.",
        StatusCodes.Status413PayloadTooLarge => "The body is larger than 64 KiB.",
        StatusCodes.Status415UnsupportedMediaType => "The body must be application/json in UTF-8.",
        _ => "The request cannot be served here.",
    };

    // A JSON path such as $.items[0].quantity; without the root it is the field as clients know it.
    private static string? FieldOf(JsonException json) =>
        json.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : null;

    [LoggerMessage(3001, LogLevel.Error, "{Method} {Path} failed unexpectedly.")]
    private static partial void LogUnexpected(ILogger logger, Exception failure, string method, string path);
}
