using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Commerce.ServiceDefaults;

/// <summary>An authority of one's own: what it issued is trusted, and nothing else.</summary>
/// <param name="roots">Its certificates: one, or two while it changes.</param>
internal sealed class Authority(X509Certificate2Collection roots)
{
    /// <summary>What a server's certificate is for (RFC 5280, 4.2.1.12).</summary>
    public static readonly Oid ForServers = new("1.3.6.1.5.5.7.3.1");

    /// <summary>What a client's is for.</summary>
    public static readonly Oid ForClients = new("1.3.6.1.5.5.7.3.2");

    /// <summary>Takes it out of a file.</summary>
    /// <param name="key">The setting that names the file.</param>
    /// <param name="pem">What the file has.</param>
    /// <exception cref="TlsFileException">It has no certificate.</exception>
    public static Authority FromPem(string key, string pem)
    {
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            // As a file without any.
        }
        return roots.Count > 0 ? new(roots) : throw new TlsFileException($"{key} has no certificate in PEM.");
    }

    /// <summary>
    /// By which a certificate is judged: its chain ends at this authority. Nothing is fetched: what is revoked is not known, so
    /// certificates are to be short-lived.
    /// </summary>
    /// <param name="between">Certificates that can stand between.</param>
    /// <param name="use">What it has to be for; TLS asks by itself.</param>
    public X509ChainPolicy Policy(X509Certificate2Collection? between = null, Oid? use = null)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(roots);
        if (use is not null)
            policy.ApplicationPolicy.Add(use);
        if (between is not null)
            policy.ExtraStore.AddRange(between);
        return policy;
    }
}
