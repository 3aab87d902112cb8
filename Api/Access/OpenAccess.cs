using System.Net;
using Commerce.Http;
using Commerce.ServiceDefaults;
using Commerce.Telemetry;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Commerce.Access;

/// <summary>Says, and goes on saying, that nobody proves who they are here: with <c>Auth:Mode</c> None.</summary>
internal sealed partial class OpenAccess(
    Callers callers, IServer server, IOptions<HttpOptions> http, IHostEnvironment environment, ApiMetrics metrics,
    IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<OpenAccess> logger) : BackgroundService
{
    /// <summary>The header that every answer has while it is so.</summary>
    public const string Header = "Commerce-Auth";

    /// <summary>What it says.</summary>
    public const string None = "none";

    /// <summary>How often it is said again.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromHours(1);

    private const string Customers = "customers";

    private readonly bool _isOpen = !callers.AreKnown && http.Value.Enabled;

    /// <summary>Tells clients, too: whoever holds an answer in hand sees that it was given to anybody.</summary>
    public static Task Tell(HttpContext http, RequestDelegate next)
    {
        http.Response.OnStarting(static response => Add((HttpResponse)response), http.Response); // an error's answer begins anew
        return next(http);

        static Task Add(HttpResponse response)
        {
            response.Headers[Header] = None;
            return Task.CompletedTask;
        }
    }

    /// <summary>Whether somebody at another machine can reach an address that the server listens at.</summary>
    /// <param name="address">Such as <c>http://0.0.0.0:8080</c>.</param>
    internal static bool IsReachable(string address)
    {
        var host = BindingAddress.Parse(address).Host;
        return !host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            && !(IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.ObserveOpen(_isOpen ? [Customers] : []);
        if (!_isOpen)
            return;
        try
        {
            await lifetime.StartedAsync(stoppingToken);
            using var timer = new PeriodicTimer(Period, clock);
            do
                Warn();
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    private void Warn()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses.Where(IsReachable).ToList() ?? [];
        if (addresses.Count > 0 && !environment.IsDevelopment())
            LogOpenToOthers(logger, string.Join(", ", addresses));
        else
            LogOpen(logger);
    }

    [LoggerMessage(3401, LogLevel.Warning,
        "Auth:Mode is None: whoever reaches this process acts for any customer. Set Auth:Mode to Jwt before others can reach it.")]
    private static partial void LogOpen(ILogger logger);

    [LoggerMessage(3402, LogLevel.Critical,
        "!!! OPEN TO EVERYBODY at {Addresses}: Auth:Mode is None, so whoever reaches this process reads and spends any customer's " +
        "balance, and pays money in for anybody. Set Auth:Mode to Jwt, with Auth:Authority and Auth:Audience. !!!")]
    private static partial void LogOpenToOthers(ILogger logger, string addresses);
}
