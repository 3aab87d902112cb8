using System.Net.Sockets;
using Commerce.Access;
using Commerce.Telemetry;
using Microsoft.Extensions.Options;

namespace Commerce.ServiceDefaults;

/// <summary>The process cannot start, for a reason outside of it. The message tells an operator what to mend.</summary>
/// <param name="message">What is wrong and what to do about it; holds no secret.</param>
/// <param name="cause">The cause.</param>
public sealed class StartupException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>Starting as operators see it: a line that says what to mend, and an exit code.</summary>
public static class Startup
{
    private const int Failed = 1;

    /// <summary>A builder that reads the configuration beside the program, and serves at an address that can be understood.</summary>
    /// <param name="args">Configuration as <c>--A:B=value</c>.</param>
    /// <param name="urls">Where HTTP is served unless <c>Urls</c> says otherwise.</param>
    public static WebApplicationBuilder CreateBuilder(string[] args, string urls)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            // appsettings.json stands beside the program; data and everything else is relative to where it is started.
            ContentRootPath = AppContext.BaseDirectory,
        });
        SecretFiles.AddTo(builder.Configuration);
        var configured = builder.Configuration["Urls"];
        builder.WebHost.UseUrls(AdminAddress.Beside(string.IsNullOrEmpty(configured) ? urls : configured, builder.Configuration));
        builder.Services.AddLogCategories();
        return builder;
    }

    /// <summary>Builds the application; a wrong option fails here, with its own message.</summary>
    /// <param name="builder">Everything the application needs.</param>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        // While it starts, two have nothing true to say: the host prints the stack trace of a failure that is explained here,
        // and Orleans' watchdog takes the machine's time since boot for a stall.
        var started = false;
        foreach (var category in new[] { "Microsoft.Extensions.Hosting.Internal.Host", "Orleans.Runtime.Watchdog" })
            builder.Logging.AddFilter(category, level => started && level >= LogLevel.Warning);
        var app = builder.Build();
        // The host would validate only after it made every service, and the first one to need a wrong option would fail first.
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        app.Lifetime.ApplicationStarted.Register(() => started = true);
        return app;
    }

    /// <summary>Serves until it is told to stop, which it can be while it starts.</summary>
    /// <param name="app">What to serve.</param>
    /// <returns>The exit code of an orderly stop: 0.</returns>
    public static async Task<int> ServeAsync(WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping; // there is no asking the application once it has ended
        try
        {
            await app.RunAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told before it was ready: starting ends where it was.
        }
        return 0;
    }

    /// <summary>Runs; a failure with a known reason outside of the program is told without a stack trace.</summary>
    /// <param name="run">What to run.</param>
    /// <returns>The exit code: that of <paramref name="run"/>, or 1.</returns>
    public static async Task<int> ExplainedAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception failure) when (Explain(failure) is { Length: > 0 } explanation)
        {
            foreach (var line in explanation)
                await Console.Error.WriteLineAsync(line);
            return Failed;
        }
    }

    private static string[] Explain(Exception failure) => failure switch
    {
        _ when StartupErrors.IsConfiguration(failure) =>
            [.. StartupErrors.Failures(failure).Select(message => $"Configuration: {message}")],
        AggregateException { InnerExceptions: [var only] } => Explain(only),
        StartupException => [failure.Message],
        OrleansException { InnerException: StartupException known } => [known.Message],
        OrleansException => [$"Cluster: {failure.Message}"],
        _ when failure.GetBaseException() is SocketException =>
            [$"Network: {failure.Message} Urls, Clustering:SiloPort and Clustering:GatewayPort must name free ports of this machine."],
        _ => [],
    };
}
