using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Commerce.Testing;

/// <summary>An authority that a test makes up, and what it issues, as files in PEM.</summary>
public sealed class TestAuthority : IDisposable
{
    private const string ForServers = "1.3.6.1.5.5.7.3.1";
    private const string ForClients = "1.3.6.1.5.5.7.3.2";

    private static readonly DateTimeOffset s_from = DateTimeOffset.UtcNow.AddDays(-1);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _root;
    private readonly string _folder;

    /// <summary>Makes one.</summary>
    /// <param name="folder">Where its files go.</param>
    /// <param name="name">What it and its file are called.</param>
    public TestAuthority(string folder, string name = "authority")
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _root = request.CreateSelfSigned(s_from, s_from.AddDays(30));
        (_folder, File) = (folder, Path.Combine(folder, $"{name}.crt"));
        System.IO.File.WriteAllText(File, _root.ExportCertificatePem());
    }

    /// <summary>The file of its certificate.</summary>
    public string File { get; }

    /// <summary>Issues a certificate for 127.0.0.1 and a DNS name, for servers and clients.</summary>
    /// <param name="name">The name; the files are called by it.</param>
    /// <param name="forServers">Whether servers may use it, too.</param>
    /// <param name="days">How long it lasts; less than 1 when it has ended.</param>
    public TestCertificate Issue(string name, bool forServers = true, int days = 10)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            forServers ? [new Oid(ForServers), new Oid(ForClients)] : [new Oid(ForClients)], false));
        using var certificate = request.Create(_root.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), s_from,
            DateTimeOffset.UtcNow.AddDays(days - 0.5), RandomNumberGenerator.GetBytes(8));
        var files = new TestCertificate(Path.Combine(_folder, $"{name}.crt"), Path.Combine(_folder, $"{name}.key"), File);
        System.IO.File.WriteAllText(files.Certificate, certificate.ExportCertificatePem());
        System.IO.File.WriteAllText(files.Key, key.ExportPkcs8PrivateKeyPem());
        return files;
    }

    public void Dispose()
    {
        _root.Dispose();
        _key.Dispose();
    }
}

/// <summary>Files in PEM.</summary>
/// <param name="Certificate">The certificate.</param>
/// <param name="Key">Its key.</param>
/// <param name="Authority">The certificate of the authority that issued it.</param>
public sealed record TestCertificate(string Certificate, string Key, string Authority)
{
    /// <summary>The settings of a process that has it.</summary>
    public string[] Settings =>
    [
        "--Clustering:Tls:Mode=Mutual", $"--Clustering:Tls:CertificateFile={Certificate}", $"--Clustering:Tls:KeyFile={Key}",
        $"--Clustering:Tls:AuthorityFile={Authority}",
    ];

    /// <summary>The certificate with its key.</summary>
    public X509Certificate2 Load() => X509Certificate2.CreateFromPemFile(Certificate, Key);
}
