using Commerce.Orders;
using Commerce.Projections;
using Commerce.ServiceDefaults;

namespace Commerce.Concerts;

/// <summary>Concerts, seats and reservations in this process.</summary>
internal static class ConcertHosting
{
    public static void AddCommerceConcerts(this IServiceCollection services)
    {
        services.AddSettings<ConcertOptions, ConcertOptionsValidator>(ConcertOptions.Section);
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
internal sealed class ConcertOptionsValidator() : SettingsValidator<ConcertOptions>(ConcertOptions.Section)
{
    private static readonly TimeSpan s_longestHoldTime = TimeSpan.FromDays(1);

    protected override IEnumerable<(bool IsMet, string Otherwise)> Others(ConcertOptions options) =>
    [
        (options.MaxHoldTime >= options.HoldFor && options.MaxHoldTime <= s_longestHoldTime,
            "Concerts:MaxHoldTime must be from Concerts:HoldFor to 1.00:00:00."),
    ];
}
