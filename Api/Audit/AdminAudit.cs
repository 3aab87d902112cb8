using System.Net;
using Commerce.Access;
using Commerce.Http;
using Commerce.Telemetry;

namespace Commerce.Audit;

/// <summary>
/// The trail of administration: a line for every request to <c>/admin</c>, done or refused, with who it was. Nothing of what was sent is in
/// it but a hash, by which a request that somebody shows can be recognized.
/// </summary>
internal sealed partial class AdminAudit(RequestDelegate next, TimeProvider clock, ILogger<AdminAudit> logger)
{
    // Whoever shows nothing, or no token of anybody's, could fill the log: enough are told to see that they come.
    private readonly LineAllowance _unknown = new(clock);

    public Task InvokeAsync(HttpContext http)
    {
        var body = new BodyHash(http.Request.Body);
        http.Request.Body = body;
        var trace = RequestActor.TraceOf(http);
        // Once the answer is out, whatever gave it: an exception has its status by then, too.
        http.Response.OnCompleted(() =>
        {
            Write(http, trace, body.Finish());
            return Task.CompletedTask;
        });
        return next(http);
    }

    private void Write(HttpContext http, string trace, string? body)
    {
        var status = http.Response.StatusCode;
        var isRefused =
            status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status429TooManyRequests;
        var who = RequestActor.NameOf(http);
        var isLast = false;
        var isWrongKey = (status == StatusCodes.Status403Forbidden && BearerTokens.Of(http) is not null) // there are few: see AdminKeys
            || http.Features.Get<WrongBrowserKey>() is not null;
        if (who is null && !isWrongKey)
        {
            (var isTold, isLast) = _unknown.Take();
            if (!isTold)
                return;
        }
        // The path as it came: a line break in it is %0A there.
        var (address, method, path) = (http.Connection.RemoteIpAddress, http.Request.Method, http.Request.Path.ToUriComponent());
        var (actor, request) = (RequestActor.Printable(who), RequestIds.Of(http));
        if (isRefused)
            LogRefused(logger, actor, address, method, path, status, trace, request);
        else
            LogDone(logger, actor, address, method, path, status, trace, request, body ?? RequestActor.Nobody);
        if (isLast)
            LogNoMore(logger);
    }

    [LoggerMessage(3501, LogLevel.Information,
        "{Actor} from {Address}: {Method} {Path} answered {Status}, trace {TraceId}, request {RequestId}, body {BodyHash}.")]
    private static partial void LogDone(
        ILogger logger, string actor, IPAddress? address, string method, string path, int status, string traceId,
        string requestId, string bodyHash);

    [LoggerMessage(3502, LogLevel.Warning,
        "{Actor} from {Address}: {Method} {Path} refused with {Status}, trace {TraceId}, request {RequestId}.")]
    private static partial void LogRefused(
        ILogger logger, string actor, IPAddress? address, string method, string path, int status, string traceId, string requestId);

    [LoggerMessage(3503, LogLevel.Warning, "Further requests of nobody that is known are not logged for a minute.")]
    private static partial void LogNoMore(ILogger logger);
}
