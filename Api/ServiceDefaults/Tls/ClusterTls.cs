using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Commerce.Telemetry;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Connections.Security;

namespace Commerce.ServiceDefaults;

/// <summary>
/// TLS on Orleans' connections, where it is turned on. A grain does not see the connection that a call came by, and a caller's name is the
/// caller's own word: so who may call is decided at the connection, by the name in its certificate.
/// </summary>
public sealed class ClusterTls
{
    private static readonly TimeSpan s_handshake = TimeSpan.FromSeconds(5);

    private readonly ClusterTlsOptions _options;
    private readonly Lazy<ClusterCertificates> _certificates;
    private readonly RefusedPeers _refused;

    internal ClusterTls(ClusterTlsOptions options, Lazy<ClusterCertificates> certificates, RefusedPeers refused, ApiMetrics metrics)
    {
        (_options, _certificates, _refused) = (options, certificates, refused);
        metrics.ObserveCertificate(() => IsOn ? certificates.Value.SecondsLeft() : null);
    }

    /// <summary>Whether it is turned on.</summary>
    public bool IsOn => _options.Mode == ClusterTlsMode.Mutual;

    /// <summary>On connections from other silos.</summary>
    /// <param name="connection">What a connection goes through.</param>
    public void AcceptSilos(IConnectionBuilder connection) => Accept(connection, "to the silo's port", _options.SiloName);

    /// <summary>On connections from front-ends.</summary>
    /// <param name="connection">What a connection goes through.</param>
    public void AcceptClients(IConnectionBuilder connection) =>
        Accept(connection, "to the gateway", _options.ClientName, _options.SiloName);

    /// <summary>On connections to silos.</summary>
    /// <param name="connection">What a connection goes through.</param>
    public void Connect(IConnectionBuilder connection)
    {
        connection.Use(next => context => _refused.WatchAsync(context, next, "to a silo"));
        connection.UseClientTls(new TlsOptions
        {
            RemoteCertificateMode = RemoteCertificateMode.RequireCertificate,
            RemoteCertificateValidation = (certificate, _, errors) => IsTaken(certificate, errors, _options.SiloName),
            HandshakeTimeout = s_handshake,
            OnAuthenticateAsClient = (_, client) =>
            {
                var ssl = (SslClientAuthenticationOptions)client.SslClientAuthenticationOptions;
                var identity = _certificates.Value.Current();
                (ssl.LocalCertificateSelectionCallback, ssl.ClientCertificateContext) = (null, identity.Context);
                (ssl.TargetHost, ssl.CertificateChainPolicy) = (_options.SiloName, identity.Authority.Policy());
                ssl.AllowTlsResume = false; // connections are few and last: each is judged anew
            },
        });
    }

    private void Accept(IConnectionBuilder connection, string what, params string[] names)
    {
        connection.Use(next => context => _refused.WatchAsync(context, next, what));
        connection.UseServerTls(new TlsOptions
        {
            RemoteCertificateMode = RemoteCertificateMode.RequireCertificate,
            RemoteCertificateValidation = (certificate, _, errors) => IsTaken(certificate, errors, names),
            LocalServerCertificateSelector = (_, _) => _certificates.Value.Current().Own, // asked for; the context below has all of it
            HandshakeTimeout = s_handshake,
            OnAuthenticateAsServer = (_, server) =>
            {
                var ssl = (SslServerAuthenticationOptions)server.SslServerAuthenticationOptions;
                var identity = _certificates.Value.Current();
                (ssl.ServerCertificateSelectionCallback, ssl.ServerCertificateContext) = (null, identity.Context);
                ssl.CertificateChainPolicy = identity.Authority.Policy();
                ssl.AllowTlsResume = false;
            },
        });
    }

    private bool IsTaken(X509Certificate2 certificate, SslPolicyErrors errors, params ReadOnlySpan<string> names)
    {
        if (errors == SslPolicyErrors.None)
        {
            foreach (var name in names)
            {
                if (ClusterIdentity.IsNamed(certificate, name))
                    return true;
            }
        }
        _refused.Tell(certificate, errors);
        return false;
    }
}

/// <summary>TLS between processes, in this one.</summary>
public static class ClusterTlsHosting
{
    /// <summary>Adds it. Whether it is used is the configuration's to say.</summary>
    /// <param name="builder">The process.</param>
    /// <param name="isSilo">Whether it is a silo; else a front-end.</param>
    public static void AddClusterTls(this WebApplicationBuilder builder, bool isSilo)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new ClusterSide(isSilo));
        services.AddSettings<ClusterTlsOptions, ClusterTlsOptionsValidator>(ClusterTlsOptions.Section);
        services.AddSingleton<ClusterCertificates>();
        services.AddSingleton<RefusedPeers>();
        services.AddSingleton(provider => new ClusterTls(
            provider.GetRequiredService<IOptions<ClusterTlsOptions>>().Value,
            new(provider.GetRequiredService<ClusterCertificates>),
            provider.GetRequiredService<RefusedPeers>(),
            provider.GetRequiredService<ApiMetrics>()));
        // What fails is told by RefusedPeers, once and without a stack.
        builder.Logging.AddFilter("Orleans.Connections.Security", LogLevel.Error);
    }
}
