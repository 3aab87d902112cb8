namespace Commerce.Journaling;

/// <summary>Memory that the filters of all grains of a silo share. Safe to use from several threads.</summary>
/// <param name="bytes">How much there is.</param>
internal sealed class FilterBudget(long bytes)
{
    private long _left = bytes;

    /// <summary>Bytes that nobody has.</summary>
    public long Left => Volatile.Read(ref _left);

    /// <summary>Takes some, or nothing when there is not so much.</summary>
    /// <param name="bytes">How much.</param>
    /// <returns>Whether it was taken.</returns>
    public bool TryTake(long bytes)
    {
        var left = Left;
        while (left >= bytes)
        {
            var seen = Interlocked.CompareExchange(ref _left, left - bytes, left);
            if (seen == left)
                return true;
            left = seen;
        }
        return false;
    }

    public void Return(long bytes) => Interlocked.Add(ref _left, bytes);
}
