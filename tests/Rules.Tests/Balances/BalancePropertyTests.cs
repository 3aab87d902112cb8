using System.Numerics;
using Commerce.Journaling;
using FsCheck;
using FsCheck.Fluent;

namespace Commerce.Balances;

public sealed class BalancePropertyTests
{
    private static readonly Guid[] s_orders = [.. Enumerable.Range(1, 3).Select(n => new Guid(n, 0, 0, new byte[8]))];

    /// <summary>Won, often around the limit and around what a 64-bit number holds; some of it is no amount at all.</summary>
    private static Gen<long> Amounts => Gen.Frequency(
        (6, Gen.Choose(1, 1_000).Select(won => (long)won)),
        (2, Gen.Choose(-2, 2).Select(won => BalanceBounds.Limit + won)),
        (1, Gen.Choose(-2, 2).Select(won => BalanceBounds.Limit / 2 + won)),
        (1, Gen.Choose(0, 2).Select(won => long.MaxValue - won)),
        (1, Gen.OneOf(Gen.Choose(-5, 0).Select(won => (long)won), Gen.Choose(0, 2).Select(won => long.MinValue + won))));

    private static Gen<Step> Steps => Gen.Frequency(
        (1, from name in Gen.Elements("Kim", "Lee") from won in Gen.Choose(0, 2_000) select (Step)new Step.Open(name, won)),
        (6, from together in Gen.Choose(1, 3)
            from amounts in Gen.ArrayOf(Amounts, together)
            select (Step)new Step.Charge(amounts)),
        (6, from won in Amounts from order in Gen.Elements(s_orders) select (Step)new Step.Debit(won, order)),
        (3, from order in Gen.Elements(s_orders) select (Step)new Step.Refund(order)),
        (1, Gen.Constant((Step)new Step.Save())));

    /// <summary>
    /// Money put in is in the balance or taken for orders; the balance is never negative; a refusal changes nothing and
    /// comes exactly when there is a reason; the events alone, and a snapshot, give the same balance.
    /// </summary>
    [Fact]
    public void History_OfAnyAmounts_ConservesMoney() => Properties.Hold(
        runs: 3_000, Properties.SequencesOf(Steps, maxLength: 80), steps => new History().Run(steps));

    private abstract record Step
    {
        public sealed record Open(string Name, long Won) : Step;

        /// <summary>Charges that came in the same moment.</summary>
        public sealed record Charge(IReadOnlyList<long> Won) : Step;

        public sealed record Debit(long Won, Guid Order) : Step;

        /// <summary>All that was taken for the order is given back.</summary>
        public sealed record Refund(Guid Order) : Step;

        public sealed record Save : Step;
    }

    /// <summary>The rules and the state beside a plain account in numbers that do not overflow.</summary>
    private sealed class History
    {
        private readonly Dictionary<Guid, BigInteger> _takenBy = [];
        private readonly List<IBalanceEvent> _events = [];
        private BalanceState _state = new();
        private string? _name;
        private BigInteger _putIn;
        private BigInteger _balance;

        public void Run(IEnumerable<Step> steps)
        {
            foreach (var step in steps)
            {
                Do(step);
                Assert.Equal((_name, _balance), (_state.Username, (BigInteger)_state.Balance));
                Assert.True(_balance >= 0, "The balance is negative.");
                Assert.Equal(_putIn, _takenBy.Values.Aggregate(_balance, BigInteger.Add));
            }
            var folded = new BalanceState();
            _events.ForEach(folded.Apply);
            Assert.Equal((_state.Username, _state.Balance), (folded.Username, folded.Balance));
        }

        private void Do(Step step)
        {
            switch (step)
            {
                case Step.Charge(var amounts) when amounts.Any(won => won < 1):
                    Assert.Throws<OutOfBoundsException>(() =>
                        BalanceRules.Charge(_state, [.. amounts.Select(won => new ChargeBalance(won, null))]));
                    break;
                case Step.Debit(< 1 and var won, var order):
                    Assert.Throws<OutOfBoundsException>(() => BalanceRules.Debit(_state, new(won, order, null, null)));
                    Assert.Throws<OutOfBoundsException>(() => BalanceRules.Refund(_state, new(won, order, null, null)));
                    break;
                case Step.Open open:
                    Open(open);
                    break;
                case Step.Charge(var amounts):
                    Charge(amounts);
                    break;
                case Step.Debit(var won, var order):
                    if (Take(BalanceRules.Debit(_state, new(won, order, null, null)),
                        won <= _balance ? null : ChangeBalanceStatus.Insufficient, -won))
                        _takenBy[order] = _takenBy.GetValueOrDefault(order) + won;
                    break;
                case Step.Refund(var order) when _takenBy.Remove(order, out var taken) && taken > 0:
                    Assert.True(Take(BalanceRules.Refund(_state, new((long)taken, order, null, null)), null, (long)taken));
                    break;
                case Step.Save:
                    var loaded = new BalanceState();
                    loaded.LoadPart(0, _state.SavePart(0));
                    _state = loaded;
                    break;
            }
        }

        private void Open(Step.Open step)
        {
            var expected = _name is null ? OpenAccountStatus.Created : _name == step.Name
                ? OpenAccountStatus.Unchanged : OpenAccountStatus.Renamed;
            var (outcome, events, _) = BalanceRules.Open(_state, 1001, new(step.Name, step.Won, null));
            Assert.Equal((expected, expected == OpenAccountStatus.Unchanged ? 0 : 1), (outcome.Status, events.Count));
            if (_name is null)
                (_putIn, _balance) = (step.Won, step.Won);
            _name = step.Name;
            Apply(events);
            Assert.Equal(new Account(1001, step.Name, _state.Balance), outcome.Account);
        }

        private void Charge(IReadOnlyList<long> amounts)
        {
            var expected = new List<ChangeBalanceOutcome>();
            foreach (var won in amounts)
            {
                var status = _name is null ? ChangeBalanceStatus.NotFound
                    : _balance + won > BalanceBounds.Limit ? ChangeBalanceStatus.LimitExceeded
                    : ChangeBalanceStatus.Changed;
                if (status == ChangeBalanceStatus.Changed)
                    (_balance, _putIn) = (_balance + won, _putIn + won);
                expected.Add(new(status, (long)_balance));
            }

            var decision = BalanceRules.Charge(_state, [.. amounts.Select(won => new ChargeBalance(won, null))]);

            Assert.Equal(expected, decision.Outcome);
            Assert.Equal(
                expected.Zip(amounts).Where(charge => charge.First.Status == ChangeBalanceStatus.Changed)
                    .Select(charge => new BalanceCharged(charge.Second, charge.First.Balance)),
                decision.Events);
            Apply(decision.Events);
        }

        /// <returns>Whether the balance changed.</returns>
        private bool Take(Decision<ChangeBalanceOutcome, IBalanceEvent> decision, ChangeBalanceStatus? refusal, long change)
        {
            var expected = _name is null ? ChangeBalanceStatus.NotFound : refusal ?? ChangeBalanceStatus.Changed;
            var changes = expected == ChangeBalanceStatus.Changed;
            _balance += changes ? change : 0;
            Assert.Equal((expected, _balance), (decision.Outcome.Status, (BigInteger)decision.Outcome.Balance));
            Assert.Equal(changes ? 1 : 0, decision.Events.Count);
            Apply(decision.Events);
            return changes;
        }

        private void Apply(IReadOnlyList<IBalanceEvent> events)
        {
            foreach (var e in events)
                _state.Apply(e);
            _events.AddRange(events);
        }
    }
}
