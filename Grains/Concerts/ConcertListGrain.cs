using Orleans.Concurrency;

namespace Commerce.Concerts;

/// <summary>
/// Pages of concerts, read once a second however many ask. Who asks while a page is read again gets the one before; while the
/// store is away, too.
/// </summary>
[StatelessWorker(1), Reentrant]
internal sealed class ConcertListGrain(IConcertReads reads, IReadProgress progress, TimeProvider clock) : Grain, IConcertListGrain
{
    private const int MaxPages = 1_000;

    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_followed = TimeSpan.FromSeconds(3); // past it, nobody has asked for a while

    private readonly Dictionary<(int Limit, long After), Cached> _pages = [];

    public async Task<Page<ConcertSummary>> List(int limit, long afterConcertId)
    {
        Require.Range(limit, 1, PageBounds.MaxLimit, "limit");
        Require.Range(afterConcertId, 0, IdBounds.Max, "after");
        if (!_pages.TryGetValue((limit, afterConcertId), out var page))
        {
            if (_pages.Count >= MaxPages)
                _pages.Clear();
            _pages[(limit, afterConcertId)] = page = new();
        }
        if (page is { Read: { } fresh } && clock.GetElapsedTime(page.ReadAt) < s_fresh)
            return fresh;
        if (page.Reading is null || (page.Reading.IsCompleted && clock.GetElapsedTime(page.TriedAt) >= s_fresh))
            page.Reading = ReadAsync(page, limit, afterConcertId);
        if (page is { Read: { } followed } && clock.GetElapsedTime(page.ReadAt) < s_followed)
        {
            page.Reading.Ignore();
            return followed;
        }
        try
        {
            return await page.Reading;
        }
        catch (CommerceUnavailableException) when (page.Read is { } earlier)
        {
            return earlier;
        }
    }

    private async Task<Page<ConcertSummary>> ReadAsync(Cached page, int limit, long afterConcertId)
    {
        page.TriedAt = clock.GetTimestamp(); // an outage is asked about once a second, too
        try
        {
            var asOf = await progress.AsOfAsync(); // before the tables are read
            page.Read = Paging.Page(await reads.ListAsync(afterConcertId, limit + 1), limit, concert => concert.ConcertId,
                asOf);
            page.ReadAt = page.TriedAt;
            return page.Read;
        }
        catch (Exception failure) when (Paging.IsOutage(failure))
        {
            throw new CommerceUnavailableException("The read tables cannot be read.", failure);
        }
    }

    private sealed class Cached
    {
        public Page<ConcertSummary>? Read { get; set; }

        public Task<Page<ConcertSummary>>? Reading { get; set; }

        public long ReadAt { get; set; }

        public long TriedAt { get; set; }
    }
}
