namespace Commerce.ServiceDefaults;

/// <summary>How silos and front-ends know each other.</summary>
internal enum ClusterTlsMode
{
    /// <summary>They do not: whoever reaches a silo's ports calls any grain, and the network is the boundary.</summary>
    None,

    /// <summary>By certificates of one authority, which both sides of every connection show.</summary>
    Mutual,
}

/// <summary>Which side of the cluster this process is on.</summary>
/// <param name="IsSilo">A silo; else a front-end.</param>
internal sealed record ClusterSide(bool IsSilo);

/// <summary>
/// TLS between the processes of a cluster. Files are in PEM, and are read again when they have changed. Configuration section
/// <c>Clustering:Tls</c>.
/// </summary>
internal sealed class ClusterTlsOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Clustering:Tls";

    /// <summary>How they know each other.</summary>
    public ClusterTlsMode Mode { get; set; }

    /// <summary>The file of this process's certificate, followed by those between it and the authority's, if any.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>The file of the certificate's private key, not encrypted: what may read it is the file system's to say.</summary>
    public string? KeyFile { get; set; }

    /// <summary>
    /// The file of the authority's certificate; of two while it changes. No other authority is trusted, the system's neither.
    /// </summary>
    public string? AuthorityFile { get; set; }

    /// <summary>
    /// The DNS name that certificates of silos have: whoever has it is called as a silo, and may come to a silo's port.
    /// </summary>
    public string SiloName { get; set; } = "commerce-silo";

    /// <summary>
    /// The DNS name that certificates of front-ends have: whoever has it may come to a gateway, and call grains from there.
    /// </summary>
    public string ClientName { get; set; } = "commerce-api";
}

/// <summary>Says at start-up which key is wrong and how to mend it.</summary>
internal sealed class ClusterTlsOptionsValidator(ClusterSide side, TimeProvider clock)
    : SettingsValidator<ClusterTlsOptions>(ClusterTlsOptions.Section)
{
    protected override IEnumerable<(bool IsMet, string Otherwise)> Others(ClusterTlsOptions options)
    {
        if (options.Mode != ClusterTlsMode.Mutual)
            yield break;
        foreach (var (key, name) in new[] { ("SiloName", options.SiloName), ("ClientName", options.ClientName) })
        {
            yield return (Uri.CheckHostName(name) == UriHostNameType.Dns,
                $"{ClusterTlsOptions.Section}:{key} must be a DNS name, such as commerce-silo.");
        }
        yield return (!options.SiloName.Equals(options.ClientName, StringComparison.OrdinalIgnoreCase),
            "Clustering:Tls:ClientName must be other than Clustering:Tls:SiloName: a front-end is no silo.");
        if (WrongWith(options) is { } wrong)
            yield return (false, wrong);
    }

    private string? WrongWith(ClusterTlsOptions options)
    {
        try
        {
            _ = ClusterIdentity.Of(TlsFiles.Read(options), options, side, clock.GetUtcNow());
            return null;
        }
        catch (TlsFileException wrong)
        {
            return wrong.Message;
        }
    }
}
