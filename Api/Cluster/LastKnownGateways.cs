using Orleans.Messaging;

namespace Commerce.Cluster;

/// <summary>
/// The silos a front-end can connect to. An empty list means that Redis lost it, or that no silo is left. In both cases the silos
/// of the list before are kept: connections to them are not closed while they may still work.
/// </summary>
internal sealed class LastKnownGateways(IGatewayListProvider listed) : IGatewayListProvider
{
    private IList<Uri> _last = [];

    public TimeSpan MaxStaleness => listed.MaxStaleness;

    public bool IsUpdatable => true;

    public Task InitializeGatewayListProvider() => listed.InitializeGatewayListProvider();

    public async Task<IList<Uri>> GetGateways() =>
        await listed.GetGateways() is { Count: > 0 } found ? _last = found : _last;

    /// <summary>Puts itself before the provider that is there.</summary>
    public static void Decorate(IServiceCollection services)
    {
        var provider = services.Last(service => service.ServiceType == typeof(IGatewayListProvider));
        services.Remove(provider);
        services.AddSingleton<IGatewayListProvider>(process => new LastKnownGateways(
            (IGatewayListProvider)ActivatorUtilities.CreateInstance(process, provider.ImplementationType!)));
    }
}
