using System.ComponentModel.DataAnnotations;
using Commerce.ServiceDefaults;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Commerce.Hosting;

/// <summary>What a silo takes on at the most. Configuration section <c>Limits</c>.</summary>
internal sealed class LimitOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Limits";

    /// <summary>
    /// Calls one grain has under way or waiting at the most; past it a call is refused at once. 1 to 1,000,000. More than
    /// one front-end lets in, or a single hot campaign would be refused while there is room.
    /// </summary>
    [Range(1, 1_000_000)]
    public int CallsPerGrain { get; set; } = 20_000;

    /// <summary>
    /// The processor load in percent past which a silo refuses clients' calls; 50 to 100, or 0 for never. Never is the
    /// default: the bounded queues refuse what cannot be done in time, and a busy processor alone does not mean that.
    /// </summary>
    public int ShedAboveCpu { get; set; }
}

/// <summary>Says at start-up which key is wrong and how to mend it.</summary>
internal sealed class LimitOptionsValidator() : SettingsValidator<LimitOptions>(LimitOptions.Section)
{
    protected override IEnumerable<(bool IsMet, string Otherwise)> Others(LimitOptions options) =>
        [(options.ShedAboveCpu is 0 or (>= 50 and <= 100), "Limits:ShedAboveCpu must be from 50 to 100, or 0 for never.")];
}

/// <summary>Bounds a silo's queues: without these a grain's is endless, and its callers wait until they time out.</summary>
internal static class LoadLimits
{
    public static void AddLoadLimits(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSettings<LimitOptions, LimitOptionsValidator>(LimitOptions.Section);
        services.AddOptions<SiloMessagingOptions>().Configure<IOptions<LimitOptions>>((messaging, limits) =>
        {
            messaging.MaxEnqueuedRequestsHardLimit = limits.Value.CallsPerGrain;
            messaging.MaxEnqueuedRequestsHardLimit_StatelessWorker = limits.Value.CallsPerGrain;
        });
        services.AddOptions<LoadSheddingOptions>().Configure<IOptions<LimitOptions>>((shedding, limits) =>
        {
            shedding.LoadSheddingEnabled = limits.Value.ShedAboveCpu > 0;
            if (shedding.LoadSheddingEnabled)
                shedding.CpuThreshold = limits.Value.ShedAboveCpu;
        });
    }
}
