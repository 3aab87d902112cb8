using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Commerce.Hosting;

/// <summary>What a silo takes on at the most. Configuration section <c>Limits</c>.</summary>
public sealed class LimitOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Limits";

    /// <summary>
    /// Calls one grain has under way or waiting at the most; past it a call is refused at once. 1 to 1,000,000. More than
    /// one front-end lets in, or a single hot campaign would be refused while there is room.
    /// </summary>
    public int CallsPerGrain { get; set; } = 20_000;

    /// <summary>
    /// The processor load in percent past which a silo refuses clients' calls; 50 to 100, or 0 for never. Never is the
    /// default: the bounded queues refuse what cannot be done in time, and a busy processor alone does not mean that.
    /// </summary>
    public int ShedAboveCpu { get; set; }
}

/// <summary>Says at start-up which key is wrong and how to mend it.</summary>
internal sealed class LimitOptionsValidator : IValidateOptions<LimitOptions>
{
    public ValidateOptionsResult Validate(string? name, LimitOptions options)
    {
        if (options.CallsPerGrain is < 1 or > 1_000_000)
            return ValidateOptionsResult.Fail("Limits:CallsPerGrain must be from 1 to 1000000.");
        return options.ShedAboveCpu is 0 or (>= 50 and <= 100)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("Limits:ShedAboveCpu must be from 50 to 100, or 0 for never.");
    }
}

/// <summary>Bounds a silo's queues: without these a grain's is endless, and its callers wait until they time out.</summary>
internal static class LoadLimits
{
    public static void AddLoadLimits(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<LimitOptions>().BindConfiguration(LimitOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LimitOptions>, LimitOptionsValidator>();
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
