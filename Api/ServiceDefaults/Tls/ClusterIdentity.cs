using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Commerce.ServiceDefaults;

/// <summary>Who this process is to the others of its cluster, and whose word it takes for who they are.</summary>
internal sealed class ClusterIdentity
{
    private ClusterIdentity(X509Certificate2 own, X509Certificate2Collection between, Authority authority) =>
        (Own, Authority, Context) = (own, authority, SslStreamCertificateContext.Create(own, between, offline: true));

    /// <summary>The certificate, with its key.</summary>
    public X509Certificate2 Own { get; }

    /// <summary>What is shown to the others: the certificate and those between it and the authority.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>Whose certificates are taken.</summary>
    public Authority Authority { get; }

    /// <summary>Makes it of what the files have, and sees to it that the others would take it.</summary>
    /// <param name="files">What they have.</param>
    /// <param name="options">Which files, and the names.</param>
    /// <param name="side">Which side of the cluster it is for.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="TlsFileException">They would not; the message names the setting.</exception>
    public static ClusterIdentity Of(TlsFiles files, ClusterTlsOptions options, ClusterSide side, DateTimeOffset now)
    {
        var authority = Authority.FromPem("Clustering:Tls:AuthorityFile", files.Authority);
        var (own, between) = WithKey(files);
        var name = side.IsSilo ? options.SiloName : options.ClientName;
        if (!IsNamed(own, name))
            throw Wrong($"must have the DNS name '{name}' (subjectAltName): that says it is a {(side.IsSilo ? "silo" : "front-end")}.");
        foreach (var use in side.IsSilo ? [Authority.ForServers, Authority.ForClients] : new[] { Authority.ForClients })
        {
            using var chain = new X509Chain { ChainPolicy = authority.Policy(between, use) };
            chain.ChainPolicy.VerificationTime = now.UtcDateTime;
            if (!chain.Build(own))
            {
                throw Wrong("is none that the others would take: it must be of the authority in Clustering:Tls:AuthorityFile, valid now, " +
                    $"and for {(side.IsSilo ? "servers and clients" : "clients")}: {chain.ChainStatus[0].StatusInformation}");
            }
        }
        return new(own, between, authority);
    }

    /// <summary>Whether a certificate has a DNS name: written out, neither by a wildcard nor in its subject.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="name">The name.</param>
    public static bool IsNamed(X509Certificate2 certificate, string name) =>
        certificate.MatchesHostname(name, allowWildcards: false, allowCommonName: false);

    private static (X509Certificate2 Own, X509Certificate2Collection Between) WithKey(TlsFiles files)
    {
        var chain = new X509Certificate2Collection();
        try
        {
            chain.ImportFromPem(files.Certificate);
            if (chain.Count == 0)
                throw Wrong("has no certificate in PEM.");
            var own = X509Certificate2.CreateFromPem(files.Certificate, files.Key);
            chain.RemoveAt(0);
            return (own, chain);
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException)
        {
            // Their messages are about forms; what a key is made of is in none, and is not told all the same.
            throw new TlsFileException(
                "Clustering:Tls:KeyFile must have the private key, in PEM and not encrypted, of the certificate in " +
                "Clustering:Tls:CertificateFile.");
        }
    }

    private static TlsFileException Wrong(string what) => new($"Clustering:Tls:CertificateFile {what}");
}
