using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Commerce.Telemetry;
using Microsoft.AspNetCore.Connections;
using Orleans.Connections.Security;

namespace Commerce.ServiceDefaults;

/// <summary>
/// Tells of connections between processes that did not come about. Orleans would write a stack trace for each, and whoever reaches a
/// port could fill the log.
/// </summary>
internal sealed partial class RefusedPeers(TimeProvider clock, ILogger<RefusedPeers> logger)
{
    private const int LongestName = 200;

    private readonly LineAllowance _connections = new(clock);
    private readonly LineAllowance _certificates = new(clock);

    /// <summary>Around the handshake: it has set the other's certificate, or there was none that is taken.</summary>
    /// <param name="context">The connection.</param>
    /// <param name="next">The handshake, and what follows it.</param>
    /// <param name="what">What the connection is, such as <c>to the gateway</c>.</param>
    public async Task WatchAsync(ConnectionContext context, ConnectionDelegate next, string what)
    {
        await next(context);
        if (context.Features.Get<ITlsConnectionFeature>()?.RemoteCertificate is null && _connections.Take() is { Log: true } line)
            LogRefused(logger, what, context.RemoteEndPoint, line.IsLast ? " Further ones are not logged for a minute." : "");
    }

    /// <summary>Tells of a certificate that is not taken.</summary>
    /// <param name="certificate">The certificate, of anybody.</param>
    /// <param name="errors">What is wrong with it; nothing when it has another name.</param>
    public void Tell(X509Certificate2 certificate, SslPolicyErrors errors)
    {
        if (_certificates.Take().Log)
        {
            // Anybody can make a certificate with any subject.
            LogCertificate(logger, LogText.Of(certificate.Subject, LongestName, keepsSpaces: true),
                errors == SslPolicyErrors.None ? "its name may not come here" : $"{errors}");
        }
    }

    [LoggerMessage(3603, LogLevel.Warning,
        "A connection {What} with {Address} did not come about: TLS with a certificate of the cluster's authority, and with a name that " +
        "may come here, is asked for.{More}")]
    private static partial void LogRefused(ILogger logger, string what, EndPoint? address, string more);

    [LoggerMessage(3604, LogLevel.Warning, "The certificate '{Subject}' was not taken: {Reason}.")]
    private static partial void LogCertificate(ILogger logger, string subject, string reason);
}
