using Commerce.Orders;
using Commerce.Projections;
using Microsoft.Extensions.Options;

namespace Commerce.Concerts;

/// <summary>Concerts, seats and reservations in this process.</summary>
internal static class ConcertHosting
{
    public static void AddCommerceConcerts(this IServiceCollection services)
    {
        services.AddOptions<ConcertOptions>().BindConfiguration(ConcertOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ConcertOptions>, ConcertOptionsValidator>();
        services.AddProjection<ConcertProjection>();
        services.AddSingleton<IConcertReads>(provider => provider.GetRequiredService<ConcertProjection>());
        services.AddProjection<CustomerReservationProjection>();
        services.AddSingleton<IReservationReads>(provider => provider.GetRequiredService<CustomerReservationProjection>());
        services.AddSingleton(new OpenWorkKind(ReservationStreams.Category,
            (grains, reservationId) => grains.GetGrain<IReservationGrain>(reservationId).Resume(),
            async (grains, reservationId) =>
                (await grains.GetGrain<IReservationGrain>(reservationId).Get())?.Status == ReservationStatus.Paying));
    }
}

/// <summary>Says at start-up which key is wrong and how to mend it.</summary>
internal sealed class ConcertOptionsValidator : IValidateOptions<ConcertOptions>
{
    private static readonly TimeSpan s_shortestHold = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestHold = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_longestHoldTime = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, ConcertOptions options)
    {
        if (options.HoldFor < s_shortestHold || options.HoldFor > s_longestHold)
            return ValidateOptionsResult.Fail("Concerts:HoldFor must be from 00:00:01 to 01:00:00.");
        if (options.MaxHolds is < 1 or > 100)
            return ValidateOptionsResult.Fail("Concerts:MaxHolds must be from 1 to 100.");
        return options.MaxHoldTime < options.HoldFor || options.MaxHoldTime > s_longestHoldTime
            ? ValidateOptionsResult.Fail("Concerts:MaxHoldTime must be from Concerts:HoldFor to 1.00:00:00.")
            : ValidateOptionsResult.Success;
    }
}
