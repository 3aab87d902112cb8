namespace Commerce.Journaling;

/// <summary>
/// How a lane keeps its promise that an append is never durable without what it rests on. In this lane that is before it in the
/// queue: in the same transaction, or settled already. In another lane it has to be durable before the transaction begins; as
/// all that an append rests on was taken over before it, no two lanes can wait for each other.
/// </summary>
internal sealed partial class JournalLane
{
    /// <summary>Takes what fits into one transaction, and rests on nothing that another lane has yet to settle.</summary>
    /// <returns>True when more was to be committed than was taken.</returns>
    private async Task<bool> TakeBatchAsync(List<Pending> batch)
    {
        var events = 0;
        while (_queue.Reader.TryPeek(out var next))
        {
            var elsewhere = next.Append.RestsOn.Where(ground => !ground.IsCompleted && ground.AsyncState != this).ToList();
            if (batch.Count > 0 && (elsewhere.Count > 0 || events + next.Append.Events.Count > _options.MaxBatchEvents))
                return true;
            foreach (var ground in elsewhere)
                await SettledAsync(ground);
            _queue.Reader.TryRead(out _);
            batch.Add(next);
            events += next.Append.Events.Count;
        }
        return false;
    }

    /// <summary>
    /// Fails what must not be tried: appends of activations that are over, and those that rest on one that failed. In the
    /// queue's order, so that each sees what became of those it rests on.
    /// </summary>
    private void DropLost(List<Pending> batch) => batch.RemoveAll(p =>
    {
        if (p.Session.Failure is null && IsLost(p.Append))
            p.Session.Fail(new CommerceUnavailableException("What the command rests on was lost; repeat it.") { IsUndone = true });
        if (p.Session.Failure is not { } failure)
            return false;
        Fail(p, failure);
        return true;
    });

    private static async Task SettledAsync(Task append)
    {
        (append.AsyncState as JournalLane)?.Flush(); // or that lane would wait for a flush, and this one for that lane
        await append.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private static bool IsLost(JournalAppend append)
    {
        foreach (var ground in append.RestsOn)
        {
            if (ground.IsCompleted && !ground.IsCompletedSuccessfully)
                return true;
        }
        return false;
    }
}
