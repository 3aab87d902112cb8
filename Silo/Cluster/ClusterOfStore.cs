using Commerce.Storage;
using Dapper;

namespace Commerce.Cluster;

/// <summary>Which cluster's silos work on the store: those of the first that did, until an operator says otherwise.</summary>
internal sealed class ClusterOfStore(ISqlDatabase database)
{
    /// <summary>Reads it.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The cluster's id; <see langword="null"/> when none has worked here yet.</returns>
    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<string?>("SELECT cluster_id FROM cluster_of_store WHERE only_row = 1");
    }

    /// <summary>Takes the store for a cluster, unless it is one's already.</summary>
    /// <param name="cluster">The cluster's id.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Whose it is.</returns>
    public async Task<string> TakeAsync(string cluster, CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken) is { } known)
            return known;
        var insert = $"{database.Dialect.InsertOrIgnore} cluster_of_store (only_row, cluster_id) VALUES (1, @cluster)";
        await database.WriteAsync((connection, transaction) => connection.ExecuteAsync(insert, new { cluster }, transaction),
            cancellationToken);
        return await ReadAsync(cancellationToken) ?? throw new InvalidOperationException("What was written a moment ago is not there.");
    }

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
        return await connection.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM accepted_store WHERE identity = @identity", new { identity }) > 0;
    }
}
