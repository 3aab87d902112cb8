using Commerce.Projections;
using Microsoft.Extensions.Options;

namespace Commerce.Orders;

/// <summary>Orders in this process.</summary>
internal static class OrderHosting
{
    public static void AddCommerceOrders(this IServiceCollection services)
    {
        services.AddOptions<OpenWorkOptions>().BindConfiguration(OpenWorkOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<OpenWorkOptions>, OpenWorkOptionsValidator>();
        services.AddSingleton<IPaymentSteps, GrainPaymentSteps>();
        services.AddProjection<CustomerOrderProjection>();
        services.AddSingleton<IOrderReads>(provider => provider.GetRequiredService<CustomerOrderProjection>());
        services.AddSingleton<OpenWork>();
        services.AddSingleton(new OpenWorkKind(OrderStreams.Category,
            (grains, orderId) => grains.GetGrain<IOrderGrain>(orderId).Resume(),
            async (grains, orderId) => (await grains.GetGrain<IOrderGrain>(orderId).Get())?.Status == OrderStatus.Paying));
        services.AddHostedService<OpenWorkSweeper>();
    }
}

/// <summary>Says at start-up which key is wrong and how to mend it.</summary>
internal sealed class OpenWorkOptionsValidator : IValidateOptions<OpenWorkOptions>
{
    public ValidateOptionsResult Validate(string? name, OpenWorkOptions options)
    {
        if (options.ResumeAfter <= TimeSpan.Zero)
            return ValidateOptionsResult.Fail("OpenWork:ResumeAfter must be more than zero.");
        if (options.SweepInterval <= TimeSpan.Zero)
            return ValidateOptionsResult.Fail("OpenWork:SweepInterval must be more than zero.");
        return options.Parallelism is < 1 or > 1_000
            ? ValidateOptionsResult.Fail("OpenWork:Parallelism must be from 1 to 1000.")
            : ValidateOptionsResult.Success;
    }
}
