namespace Commerce.Storage;

/// <summary>Keeps a silo's part of the database's connections in step with how many silos there are.</summary>
internal sealed class SharingSilos(ISqlDatabase database, ISiloStatusOracle membership) : IHostedService, ISiloStatusListener
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        membership.SubscribeToSiloStatusEvents(this);
        Share();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        membership.UnSubscribeFromSiloStatusEvents(this);
        return Task.CompletedTask;
    }

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status) => Share();

    // One that joins or leaves has its connections as well.
    private void Share() => database.ShareWith(Math.Max(1, membership.GetApproximateSiloStatuses().Values
        .Count(status => status is SiloStatus.Joining or SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping)));
}
