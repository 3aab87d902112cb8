using System.Collections.Concurrent;
using System.Globalization;

namespace Commerce.Steady.Metrics;

/// <summary>
/// A collector for one machine's measurements: keeps the latest total of every instrument of every process. A process is
/// told apart by the path it exports to: <c>OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:PORT/silo-1</c>.
/// </summary>
internal static class Collector
{
    public static async Task ServeAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        await using var app = builder.Build();
        var totals = new ConcurrentDictionary<(string Process, string Name, string Tags), double>();

        app.MapPost("/{process}/v1/metrics", async (string process, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            foreach (var total in OtlpReader.Read(body.GetBuffer().AsSpan(0, (int)body.Length)))
                totals[(process, total.Name, total.Tags)] = total.Value;
        });
        app.MapPost("/{process}/v1/{signal}", () => Results.Ok()); // traces and logs: not asked for here
        app.MapGet("/totals", () => Results.Text(string.Concat(totals
            .OrderBy(total => total.Key)
            .Select(total => string.Create(CultureInfo.InvariantCulture,
            $"{total.Key.Process}\t{total.Key.Name}\t{total.Key.Tags}\t{total.Value}\n")))));
        await app.RunAsync();
    }
}
