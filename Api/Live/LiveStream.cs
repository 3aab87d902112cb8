using Commerce.Http;

namespace Commerce.Live;

/// <summary>
/// An endless answer of server-sent events. It ends when the viewer goes, the process stops, or its time is over: then the browser asks
/// again, and shows again that it may.
/// </summary>
internal sealed class LiveStream(LiveViewer viewer, IHostApplicationLifetime lifetime) : IResult
{
    /// <summary>How long an answer goes on: who may no longer watch is found out after this time.</summary>
    public static readonly TimeSpan MostTime = TimeSpan.FromMinutes(10);

    private static readonly byte[] s_begin = "retry: 2000\n\n"u8.ToArray();

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var watching = viewer;
        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = SafeHeaders.NoStore;
        response.Headers["X-Accel-Buffering"] = "no"; // a proxy must not collect it
        if (HttpMethods.IsHead(httpContext.Request.Method))
            return;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, lifetime.ApplicationStopping);
        end.CancelAfter(MostTime);
        try
        {
            await response.BodyWriter.WriteAsync(s_begin, end.Token);
            // A viewer that does not read is waited for here, with one snapshot in its hands; Kestrel ends the connection in the end.
            while (true)
                await response.BodyWriter.WriteAsync(await watching.NextAsync(end.Token), end.Token);
        }
        catch (OperationCanceledException)
        {
            // It ends.
        }
    }
}
