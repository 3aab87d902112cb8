using Orleans.Concurrency;

namespace Commerce.Concerts;

/// <summary>
/// Pages of concerts. Each is read from the read tables once a second at the most, however many requests there are. While a page
/// is read again, or the store is unavailable, requests are answered with the page as it was read before.
/// </summary>
[StatelessWorker(1), Reentrant]
internal sealed class ConcertListGrain(IConcertReads reads, IReadProgress progress, TimeProvider clock) : Grain, IConcertListGrain
{
    private const int MaxPages = 1_000;

    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_followed = TimeSpan.FromSeconds(3); // a page older than this is read again before it is shown

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
        page.TriedAt = clock.GetTimestamp(); // during an outage, too, the store is asked once a second
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
