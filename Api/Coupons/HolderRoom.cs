namespace Commerce.Coupons;

/// <summary>How many holders this front-end keeps, of all campaigns together. What is full is answered by the campaigns.</summary>
internal sealed class HolderRoom(int capacity)
{
    private int _kept;

    /// <summary>How many are kept.</summary>
    public int Kept => Volatile.Read(ref _kept);

    /// <summary>Takes room for holders, if there is as much.</summary>
    public bool TryTake(int holders)
    {
        if (Interlocked.Add(ref _kept, holders) <= capacity)
            return true;
        Give(holders);
        return false;
    }

    /// <summary>Gives room back.</summary>
    public void Give(int holders) => Interlocked.Add(ref _kept, -holders);
}
