namespace Commerce.Http;

/// <summary>
/// A kind of refusal. Each stands once, in a static field of its feature's <c>...Refusals</c>, beside what turns outcomes into
/// it; what HTTP itself refuses stands in <see cref="HttpProblems"/>.
/// </summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Stable, UPPER_SNAKE: what programs go by.</param>
/// <param name="Message">What people read, unless there is more to say.</param>
internal sealed record ProblemType(int Status, string Code, string Message);

/// <summary>Refusals that belong to no feature.</summary>
internal static class HttpProblems
{
    public static readonly ProblemType MalformedRequest =
        new(StatusCodes.Status400BadRequest, "MALFORMED_REQUEST", "The request is malformed.");

    public static readonly ProblemType MalformedJson =
        new(StatusCodes.Status400BadRequest, "MALFORMED_JSON", "The body is not the JSON that is expected here.");

    public static readonly ProblemType InvalidInput = new(StatusCodes.Status400BadRequest, "INVALID_INPUT", "A value cannot be accepted.");

    public static readonly ProblemType Unauthenticated =
        new(StatusCodes.Status401Unauthorized, "UNAUTHENTICATED",
            "Send Authorization: Bearer, with a token that is good, or a key of /admin.");

    public static readonly ProblemType Forbidden =
        new(StatusCodes.Status403Forbidden, "FORBIDDEN", "The key is not the right one, or the token does not allow this.");

    public static readonly ProblemType NotYours =
        new(StatusCodes.Status403Forbidden, "NOT_YOURS", "The token is not this customer's.");

    public static readonly ProblemType ScopeRequired =
        new(StatusCodes.Status403Forbidden, "SCOPE_REQUIRED", "The token lacks the scope that this asks for.");

    public static readonly ProblemType AdminClosed = new(StatusCodes.Status403Forbidden, "ADMIN_CLOSED", "No Admin:ApiKey is configured.");

    public static readonly ProblemType RouteNotFound =
        new(StatusCodes.Status404NotFound, "ROUTE_NOT_FOUND", "There is nothing at this path.");

    public static readonly ProblemType MethodNotAllowed = new(StatusCodes.Status405MethodNotAllowed, "METHOD_NOT_ALLOWED",
        "This path does not take this method; the header Allow names those it takes.");

    public static readonly ProblemType RequestTimeout =
        new(StatusCodes.Status408RequestTimeout, "REQUEST_TIMEOUT", "The body came too slowly.");

    public static readonly ProblemType IdempotencyKeyReused =
        new(StatusCodes.Status409Conflict, "IDEMPOTENCY_KEY_REUSED", "This Idempotency-Key was used for another request.");

    public static readonly ProblemType VersionMismatch = new(StatusCodes.Status412PreconditionFailed, "VERSION_MISMATCH",
        "This was changed since, or does not exist: its ETag is none of those in If-Match.");

    public static readonly ProblemType BodyTooLarge =
        new(StatusCodes.Status413PayloadTooLarge, "BODY_TOO_LARGE", "The body is larger than 64 KiB.");

    public static readonly ProblemType UnsupportedMediaType =
        new(StatusCodes.Status415UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", "The body must be application/json in UTF-8.");

    public static readonly ProblemType TooManyRequests =
        new(StatusCodes.Status429TooManyRequests, "TOO_MANY_REQUESTS", "Too many requests.");

    /// <summary>A refusal by the server for which there is no kind; it keeps the status that the server gave.</summary>
    public static readonly ProblemType RequestRefused =
        new(StatusCodes.Status400BadRequest, "REQUEST_REFUSED", "The request cannot be served here.");

    public static readonly ProblemType InternalError =
        new(StatusCodes.Status500InternalServerError, "INTERNAL_ERROR", "Something went wrong on our side.");

    public static readonly ProblemType ServiceUnavailable =
        new(StatusCodes.Status503ServiceUnavailable, "SERVICE_UNAVAILABLE", "Try again soon.");

    private static readonly Dictionary<int, ProblemType> s_ofStatus = new[]
    {
        MalformedRequest, Unauthenticated, Forbidden, RouteNotFound, MethodNotAllowed, RequestTimeout, BodyTooLarge, UnsupportedMediaType,
    }.ToDictionary(type => type.Status);

    /// <summary>The kind of a status that no endpoint gave a kind of its own.</summary>
    public static ProblemType Of(int status) => s_ofStatus.GetValueOrDefault(status) ?? RequestRefused with { Status = status };
}
