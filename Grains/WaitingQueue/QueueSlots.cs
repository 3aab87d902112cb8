namespace Commerce.WaitingQueue;

/// <summary>Who is inside. A slot ends at its time, decided by comparing times: nothing has to happen for it to be free.</summary>
internal sealed class QueueSlots
{
    private readonly Dictionary<long, (long CustomerId, DateTimeOffset Until)> _byNumber = [];
    private readonly Dictionary<long, long> _numberOf = [];
    private readonly SortedSet<(DateTimeOffset Until, long Number)> _ends = [];

    /// <summary>All slots that are remembered, by their ends; some may be over.</summary>
    public IEnumerable<(long Number, long CustomerId, DateTimeOffset Until)> All =>
        _ends.Select(end => (end.Number, _byNumber[end.Number].CustomerId, end.Until));

    /// <summary>How many slots are taken at a moment.</summary>
    public int CountAt(DateTimeOffset moment) => _ends.Count - _ends.TakeWhile(end => end.Until <= moment).Count();

    /// <summary>The number of the customer's token that is active at a moment; 0 when there is none.</summary>
    public long NumberOf(long customerId, DateTimeOffset moment) =>
        _numberOf.TryGetValue(customerId, out var number) && UntilOf(number, moment) is not null ? number : 0;

    /// <summary>Who is inside with the token at a moment; <see langword="null"/> when nobody is.</summary>
    public long? CustomerOf(long number, DateTimeOffset moment) =>
        UntilOf(number, moment) is not null ? _byNumber[number].CustomerId : null;

    /// <summary>When the token's slot ends, if it has one at a moment.</summary>
    public DateTimeOffset? UntilOf(long number, DateTimeOffset moment) =>
        _byNumber.TryGetValue(number, out var slot) && slot.Until > moment ? slot.Until : null;

    public void Take(long number, long customerId, DateTimeOffset until)
    {
        _byNumber[number] = (customerId, until);
        _numberOf[customerId] = number;
        _ends.Add((until, number));
    }

    public void Leave(long number)
    {
        if (!_byNumber.Remove(number, out var slot))
            return;
        _ends.Remove((slot.Until, number));
        if (_numberOf.GetValueOrDefault(slot.CustomerId) == number)
            _numberOf.Remove(slot.CustomerId);
    }

    /// <summary>Lets go of slots that are over at a moment that has come.</summary>
    public void Forget(DateTimeOffset moment)
    {
        while (_ends.Count > 0 && _ends.Min is var first && first.Until <= moment)
            Leave(first.Number);
    }
}
