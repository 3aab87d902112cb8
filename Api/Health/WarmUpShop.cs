using Commerce.Concerts;
using Commerce.WaitingQueue;

namespace Commerce.Health;

/// <summary>What one line of the warm-up asks for: things to rehearse with, and things that there are not.</summary>
internal sealed class WarmUpShop
{
    /// <summary>An id below the bounds: the rules refuse to make anything with it.</summary>
    public const long Nothing = IdBounds.Min - 1;

    private int _asked;

    public long Coupon { get; } = Rehearsal.NewId();

    public long Product { get; } = Rehearsal.NewId();

    public long Customer { get; } = Rehearsal.NewId();

    /// <summary>A holder to be, every other time one who has a piece already.</summary>
    public long NextHolder() => 1 + Interlocked.Increment(ref _asked) / 2;

    /// <summary>A seat that there is not, as grains are asked for it.</summary>
    public static HoldSeat NoSeat() => new(Guid.CreateVersion7(), 1, 1, null, Keyed: false);

    /// <summary>The queue before nothing.</summary>
    public static string NoQueue { get; } = QueueKey.OfConcert(Nothing).ToString();
}
