namespace Commerce.Coupons;

/// <summary>
/// Runs steps through the rules and the state, and holds each answer against a plain account of what happened so far:
/// a list of holders and a table of which order uses whose piece.
/// </summary>
internal sealed class CouponHistory
{
    private const long CouponId = 4001;

    private static readonly DateTimeOffset s_midnight = new(2025, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<long> _holders = [];
    private readonly Dictionary<long, int> _numbers = [];
    private readonly Dictionary<long, (Guid Order, long Discount)> _uses = [];
    private readonly List<byte[]> _saved = [];
    private CouponState _state = new();
    private CouponDefined? _terms;
    private DateTimeOffset _now = s_midnight;
    private long _nextCustomer = 1_000;

    private bool IsOpen => _terms is { } terms && _now >= terms.StartedAt && _now < terms.ExpiredAt;

    private bool IsUsable => _terms is { } terms && _now >= terms.StartedAt && _now < (terms.UsableUntil ?? terms.ExpiredAt);

    public void Run(IEnumerable<CouponStep> steps)
    {
        foreach (var step in steps)
        {
            Do(step);
            Assert.Equal(_terms, _state.Terms);
            Assert.Equal(_holders.Count, _state.Issued);
            Assert.True(_state.Issued <= (_terms?.TotalQuantity ?? 0), "More pieces than the quantity.");
        }
        AssertSame(_state);
    }

    private void Do(CouponStep step)
    {
        switch (step)
        {
            case CouponStep.Define define:
                Define(define);
                break;
            case CouponStep.Issue issue:
                Issue(issue.Customers);
                break;
            case CouponStep.IssueMany many:
                Issue([.. Enumerable.Range(0, many.Customers).Select(_ => _nextCustomer++)]);
                break;
            case CouponStep.Redeem redeem:
                Redeem(redeem);
                break;
            case CouponStep.Restore restore:
                Restore(restore);
                break;
            case CouponStep.Wait wait:
                _now = _now.AddMinutes(wait.Minutes);
                break;
            case CouponStep.Save save:
                Save(save.GoOnWithLoaded);
                break;
        }
    }

    private void Define(CouponStep.Define step)
    {
        var startedAt = s_midnight.AddHours(step.OpensAtHour);
        var command = new DefineCoupon("Campaign", null, step.Type, step.Amount, step.Quantity, startedAt, startedAt.AddHours(step.Hours),
            null, null, step.Paused, step.UsableHours is { } hours ? startedAt.AddHours(step.Hours + hours) : null);
        var terms = new CouponDefined("Campaign", null, step.Type, step.Amount, step.Quantity, startedAt, startedAt.AddHours(step.Hours),
            null, (step.Paused ?? _terms?.IsPaused) == true ? true : null, UsableUntil(step, startedAt));
        var expected = step.Quantity < _holders.Count ? DefineCouponStatus.QuantityBelowIssued
            : _terms is null ? DefineCouponStatus.Created
            : terms == _terms ? DefineCouponStatus.Unchanged
            : DefineCouponStatus.Updated;

        var decision = CouponRules.Define(_state, CouponId, command);

        Assert.Equal(expected, decision.Outcome.Status);
        if (Take(decision.Events, expected is DefineCouponStatus.Created or DefineCouponStatus.Updated) is CouponDefined defined)
            _terms = defined;
        Assert.Equal(decision.Outcome.Campaign, CouponRules.Campaign(_state, CouponId));
    }

    private DateTimeOffset? UsableUntil(CouponStep.Define step, DateTimeOffset startedAt)
    {
        var expiredAt = startedAt.AddHours(step.Hours);
        if (step.UsableHours is { } hours)
            return hours == 0 ? null : expiredAt.AddHours(hours);
        return _terms?.UsableUntil is { } kept && kept > expiredAt ? kept : null;
    }

    private void Issue(IReadOnlyList<long> customers)
    {
        var first = _holders.Count + 1;
        var expected = new List<IssueCouponOutcome>();
        foreach (var customer in customers)
        {
            var held = _numbers.GetValueOrDefault(customer);
            var status = _terms is null ? IssueCouponStatus.NotFound
                : !IsOpen ? IssueCouponStatus.NotOpen
                : _terms.IsPaused == true ? IssueCouponStatus.Paused
                : held > 0 ? IssueCouponStatus.AlreadyIssued
                : _holders.Count == _terms.TotalQuantity ? IssueCouponStatus.SoldOut
                : IssueCouponStatus.Issued;
            if (status == IssueCouponStatus.Issued)
            {
                _holders.Add(customer);
                held = _numbers[customer] = _holders.Count;
            }
            expected.Add(new(status, status is IssueCouponStatus.Issued or IssueCouponStatus.AlreadyIssued ? held : 0,
                status == IssueCouponStatus.Issued ? _now : default));
        }

        var decision = CouponRules.Issue(_state, [.. customers.Select(customer => new IssueCoupon(customer, null))], _now);

        Assert.Equal(expected, decision.Outcome);
        IEnumerable<CouponIssued> issued = Take(decision.Events, _holders.Count >= first) switch
        {
            CouponIssued one => [one],
            CouponPiecesIssued together => together.Pieces(),
            _ => [],
        };
        Assert.Equal(_holders.Skip(first - 1).Select((customer, i) => new CouponIssued(customer, first + i, _now)), issued);
    }

    private void Redeem(CouponStep.Redeem step)
    {
        var isUsed = _uses.TryGetValue(step.Customer, out var use);
        var expected = _terms is null ? RedeemCouponStatus.NotFound
            : !_numbers.ContainsKey(step.Customer) ? RedeemCouponStatus.NotHeld
            : isUsed ? use.Order == step.Order ? RedeemCouponStatus.Redeemed : RedeemCouponStatus.InUse
            : IsUsable ? RedeemCouponStatus.Redeemed
            : RedeemCouponStatus.NotOpen;

        var (outcome, events, _) = CouponRules.Redeem(_state, new RedeemCoupon(step.Customer, step.Order, step.Amount, null), _now);

        Assert.Equal(expected, outcome.Status);
        if (Take(events, expected == RedeemCouponStatus.Redeemed && !isUsed) is CouponRedeemed redeemed)
        {
            Assert.Equal((step.Customer, step.Order), (redeemed.CustomerId, redeemed.OrderId));
            Assert.InRange(redeemed.DiscountAmount, 0, step.Amount);
            use = _uses[step.Customer] = (step.Order, redeemed.DiscountAmount);
        }
        Assert.Equal(expected == RedeemCouponStatus.Redeemed ? use.Discount : 0, outcome.DiscountAmount);
    }

    private void Restore(CouponStep.Restore step)
    {
        var isUsed = _uses.TryGetValue(step.Customer, out var use) && use.Order == step.Order;

        var decision = CouponRules.Restore(_state, new RestoreCoupon(step.Customer, step.Order, null), _now);

        Assert.Equal(isUsed ? RestoreCouponStatus.Restored : RestoreCouponStatus.NotRedeemed, decision.Outcome.Status);
        if (Take(decision.Events, isUsed) is CouponRestored restored)
        {
            Assert.Equal(new CouponRestored(step.Customer, step.Order), restored);
            _uses.Remove(step.Customer);
        }
    }

    /// <summary>Takes a decision in: exactly one event when something happened, none when it was refused or repeated.</summary>
    private ICouponEvent? Take(IReadOnlyList<ICouponEvent> events, bool happened)
    {
        Assert.Equal(happened ? 1 : 0, events.Count);
        if (!happened)
            return null;
        _state.Apply(events[0]);
        return events[0];
    }

    private void Save(bool goOnWithLoaded)
    {
        while (_saved.Count < _state.PartCount)
            _saved.Add([]);
        for (var part = 0; part < _state.PartCount; part++)
        {
            var changed = _state.IsDirty(part);
            var bytes = _state.SavePart(part);
            Assert.True(changed || bytes.AsSpan().SequenceEqual(_saved[part]), $"Part {part} changed and does not say so.");
            Assert.False(_state.IsDirty(part));
            _saved[part] = bytes;
        }

        var loaded = new CouponState();
        for (var part = 0; part < _saved.Count; part++)
            loaded.LoadPart(part, _saved[part]);
        Assert.Equal(_state.PartCount, loaded.PartCount);
        Assert.DoesNotContain(true, Enumerable.Range(0, loaded.PartCount).Select(loaded.IsDirty));
        AssertSame(loaded);
        if (goOnWithLoaded)
            _state = loaded;
    }

    private void AssertSame(CouponState state)
    {
        Assert.Equal((_terms, _holders.Count), (state.Terms, state.Issued));
        var after = _holders.Count / 3;
        Assert.Equal(_holders, state.Holders(0, int.MaxValue));
        Assert.Equal(_holders.Skip(after).Take(20_000), state.Holders(after, 20_000));
        Assert.Empty(state.Holders(_holders.Count + 1, 1));
        Assert.Equal(_holders.Aggregate(0UL, CouponLease.DigestWith), state.HoldersDigest);
        for (var i = 0; i < _holders.Count; i++)
            Assert.Equal(i + 1, state.NumberOf(_holders[i]));
        for (var customer = 1; customer <= CouponSteps.Customers; customer++)
        {
            Assert.Equal(_numbers.GetValueOrDefault(customer), state.NumberOf(customer));
            CouponUse? use = _uses.TryGetValue(customer, out var used) ? new(used.Order, used.Discount) : null;
            Assert.Equal(use, state.UseOf(customer));
        }
    }
}
