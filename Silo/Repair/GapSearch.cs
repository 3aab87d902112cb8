using System.Text;
using Commerce.Journaling;
using Commerce.Storage;
using Dapper;

namespace Commerce.Repair;

/// <summary>Finds the streams that have a gap, and what has to go with their ends.</summary>
/// <param name="database">The store.</param>
/// <param name="journal">Its journal.</param>
internal sealed class GapSearch(ISqlDatabase database, IJournalStore journal)
{
    /// <summary>Reads the journal's index from end to end; where there is a gap, also the stream, and all orders and
    /// reservations.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What would be set aside; empty when no stream has a gap.</returns>
    public async Task<IReadOnlyList<JournalCut>> RunAsync(CancellationToken cancellationToken)
    {
        var cuts = new List<JournalCut>();
        foreach (var (stream, from) in await GapsAsync(cancellationToken))
            cuts.Add(await CutAsync(stream, from, $"event {from} is missing", cancellationToken));
        if (cuts.Count == 0)
            return cuts;

        var payments = new BrokenPayments(journal, cuts);
        await foreach (var (stream, from) in payments.FindAsync(await PaidStreamsAsync(cancellationToken), cancellationToken))
            cuts.Add(await CutAsync(stream, from, "its payment is taken up again, for one of its steps is not in the journal",
                cancellationToken));
        return cuts;
    }

    private async Task<List<(string Stream, long From)>> GapsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        var broken = await connection.QueryAsync<string>(
            "SELECT stream FROM journal GROUP BY stream HAVING MAX(seq) <> COUNT(*) ORDER BY stream", commandTimeout: 0);
        var gaps = new List<(string, long)>();
        foreach (var stream in broken.ToList())
        {
            var due = 1L;
            foreach (var seq in await connection.QueryAsync<long>("SELECT seq FROM journal WHERE stream = @stream ORDER BY seq",
                new { stream }))
            {
                if (seq != due)
                    break;
                due++;
            }
            gaps.Add((stream, due));
        }
        return gaps;
    }

    private async Task<List<string>> PaidStreamsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        var kinds = string.Join(" OR ", StoredPayment.Categories.Select(category => $"stream LIKE '{StreamName.PrefixOf(category)}%'"));
        return [.. await connection.QueryAsync<string>($"SELECT stream FROM journal WHERE seq = 1 AND ({kinds})", commandTimeout: 0)];
    }

    private async Task<JournalCut> CutAsync(string stream, long from, string reason, CancellationToken cancellationToken)
    {
        var events = new List<CutEvent>();
        await foreach (var e in journal.ReadAsync(stream, from - 1, cancellationToken))
            events.Add(new(e.Seq, e.Type, Encoding.UTF8.GetString(e.Payload)));
        return new(stream, from, reason, events);
    }
}
