using System.Diagnostics;
using System.Net;
using Commerce.Access;
using Commerce.Telemetry;

namespace Commerce.Audit;

/// <summary>
/// The trail of administration: a line for every request to <c>/admin</c>, done or refused, with who it was. Nothing of what was sent is in
/// it but a hash, by which a request that somebody shows can be recognized.
/// </summary>
internal sealed partial class AdminAudit(RequestDelegate next, TimeProvider clock, ILogger<AdminAudit> logger)
{
    private const string Nobody = "-";
    private const int LongestName = 200;

    // Whoever shows nothing, or no token of anybody's, could fill the log: enough are told to see that they come.
    private readonly LineAllowance _unknown = new(clock);

    public Task InvokeAsync(HttpContext http)
    {
        var body = new BodyHash(http.Request.Body);
        http.Request.Body = body;
        var trace = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;
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
        var who = (http.Features.Get<AdminKeyUse>()?.Caller ?? Callers.Of(http))?.Subject;
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
        if (isRefused)
            LogRefused(logger, Printable(who), address, method, path, status, trace);
        else
            LogDone(logger, Printable(who), address, method, path, status, trace, body ?? Nobody);
        if (isLast)
            LogNoMore(logger);
    }

    // What a provider says somebody is called is still no reason to print it as it is.
    private static string Printable(string? who) => who is null ? Nobody
        : string.Concat(who.Take(LongestName).Select(letter => char.IsControl(letter) || letter == ' ' ? '_' : letter));

    [LoggerMessage(3501, LogLevel.Information,
        "{Actor} from {Address}: {Method} {Path} answered {Status}, trace {TraceId}, body {BodyHash}.")]
    private static partial void LogDone(
        ILogger logger, string actor, IPAddress? address, string method, string path, int status, string traceId, string bodyHash);

    [LoggerMessage(3502, LogLevel.Warning, "{Actor} from {Address}: {Method} {Path} refused with {Status}, trace {TraceId}.")]
    private static partial void LogRefused(
        ILogger logger, string actor, IPAddress? address, string method, string path, int status, string traceId);

    [LoggerMessage(3503, LogLevel.Warning, "Further requests of nobody that is known are not logged for a minute.")]
    private static partial void LogNoMore(ILogger logger);
}
