using Orleans.Concurrency;

namespace Commerce.Audit;

/// <summary>The trail of administration. Holds no state, so every silo answers from its own activations.</summary>
[StatelessWorker, Reentrant]
internal sealed class AuditGrain(IAuditReads reads) : Grain, IAuditGrain
{
    public async Task<Page<AuditEntry>> List(int limit, long before)
    {
        Require.Range(limit, 1, PageBounds.MaxLimit, "limit");
        Require.Range(before, 0, long.MaxValue, "after");
        try
        {
            var page = Paging.Page(await reads.LatestAsync(before, limit + 1), limit, placed => placed.Place);
            return new([.. page.Items.Select(placed => placed.Entry)], page.Next);
        }
        catch (Exception failure) when (Paging.IsOutage(failure))
        {
            throw new CommerceUnavailableException("The trail cannot be read.", failure);
        }
    }
}
