using Commerce.Coupons;
using Microsoft.Extensions.Options;

namespace Commerce.Outbox;

/// <summary>The outbox relay and its transport in this process.</summary>
internal static class OutboxHosting
{
    public static void AddCommerceOutbox(this IServiceCollection services)
    {
        services.AddOptions<OutboxOptions>().BindConfiguration(OutboxOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<OutboxOptions>, OutboxOptionsValidator>();
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<OutboxStore>();
        services.AddSingleton<IEventTransport, InProcessTransport>();
        services.AddSingleton<IProjection, IssuedCouponProjection>();
        services.AddSingleton<IIssuedCouponReads, IssuedCouponReads>();
        services.AddHostedService<OutboxRelay>();
    }
}

/// <summary>Says at start-up which key is wrong and how to mend it.</summary>
internal sealed class OutboxOptionsValidator : IValidateOptions<OutboxOptions>
{
    public ValidateOptionsResult Validate(string? name, OutboxOptions options)
    {
        if (options.BatchRows is < 1 or > 500)
            return ValidateOptionsResult.Fail("Outbox:BatchRows must be from 1 to 500.");
        if (options.Pause < TimeSpan.Zero)
            return ValidateOptionsResult.Fail("Outbox:Pause must not be negative.");
        if (options.SweepInterval <= TimeSpan.Zero || options.LeaseTime <= options.SweepInterval + options.Pause)
            return ValidateOptionsResult.Fail("Outbox:LeaseTime must be more than Outbox:SweepInterval plus Outbox:Pause, and both more than zero.");
        return ValidateOptionsResult.Success;
    }
}
