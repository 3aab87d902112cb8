using Commerce.Journaling;

namespace Commerce.Concerts;

/// <summary>A hold of a seat, or what it was sold by.</summary>
/// <param name="ReservationId">The reservation.</param>
/// <param name="CustomerId">Whose it is.</param>
/// <param name="Price">Won.</param>
/// <param name="HeldAt">Since when.</param>
/// <param name="ExpiresAt">First moment the hold is over; nothing for a sold seat.</param>
/// <param name="QueueNumber">The number of the queue token, or <see langword="null"/>.</param>
/// <param name="IsSold">Whether it is sold.</param>
internal sealed record SeatClaim(
    Guid ReservationId, long CustomerId, long Price, DateTimeOffset HeldAt, DateTimeOffset ExpiresAt, long? QueueNumber, bool IsSold)
{
    /// <summary>Whether the seat is anybody's at a moment.</summary>
    public bool Takes(DateTimeOffset now) => IsSold || now < ExpiresAt;
}

/// <summary>How long a customer may go on holding seats of a schedule.</summary>
/// <param name="EndsAt">No hold reaches beyond it.</param>
/// <param name="AgainAt">From then on the customer begins anew.</param>
internal readonly record struct HoldWindow(DateTimeOffset EndsAt, DateTimeOffset AgainAt);

/// <summary>
/// A schedule's seats. A free seat takes 8 bytes, a claimed one about 200. Holds that are over stay until the next hold drops
/// them; until then every question compares their ends with the time.
/// </summary>
internal sealed partial class SeatBlockState : IEventSourcedState<ISeatEvent>
{
    private readonly List<SeatClaim?[]> _pages = [];
    private readonly Dictionary<Guid, int> _seatOf = [];
    private readonly Dictionary<long, HoldWindow> _windows = [];
    private readonly Dictionary<long, List<int>> _heldBy = [];
    private readonly SortedSet<(DateTimeOffset ExpiresAt, int SeatId)> _holds = [];
    private readonly SortedSet<(DateTimeOffset AgainAt, long CustomerId)> _windowEnds = [];

    /// <summary>The schedule, or <see langword="null"/> while there is none.</summary>
    public SeatBlockDefined? Defined { get; private set; }

    /// <summary>How many events are in it.</summary>
    public long Changes { get; private set; }

    /// <summary>Seats sold.</summary>
    public int Sold { get; private set; }

    /// <summary>Holds that ended by their time, of those that were dropped so far by this activation.</summary>
    public int Expired { get; private set; }

    /// <summary>The latest moment that a decision was made at. Time does not run backwards here, whatever a silo's clock says.</summary>
    public DateTimeOffset LatestAt { get; private set; }

    /// <summary>The highest number of a seat that is held or sold at a moment; 0 when none is.</summary>
    public int HighestTaken(DateTimeOffset now)
    {
        for (var seatId = _pages.Count * SeatsPerPage; seatId > 0; seatId--)
        {
            if (At(seatId)?.Takes(now) == true)
                return seatId;
        }
        return 0;
    }

    /// <summary>What is claimed of a seat, whether or not it is over; <see langword="null"/> when nothing is.</summary>
    public SeatClaim? At(int seatId) => _pages[(seatId - 1) / SeatsPerPage][(seatId - 1) % SeatsPerPage];

    /// <summary>The seat of a reservation, and its claim; <see langword="null"/> when it has none.</summary>
    public (int SeatId, SeatClaim Claim)? Of(Guid reservationId) =>
        _seatOf.TryGetValue(reservationId, out var seatId) ? (seatId, At(seatId)!) : null;

    /// <summary>How many seats a customer holds at a moment, sold ones apart.</summary>
    public int HeldBy(long customerId, DateTimeOffset now) =>
        _heldBy.TryGetValue(customerId, out var seats) ? seats.Count(seatId => At(seatId)!.Takes(now)) : 0;

    /// <summary>How long a customer may go on; <see langword="null"/> for one who begins.</summary>
    public HoldWindow? WindowOf(long customerId) => _windows.TryGetValue(customerId, out var window) ? window : null;

    /// <summary>Holds that are not over at a moment, and when the next one will be.</summary>
    public (int Live, DateTimeOffset NextEnd) HoldsAt(DateTimeOffset now)
    {
        var over = 0;
        foreach (var (expiresAt, _) in _holds)
        {
            if (expiresAt > now)
                return (_holds.Count - over, expiresAt);
            over++;
        }
        return (0, DateTimeOffset.MaxValue);
    }

    public void Apply(ISeatEvent e)
    {
        switch (e)
        {
            case SeatHeld held:
                Forget(held.HeldAt);
                Hold(held);
                break;
            case SeatReleased released:
                Drop(released.SeatId);
                break;
            case SeatSold sold:
                Sell(sold);
                break;
            case SeatBlockDefined defined:
                Defined = defined;
                while (_pages.Count * SeatsPerPage < defined.Seats)
                    AddPage();
                break;
            default:
                throw new NotSupportedException($"Seats have no event {e.GetType().Name}.");
        }
        Changes++;
        _dirty[0] = true;
    }

    private void Hold(SeatHeld held)
    {
        Set(held.SeatId, new(
            held.ReservationId, held.CustomerId, held.Price, held.HeldAt, held.ExpiresAt, held.QueueNumber, IsSold: false));
        SetWindow(held.CustomerId, new(held.HoldsEndAt, held.HoldsAgainAt));
        LatestAt = held.HeldAt > LatestAt ? held.HeldAt : LatestAt;
    }

    /// <summary>A customer who buys has not held seats in vain: the customer's next hold begins a new window.</summary>
    private void Sell(SeatSold sold)
    {
        var claim = At(sold.SeatId)!;
        Drop(sold.SeatId);
        Set(sold.SeatId, claim with { IsSold = true });
        RemoveWindow(sold.CustomerId);
    }

    /// <summary>Drops what is over at a moment.</summary>
    private void Forget(DateTimeOffset now)
    {
        while (_holds.Count > 0 && _holds.Min is var (expiresAt, seatId) && expiresAt <= now)
        {
            Drop(seatId);
            Expired++;
        }
        while (_windowEnds.Count > 0 && _windowEnds.Min is var (againAt, customerId) && againAt <= now)
            RemoveWindow(customerId);
    }

    private void Set(int seatId, SeatClaim claim)
    {
        var page = (seatId - 1) / SeatsPerPage;
        _pages[page][(seatId - 1) % SeatsPerPage] = claim;
        _dirty[1 + page] = true;
        _seatOf[claim.ReservationId] = seatId;
        if (claim.IsSold)
        {
            Sold++;
            return;
        }
        _holds.Add((claim.ExpiresAt, seatId));
        if (!_heldBy.TryGetValue(claim.CustomerId, out var seats))
            _heldBy[claim.CustomerId] = seats = [];
        seats.Add(seatId);
    }

    private void Drop(int seatId)
    {
        var (page, claim) = ((seatId - 1) / SeatsPerPage, At(seatId)!);
        _pages[page][(seatId - 1) % SeatsPerPage] = null;
        _dirty[1 + page] = true;
        _seatOf.Remove(claim.ReservationId);
        _holds.Remove((claim.ExpiresAt, seatId));
        var seats = _heldBy[claim.CustomerId];
        seats.Remove(seatId);
        if (seats.Count == 0)
            _heldBy.Remove(claim.CustomerId);
    }

    private void SetWindow(long customerId, HoldWindow window)
    {
        RemoveWindow(customerId);
        _windows[customerId] = window;
        _windowEnds.Add((window.AgainAt, customerId));
    }

    private void RemoveWindow(long customerId)
    {
        if (_windows.Remove(customerId, out var window))
            _windowEnds.Remove((window.AgainAt, customerId));
    }
}
