using Commerce.Journaling;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Commerce.Storage;

/// <summary>Ready means, among others, that the journal takes commands and the database answers.</summary>
internal sealed class StorageHealth(JournalWriter writer, ISqlDatabase database, StoreGuard guard) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (guard.Refused is not null)
            return HealthCheckResult.Unhealthy("The database is another store than the one this silo works with.");
        if (!writer.IsAvailable)
            return HealthCheckResult.Unhealthy("The journal takes no commands.");
        try
        {
            await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT 1";
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("The database cannot be reached.");
        }
    }
}
