using System.Data.Common;
using Commerce.Journaling;
using Commerce.Projections;
using Commerce.ServiceDefaults;
using Commerce.Storage;
using Dapper;

namespace Commerce.Repair;

/// <summary>
/// Makes streams readable again that have a gap. The events after a gap were decided on events that are lost: they move to the
/// table <c>set_aside_event</c>, the stream ends before the gap, and the grain goes on from there.
/// </summary>
internal sealed class JournalRepair(ISqlDatabase database, IJournalStore journal, ReadTables tables, TimeProvider clock)
{
    private const int TimeoutSeconds = 600;

    // Longer than any lease that nobody renews.
    private static readonly TimeSpan s_longestLease = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_leasePollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Finds a silo that works on the store: a running silo renews its leases every few seconds, and the leases of one that was killed
    /// do not change. Whether the times in them have passed is not asked, for they are of another clock.
    /// </summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The owner of a lease that is renewed, or <see langword="null"/>.</returns>
    public async Task<string?> WorkerAsync(CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        var first = await LeasesAsync(connection);
        while (first.Count > 0 && clock.GetElapsedTime(started) <= s_longestLease)
        {
            await Task.Delay(s_leasePollInterval, clock, cancellationToken);
            if ((await LeasesAsync(connection)).Except(first).FirstOrDefault().Owner is { } owner)
                return owner;
        }
        return null;
    }

    /// <summary>
    /// Sets aside what a search found, stream by stream, and fills the read tables again. It can be repeated when it was cut short.
    /// </summary>
    /// <param name="cuts">What the search found.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>How many events the read tables could not take in.</returns>
    /// <exception cref="StartupException">Everything is set aside, and the read tables are not filled.</exception>
    public async Task<long> ApplyAsync(IReadOnlyList<JournalCut> cuts, CancellationToken cancellationToken)
    {
        // Payments are reopened first: if the repair is interrupted after that, a new search finds the same gaps and the same orders.
        foreach (var cut in cuts.OrderByDescending(cut => StoredPayment.IsIn(cut.Stream)))
        {
            var paying = await BrokenPayments.IsLeftOpenAsync(journal, cut, cancellationToken);
            await database.WriteAsync((connection, transaction) => CutAsync(cut, paying, connection, transaction), cancellationToken);
        }
        return (await tables.RebuildAsync(cancellationToken)).Parked;
    }

    private static async Task<List<(string Name, string Owner, long ExpiresAt)>> LeasesAsync(DbConnection connection) =>
        [.. await connection.QueryAsync<(string, string, long)>("SELECT name, owner, expires_at FROM lease WHERE expires_at > 0")];

    private async Task<bool> CutAsync(JournalCut cut, bool paying, DbConnection connection, DbTransaction transaction)
    {
        var parameters = new { cut.Stream, cut.From, cut.Reason, Last = cut.From - 1, Now = clock.GetUtcNow().ToUnixTimeMilliseconds() };
        await RunAsync($"INSERT INTO set_aside_event ({SqlJournalRows.AllColumns}, reason, set_aside_at) " +
            $"SELECT {SqlJournalRows.AllColumns}, @Reason, @Now FROM journal WHERE stream = @Stream AND seq >= @From ORDER BY seq");
        await RunAsync("DELETE FROM journal WHERE stream = @Stream AND seq >= @From");
        await RunAsync("DELETE FROM command_index WHERE stream = @Stream AND seq >= @From");
        await RunAsync("DELETE FROM admin_event WHERE stream = @Stream AND seq >= @From");
        await RunAsync("DELETE FROM outbox WHERE stream = @Stream AND first_seq >= @From");
        await RunAsync("UPDATE outbox SET last_seq = @Last WHERE stream = @Stream AND last_seq >= @From");
        await RunAsync("DELETE FROM parked_event WHERE subject = @Stream AND sequence >= @From");
        await RunAsync("DELETE FROM open_work WHERE stream = @Stream");
        if (paying)
        {
            await RunAsync("INSERT INTO open_work (stream, opened_at) VALUES (@Stream, @Now)");
            // The index may have lost the steps of a payment that had ended: those of payments that began before now are looked for in
            // the journal.
            await RunAsync("UPDATE command_index_start SET complete_from = @Now WHERE complete_from < @Now");
        }
        return true;

        Task RunAsync(string sql) => connection.ExecuteAsync(sql, parameters, transaction, TimeoutSeconds);
    }
}
