using FsCheck;
using FsCheck.Fluent;

namespace Commerce.Catalog;

public sealed class ProductPropertyTests
{
    private const int KnownOptions = 4;

    private static readonly Guid s_order = new(1, 0, 0, new byte[8]);

    private static Gen<StockItem[]> Items =>
        from count in Gen.Choose(1, 3)
        from options in Gen.ArrayOf(Gen.Choose(1, KnownOptions + 1), count)
        from quantities in Gen.ArrayOf(
            Gen.Frequency((9, Gen.Choose(1, 6).Select(n => (long)n)), (1, Gen.Elements(long.MaxValue, long.MinValue, -1, 0))), count)
        from twice in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
        let items = options.Zip(quantities, (option, quantity) => new StockItem(option, quantity))
        select (twice ? items : items.DistinctBy(item => item.OptionId)).ToArray();

    private static Gen<OptionDefinition[]> Options =>
        from count in Gen.Choose(1, KnownOptions)
        from ids in Gen.ArrayOf(Gen.Choose(1, KnownOptions), count)
        from supplies in Gen.ArrayOf(Gen.Choose(0, 15), count)
        from extras in Gen.ArrayOf(Gen.Choose(0, 2), count)
        select ids.Select((id, i) => new OptionDefinition(id, $"Option {id}", extras[i] * 500, supplies[i]))
            .DistinctBy(option => option.OptionId).ToArray();

    private static Gen<Step> Steps => Gen.Frequency(
        (3, Options.Select(options => (Step)new Step.Define(options))),
        (8, Items.Select(items => (Step)new Step.Deduct(items))),
        (5, Items.Select(items => (Step)new Step.Restore(items))),
        (2, from option in Gen.Choose(1, KnownOptions + 1)
            from quantity in Gen.Choose(1, 5)
            select (Step)new Step.Add(option, quantity)),
        (1, Gen.Constant((Step)new Step.Save())));

    /// <summary>
    /// Stock and sold pieces make up the supply, and neither is ever negative; several options move together or not at
    /// all; the supply never falls below what was sold; options keep their order and never go.
    /// </summary>
    [Fact]
    public void History_OfAnyQuantities_LosesNoPiece() => Properties.Hold(
        runs: 3_000, Properties.SequencesOf(Steps, maxLength: 80), steps => new History().Run(steps));

    private abstract record Step
    {
        public sealed record Define(OptionDefinition[] Options) : Step;

        public sealed record Deduct(StockItem[] Items) : Step;

        public sealed record Restore(StockItem[] Items) : Step;

        public sealed record Add(long Option, long Quantity) : Step;

        public sealed record Save : Step;
    }

    private sealed class History
    {
        private readonly List<long> _order = [];
        private readonly Dictionary<long, OptionDefinition> _options = [];
        private readonly Dictionary<long, long> _sold = [];
        private ProductState _state = new();

        public void Run(IEnumerable<Step> steps)
        {
            foreach (var step in steps)
            {
                Do(step);
                AssertSame();
            }
        }

        private void Do(Step step)
        {
            switch (step)
            {
                case Step.Define(var options):
                    Define(options);
                    break;
                case Step.Deduct(var items) when IsNone(items):
                    Assert.Throws<OutOfBoundsException>(() => ProductRules.Deduct(_state, new(s_order, items, null, null)));
                    break;
                case Step.Restore(var items) when IsNone(items):
                    Assert.Throws<OutOfBoundsException>(() => ProductRules.Restore(_state, new(s_order, items, null, null)));
                    break;
                case Step.Deduct(var items):
                    var status = items.Any(item => !_options.ContainsKey(item.OptionId)) ? DeductStockStatus.NotFound
                        : items.Any(item => item.Quantity > _options[item.OptionId].Supplied - _sold[item.OptionId])
                        ? DeductStockStatus.Insufficient
                        : DeductStockStatus.Deducted;
                    var deducted = ProductRules.Deduct(_state, new(s_order, items, null, null));
                    Assert.Equal(status, deducted.Outcome.Status);
                    Take(deducted.Events, items, status == DeductStockStatus.Deducted ? 1 : 0);
                    break;
                case Step.Restore(var items):
                    var taken = items.All(item => _sold.TryGetValue(item.OptionId, out var sold) && item.Quantity <= sold);
                    var restored = ProductRules.Restore(_state, new(s_order, items, null, null));
                    Assert.Equal(taken ? RestoreStockStatus.Restored : RestoreStockStatus.NotDeducted, restored.Outcome.Status);
                    Take(restored.Events, items, taken ? -1 : 0);
                    break;
                case Step.Add(var option, var quantity):
                    Add(option, quantity);
                    break;
                case Step.Save:
                    var loaded = new ProductState();
                    loaded.LoadPart(0, _state.SavePart(0));
                    _state = loaded;
                    break;
            }
        }

        private static bool IsNone(StockItem[] items) =>
            items.Any(item => item.Quantity < 1) || items.DistinctBy(item => item.OptionId).Count() < items.Length;

        private void Define(OptionDefinition[] options)
        {
            var (outcome, events, _) = ProductRules.Define(_state, 1, new("Product", 1_000, options, null));
            if (options.Any(option => option.Supplied < _sold.GetValueOrDefault(option.OptionId)))
            {
                Assert.Equal((DefineProductStatus.SupplyBelowSold, 0), (outcome.Status, events.Count));
                return;
            }
            var changes = options.Any(option => _options.GetValueOrDefault(option.OptionId) != option);
            Assert.Equal(!changes ? DefineProductStatus.Unchanged : _order.Count == 0
                ? DefineProductStatus.Created : DefineProductStatus.Updated, outcome.Status);
            Assert.Equal(changes ? 1 : 0, events.Count);
            foreach (var option in options)
            {
                if (_options.TryAdd(option.OptionId, option))
                    _order.Add(option.OptionId);
                _options[option.OptionId] = option;
                _sold.TryAdd(option.OptionId, 0);
            }
            Apply(events);
            Assert.Equal(ProductRules.Product(_state, 1)!.Options, outcome.Product!.Options);
        }

        private void Add(long option, long quantity)
        {
            var known = _options.GetValueOrDefault(option);
            var (outcome, events, _) = ProductRules.Add(_state, 1, new(option, quantity, null));
            Assert.Equal(known is not null ? AddStockStatus.Added
                : _order.Count == 0 ? AddStockStatus.NotFound : AddStockStatus.OptionNotFound, outcome.Status);
            Assert.Equal(known is null ? 0 : 1, events.Count);
            if (known is not null)
                _options[option] = known with { Supplied = known.Supplied + quantity };
            Apply(events);
        }

        private void Take(IReadOnlyList<IProductEvent> events, StockItem[] items, int sign)
        {
            Assert.Equal(sign == 0 ? 0 : 1, events.Count);
            foreach (var item in items.Where(_ => sign != 0))
                _sold[item.OptionId] += sign * item.Quantity;
            Apply(events);
        }

        private void Apply(IReadOnlyList<IProductEvent> events)
        {
            foreach (var e in events)
                _state.Apply(e);
        }

        private void AssertSame()
        {
            var options = ProductRules.Product(_state, 1)?.Options ?? [];
            Assert.Equal(_order, options.Select(option => option.OptionId));
            Assert.All(options, option =>
            {
                var (defined, sold) = (_options[option.OptionId], _sold[option.OptionId]);
                Assert.Equal((1_000 + defined.ExtraPrice, defined.Supplied - sold), (option.Price, option.Stock));
                Assert.True(option.Stock >= 0 && sold >= 0, $"Option {option.OptionId}: stock {option.Stock}, sold {sold}.");
                Assert.Equal((sold, defined.Supplied), (_state.Sold(option.OptionId), option.Supplied));
            });
        }
    }
}
