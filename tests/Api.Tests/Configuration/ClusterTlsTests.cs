using Commerce.Hosting;
using Commerce.ServiceDefaults;
using Commerce.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Commerce.Configuration;

/// <summary>Certificates between processes: what ends the start, and what happens when files change.</summary>
public sealed class ClusterTlsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestAuthority _authority;
    private readonly TestAuthority _other;

    public ClusterTlsTests() => (_authority, _other) = (new(_folder.Path), new(_folder.Path, "other"));

    [Fact]
    public void Build_CertificatesThatNobodyWouldTake_NamesTheKey()
    {
        var good = _authority.Issue("commerce-silo");
        var missing = Path.Combine(_folder.Path, "missing.pem");
        Assert.Empty(FailuresOf(good));
        Assert.Equal(["Clustering:Tls:CertificateFile: "], FailuresOf(good with { Certificate = missing }, missing));
        Assert.Equal(["Clustering:Tls:KeyFile: "], FailuresOf(good with { Key = missing }, missing));
        Assert.Equal(["Clustering:Tls:AuthorityFile: "], FailuresOf(good with { Authority = missing }, missing));
        Assert.Equal(["Clustering:Tls:CertificateFile "], FailuresOf(good with { Certificate = "" }, "must name a file"));
        Assert.Equal(["Clustering:Tls:AuthorityFile "], FailuresOf(good with { Authority = good.Key }, "has no certificate"));
        Assert.Equal(["Clustering:Tls:CertificateFile "], FailuresOf(good with { Authority = _other.File }, "none that the others"));
        var api = _authority.Issue("commerce-api");
        Assert.Equal(["Clustering:Tls:KeyFile "], FailuresOf(good with { Key = api.Key }, "the private key"));
        Assert.Equal(["Clustering:Tls:CertificateFile "], FailuresOf(api, "'commerce-silo'"));
        Assert.Equal(["Clustering:Tls:CertificateFile "],
            FailuresOf(_authority.Issue("commerce-silo", forServers: false), "none that the others would take"));
        Assert.Equal(["Clustering:Tls:CertificateFile "], FailuresOf(_authority.Issue("commerce-silo", days: 0), "none that the others"));
    }

    [Fact]
    public void Current_FilesChange_AreTakenASecondLater_AndNotWhileTheyDoNotGoTogether()
    {
        var files = _authority.Issue("commerce-silo");
        var clock = new SettableClock(DateTimeOffset.UtcNow);
        var options = new ClusterTlsOptions
        {
            Mode = ClusterTlsMode.Mutual,
            CertificateFile = files.Certificate,
            KeyFile = files.Key,
            AuthorityFile = files.Authority,
        };
        var certificates = new ClusterCertificates(
            Options.Create(options), new(IsSilo: true), clock, NullLogger<ClusterCertificates>.Instance);
        var first = certificates.Current().Own.Thumbprint;
        var (certificate, key) = (File.ReadAllText(files.Certificate), File.ReadAllText(files.Key));
        _authority.Issue("commerce-silo");
        var (nextCertificate, nextKey) = (File.ReadAllText(files.Certificate), File.ReadAllText(files.Key));

        Assert.Equal(first, certificates.Current().Own.Thumbprint); // looked at a moment ago
        File.WriteAllText(files.Key, key); // a certificate whose key is not there yet
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(first, certificates.Current().Own.Thumbprint);
        File.WriteAllText(files.Key, nextKey);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(first, certificates.Current().Own.Thumbprint);
        File.Delete(files.Authority);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(first, certificates.Current().Own.Thumbprint);
        Assert.NotEqual(certificate, nextCertificate);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _other.Dispose();
        _folder.Dispose();
    }

    /// <summary>The keys that lines about wrong settings begin with; each line has to have a text.</summary>
    private List<string> FailuresOf(TestCertificate files, string text = "")
    {
        var failure = Record.Exception(() =>
        {
            using var app = SiloHost.Build([$"--Storage:Directory={_folder.Path}", .. files.Settings]);
        });
        var lines = failure is null ? [] : StartupErrors.Failures(failure).ToList();
        Assert.All(lines, line => Assert.Contains(text, line, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.DoesNotContain("PRIVATE KEY", line, StringComparison.Ordinal));
        return [.. lines.Select(line => line[..(line.IndexOf(' ', StringComparison.Ordinal) + 1)])];
    }
}
