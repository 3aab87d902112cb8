using Microsoft.Extensions.Options;

namespace Commerce.Hosting;

/// <summary>How silos find each other.</summary>
public enum ClusteringProvider
{
    /// <summary>One silo on this machine.</summary>
    Localhost,
}

/// <summary>How silos find each other. Configuration section <c>Clustering</c>.</summary>
public sealed class ClusteringOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Clustering";

    /// <summary>How silos find each other.</summary>
    public ClusteringProvider Provider { get; set; }

    /// <summary>The port silos talk to each other on.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>The port clients connect to.</summary>
    public int GatewayPort { get; set; } = 30000;
}

/// <summary>Says at start-up which key is wrong and how to mend it.</summary>
internal sealed class ClusteringOptionsValidator : IValidateOptions<ClusteringOptions>
{
    private const int MaxPort = 65535;

    public ValidateOptionsResult Validate(string? name, ClusteringOptions options)
    {
        if (!Enum.IsDefined(options.Provider))
            return ValidateOptionsResult.Fail("Clustering:Provider must be Localhost.");
        if (options.SiloPort is < 1 or > MaxPort)
            return ValidateOptionsResult.Fail("Clustering:SiloPort must be a port, 1 to 65535.");
        if (options.GatewayPort is < 1 or > MaxPort || options.GatewayPort == options.SiloPort)
            return ValidateOptionsResult.Fail("Clustering:GatewayPort must be a port, 1 to 65535, other than Clustering:SiloPort.");
        return ValidateOptionsResult.Success;
    }
}
