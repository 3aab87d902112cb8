using System.Net;
using Microsoft.Extensions.DependencyInjection.Extensions;
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

    /// <summary>How they find each other.</summary>
    public ClusteringProvider Provider { get; set; }

    /// <summary>How Redis is reached, such as <c>redis:6379,password=...</c>. Holds a secret: never logged.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Tells clusters apart that share a Redis; 1 to 50 letters, digits and dashes.</summary>
    public string ClusterId { get; set; } = "commerce";

    /// <summary>The port silos talk to each other on.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>The port clients connect to.</summary>
    public int GatewayPort { get; set; } = 30000;

    /// <summary>
    /// The IP address of this machine that the other processes reach this silo at; without one, its first. Always
    /// 127.0.0.1 with <see cref="ClusteringProvider.Localhost"/>.
    /// </summary>
    public string? AdvertisedAddress { get; set; }

    /// <summary>How long a start waits for a Redis that cannot be reached; zero to 10 minutes.</summary>
    public TimeSpan StartupTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a caller waits for a grain's answer before it is told that none came; 1 s to 1 min. More than a loaded
    /// silo needs to answer, less than a client's patience.
    /// </summary>
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

    /// <summary>The connection string in parts.</summary>
    internal ConfigurationOptions Redis()
    {
        var redis = ConfigurationOptions.Parse(ConnectionString!);
        redis.ClientName ??= "commerce";
        return redis;
    }
}

/// <summary>These options in a process.</summary>
public static class ClusteringHosting
{
    /// <summary>Adds them. Adding them twice is once.</summary>
    public static void AddCommerceClustering(this IServiceCollection services)
    {
        services.AddOptions<ClusteringOptions>().BindConfiguration(ClusteringOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ClusteringOptions>, ClusteringOptionsValidator>());
    }
}

/// <summary>Says at start-up which key is wrong and how to mend it.</summary>
internal sealed class ClusteringOptionsValidator : IValidateOptions<ClusteringOptions>
{
    private const int MaxPort = 65535;
    private const int MaxClusterId = 50;

    public ValidateOptionsResult Validate(string? name, ClusteringOptions options)
    {
        var errors = new List<string>();
        Check(Enum.IsDefined(options.Provider), "Clustering:Provider must be Localhost or Redis.");
        Check(options.SiloPort is >= 1 and <= MaxPort, "Clustering:SiloPort must be a port, 1 to 65535.");
        Check(options.GatewayPort is >= 1 and <= MaxPort && options.GatewayPort != options.SiloPort,
            "Clustering:GatewayPort must be a port, 1 to 65535, other than Clustering:SiloPort.");
        Check(options.ClusterId is { Length: >= 1 and <= MaxClusterId } id && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'),
            "Clustering:ClusterId must have 1 to 50 letters, digits and dashes.");
        Check(options.AdvertisedAddress is null || IPAddress.TryParse(options.AdvertisedAddress, out _),
            "Clustering:AdvertisedAddress must be an IP address of this machine; leave it out to use its first.");
        Check(options.StartupTimeout >= TimeSpan.Zero && options.StartupTimeout <= TimeSpan.FromMinutes(10),
            "Clustering:StartupTimeout must be between 00:00:00 and 00:10:00.");
        Check(options.ResponseTimeout >= TimeSpan.FromSeconds(1) && options.ResponseTimeout <= TimeSpan.FromMinutes(1),
            "Clustering:ResponseTimeout must be between 00:00:01 and 00:01:00.");
        Check(options.Provider != ClusteringProvider.Redis || IsRedis(options.ConnectionString),
            "Clustering:ConnectionString must say how Redis is reached when Clustering:Provider is Redis, e.g. 127.0.0.1:6379,password=...");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Check(bool ok, string error)
        {
            if (!ok)
                errors.Add(error);
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
