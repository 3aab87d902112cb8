using Commerce.Storage;
using Dapper;

namespace Commerce.Cluster;

/// <summary>Which cluster's silos work on the store: those of the first that did, until an operator says otherwise.</summary>
internal sealed class ClusterOfStore(ISqlDatabase database)
{
    private const string Table = "cluster_of_store";
    private const string Column = "cluster_id";

    /// <summary>Reads it.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The cluster's id; <see langword="null"/> when none has worked here yet.</returns>
    public Task<string?> ReadAsync(CancellationToken cancellationToken) =>
        database.ReadOnlyRowAsync<string>(Table, Column, cancellationToken);

    /// <summary>Takes the store for a cluster, unless it is one's already.</summary>
    /// <param name="cluster">The cluster's id.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Whose it is.</returns>
    public Task<string> TakeAsync(string cluster, CancellationToken cancellationToken) =>
        database.ReadOrWriteOnlyRowAsync(Table, Column, () => cluster, cancellationToken);

    /// <summary>Makes it another cluster's. To be done while no silo runs.</summary>
    /// <param name="cluster">The cluster's id.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task ChangeAsync(string cluster, CancellationToken cancellationToken) => database.WriteAsync(async (connection, transaction) =>
    {
        await connection.ExecuteAsync("DELETE FROM cluster_of_store", transaction: transaction);
        return await connection.ExecuteAsync(
            "INSERT INTO cluster_of_store (only_row, cluster_id) VALUES (1, @cluster)", new { cluster }, transaction);
    }, cancellationToken);

    /// <summary>Whether an operator has said that this store stands in for another one.</summary>
    /// <param name="identity">The other's identity.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<bool> StandsInForAsync(string identity, CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        return await StoreGuard.IsAcceptedAsync(connection, identity);
    }
}
