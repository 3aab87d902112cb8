using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Commerce.ServiceDefaults;

/// <summary>How silos find each other, and front-ends find silos.</summary>
public enum ClusteringProvider
{
    /// <summary>One silo on this machine.</summary>
    Localhost,

    /// <summary>Any number of silos and front-ends, listed in Redis.</summary>
    Redis,
}

/// <summary>How silos find each other, and front-ends find silos. Configuration section <c>Clustering</c>.</summary>
public sealed class ClusteringOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Clustering";

    private const int MaxPort = 65_535;
    private const int MaxClusterId = 50;

    /// <summary>How they find each other.</summary>
    public ClusteringProvider Provider { get; set; }

    /// <summary>How Redis is reached, such as <c>redis:6379,password=...</c>. Holds a secret: never logged.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// The file of the authority, in PEM, that Redis' certificate is of; without one those that the system trusts.
    /// </summary>
    public string? AuthorityFile { get; set; }

    /// <summary>
    /// The cluster's name, by which it is told apart from every other; 1 to 50 letters, digits and dashes. Needed with
    /// <see cref="ClusteringProvider.Redis"/>: the silos of one name are one cluster. With <see cref="ClusteringProvider.Localhost"/> it
    /// names the cluster whose store this process may have to itself.
    /// </summary>
    public string? ClusterId { get; set; }

    /// <summary>The port silos talk to each other on; 1 to 65,535.</summary>
    [Range(1, MaxPort)]
    public int SiloPort { get; set; } = 11111;

    /// <summary>The port clients connect to; 1 to 65,535, and another one.</summary>
    [Range(1, MaxPort)]
    public int GatewayPort { get; set; } = 30000;

    /// <summary>
    /// The IP address of this machine that the other processes reach this silo at; without one, its first. Always
    /// 127.0.0.1 with <see cref="ClusteringProvider.Localhost"/>.
    /// </summary>
    public string? AdvertisedAddress { get; set; }

    /// <summary>How long a start waits for a Redis that cannot be reached; zero to 10 minutes.</summary>
    [TimeRange(0, 600)]
    public TimeSpan StartupTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a caller waits for a grain's answer before it is told that none came; 1 s to 1 min. More than a loaded
    /// silo needs to answer, less than a client's patience.
    /// </summary>
    [TimeRange(1, 60)]
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The section as it is now. Orleans asks before options are made, and would complain of its own arguments' names.
    /// </summary>
    /// <param name="configuration">The configuration.</param>
    /// <exception cref="OptionsValidationException">A value is wrong.</exception>
    public static ClusteringOptions Read(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<ClusteringOptions>() ?? new();
        return new ClusteringOptionsValidator().Validate(null, options) is { Failed: true } invalid
            ? throw new OptionsValidationException(Section, typeof(ClusteringOptions), invalid.Failures)
            : options;
    }

    /// <summary>Whether a text can be the name of a cluster.</summary>
    /// <param name="id">The text.</param>
    public static bool IsClusterId(string? id) =>
        id is { Length: >= 1 and <= MaxClusterId } && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    /// <summary>The connection string in parts.</summary>
    internal ConfigurationOptions Redis()
    {
        var redis = ConfigurationOptions.Parse(ConnectionString!);
        redis.ClientName ??= "commerce";
        if (AuthorityFile is not null)
        {
            redis.CertificateValidation += (_, certificate, _, errors) => certificate is X509Certificate2 shown
                && (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None && IsOfAuthority(shown);
        }
        return redis;
    }

    // Read at each connection: there is one, and the file may have changed.
    private bool IsOfAuthority(X509Certificate2 certificate)
    {
        using var chain = new X509Chain { ChainPolicy = RedisAuthority().Policy(use: Authority.ForServers) };
        return chain.Build(certificate);
    }

    /// <exception cref="TlsFileException">The file is not there, or has no certificate.</exception>
    internal Authority RedisAuthority() =>
        Authority.FromPem("Clustering:AuthorityFile", TlsFiles.Text("Clustering:AuthorityFile", AuthorityFile));
}

/// <summary>These options in a process.</summary>
public static class ClusteringHosting
{
    /// <summary>Adds them. Adding them twice is once.</summary>
    public static void AddCommerceClustering(this IServiceCollection services)
    {
        services.AddSettings<ClusteringOptions, ClusteringOptionsValidator>(ClusteringOptions.Section);
    }
}

/// <summary>Says at start-up which key is wrong and how to mend it.</summary>
internal sealed class ClusteringOptionsValidator() : SettingsValidator<ClusteringOptions>(ClusteringOptions.Section)
{
    protected override IEnumerable<(bool IsMet, string Otherwise)> Others(ClusteringOptions options) =>
    [
        (options.GatewayPort != options.SiloPort, "Clustering:GatewayPort must be other than Clustering:SiloPort."),
        (options.ClusterId is null || ClusteringOptions.IsClusterId(options.ClusterId),
            "Clustering:ClusterId must have 1 to 50 letters, digits and dashes."),
        (options.Provider != ClusteringProvider.Redis || options.ClusterId is not null,
            "Clustering:ClusterId must name the cluster when Clustering:Provider is Redis, such as shop-production: silos of one name " +
            "are one cluster. It was 'commerce' where nobody had set it."),
        (options.AdvertisedAddress is null || IPAddress.TryParse(options.AdvertisedAddress, out _),
            "Clustering:AdvertisedAddress must be an IP address of this machine; leave it out to use its first."),
        (options.Provider != ClusteringProvider.Redis || IsRedis(options.ConnectionString),
            "Clustering:ConnectionString must say how Redis is reached when Clustering:Provider is Redis, e.g. " +
            "127.0.0.1:6379,password=..."),
        .. WrongAuthority(options) is { } wrong ? [(false, wrong)] : Array.Empty<(bool, string)>(),
    ];

    private static string? WrongAuthority(ClusteringOptions options)
    {
        if (options.AuthorityFile is null)
            return null;
        try
        {
            _ = options.RedisAuthority();
            return IsRedis(options.ConnectionString) && ConfigurationOptions.Parse(options.ConnectionString!).Ssl
                ? null
                : "Clustering:AuthorityFile is for Redis over TLS: Clustering:ConnectionString must say ssl=true, or leave the file out.";
        }
        catch (TlsFileException wrong)
        {
            return wrong.Message;
        }
    }

    private static bool IsRedis(string? connectionString)
    {
        try
        {
            return connectionString is not null && ConfigurationOptions.Parse(connectionString).EndPoints.Count > 0;
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException)
        {
            return false; // its message could quote the string, and the string holds a password
        }
    }
}
