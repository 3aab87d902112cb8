using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Orders;

namespace Commerce.Bounds;

/// <summary>A call to a grain with a value that its contract does not take.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Field">The value, as the refusal names it.</param>
/// <param name="Send">Sends it, under a command id or none.</param>
internal sealed record HostileCall(string Name, string Field, Func<IGrainFactory, Guid?, Task> Send)
{
    public override string ToString() => $"{Name} ({Field})";
}

/// <summary>Every command of every grain with values below, above and beside its bounds.</summary>
internal static partial class HostileCalls
{
    public const long Customer = 1;
    public const long Product = 7;
    public const long Coupon = 9;

    public static readonly Guid Order = new("0195a0c4-7d2e-7abc-8def-000000000001");

    private const long TooMany = 1_000_000;

    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DefineCoupon s_terms =
        new("Spring", null, DiscountType.Fixed, 1_000, 10, s_start, s_start.AddDays(1), null);

    private static readonly string?[] s_names = [null, "", " \t", "a\nb", "nul\0", new('x', 100_000)];
    private static readonly long[] s_noId = [long.MinValue, -1, IdBounds.Max + 1, long.MaxValue];
    private static readonly long[] s_noAmount = [long.MinValue, -5, -1, 0];

    public static IEnumerable<HostileCall> All =>
        [.. Balances, .. Products, .. Coupons, .. Orders, .. Returns, .. Others, .. Queues, .. Concerts, .. Audit];

    private static IEnumerable<HostileCall> Balances =>
    [
        .. s_noId.Select(id => new HostileCall($"Open customer {id}", "customerId", (grains, key) => Account(grains, id)
            .Open(new("Kim", 0, key)))),
        .. s_names.Append(new string('x', BalanceBounds.MaxNameLength + 1)).Select((name, i) => new HostileCall(
            $"Open with name {i}", "username", (grains, key) => Account(grains, 2).Open(new(name!, 0, key)))),
        .. new[] { long.MinValue, -1, BalanceBounds.Limit + 1, long.MaxValue }.Select(won => new HostileCall(
            $"Open with {won}", "openingBalance", (grains, key) => Account(grains, 2).Open(new("Kim", won, key)))),
        new("Open a customer who has to be known", "openingBalance", (grains, _) => Account(grains, 2).Open(new("Kim", 0, null, true))),
        .. s_noAmount.SelectMany(won => new HostileCall[]
        {
            new($"Charge {won}", "amount", (grains, key) => Account(grains).Charge(new(won, key))),
            new($"Charge 1 and {won}", "amount", (grains, key) => Account(grains).ChargeAll([new(1, key), new(2, null), new(won, null)])),
            new($"Debit {won}", "amount", (grains, key) => Account(grains).Debit(new(won, Order, key, null))),
            new($"Refund {won}", "amount", (grains, key) => Account(grains).Refund(new(won, Order, key, null))),
        }),
        new("Refund more than an order costs", "amount", (grains, key) => Account(grains)
            .Refund(new(OrderBounds.MaxTotal + 1, Order, key, null))),
        new("Debit for no order", "orderId", (grains, key) => Account(grains).Debit(new(1, Guid.Empty, key, null))),
        new("Refund for no order", "orderId", (grains, key) => Account(grains).Refund(new(1, Guid.Empty, key, null))),
        new("Charge nothing together", "commands", (grains, _) => Account(grains).ChargeAll([])),
        new("Charge null together", "commands", (grains, _) => Account(grains).ChargeAll(null!)),
        new("Charge a null among others", "commands[1]", (grains, key) => Account(grains).ChargeAll([new(1, key), null!])),
        new("Charge too many together", "commands", (grains, _) => Account(grains)
            .ChargeAll(Many(new ChargeBalance(1, null), CommandBounds.MaxTogether + 1))),
        .. new[] { int.MinValue, 0, PageBounds.MaxLimit + 1, int.MaxValue }.Select(limit => new HostileCall(
            $"History of {limit}", "limit", (grains, _) => Account(grains).GetHistory(limit, long.MaxValue))),
        new("History before nothing", "after", (grains, _) => Account(grains).GetHistory(1, -1)),
    ];

    private static IEnumerable<HostileCall> Products =>
    [
        .. s_noId.Append(0).Select(id => new HostileCall($"Define product {id}", "productId", (grains, key) =>
            Extend(grains, new("n", 1, [Option()], key), id))),
        .. s_names.Append(new string('x', ProductBounds.MaxNameLength + 1)).Select((name, i) => new HostileCall(
            $"Define with name {i}", "name", (grains, key) => Extend(grains, new(name!, 1, [Option()], key)))),
        .. new[] { long.MinValue, -1, ProductBounds.MaxPrice + 1, long.MaxValue }.SelectMany(number => new HostileCall[]
        {
            new($"Define at {number}", "basePrice", (grains, key) => Extend(grains, new("n", number, [Option()], key))),
            new($"Define extra {number}", "options[0].extraPrice", (grains, key) =>
                Extend(grains, new("n", 1, [Option() with { ExtraPrice = number }], key))),
            new($"Define supply {number}", "options[0].supplied", (grains, key) =>
                Extend(grains, new("n", 1, [Option() with { Supplied = number }], key))),
        }),
        .. s_noId.Append(0).Select(id => new HostileCall(
            $"Define option {id}", "options[0].productOptionId", (grains, key) => Extend(grains, new("n", 1, [Option(id)], key)))),
        .. s_names.Append(new string('x', ProductBounds.MaxOptionNameLength + 1)).Select((name, i) => new HostileCall(
            $"Define option's name {i}", "options[0].name", (grains, key) =>
                Extend(grains, new("n", 1, [Option() with { Name = name! }], key)))),
        new("Define null options", "options", (grains, key) => Extend(grains, new("n", 1, null!, key))),
        new("Define no options", "options", (grains, key) => Extend(grains, new("n", 1, [], key))),
        new("Define a null option", "options[1]", (grains, key) => Extend(grains, new("n", 1, [Option(), null!], key))),
        new("Define an option twice", "options", (grains, key) => Extend(grains, new("n", 1, [Option(), Option()], key))),
        new("Define too many options", "options", (grains, key) => Extend(grains, new("n", 1, Options(1, ProductBounds.MaxOptions + 1),
            key))),
        new("Extend by too many options", "options", (grains, _) => Extend(grains, new("n", 1, Options(100, ProductBounds.MaxOptions),
            null))),
        new("Define a supply that is kept, and said", "options[0].supplied", (grains, key) =>
            Extend(grains, new("n", 1, [Option() with { Form = SupplyForm.Kept }], key))),
        new("Define an option that is new, and its supply kept", "options[1].supplied", (grains, _) => Extend(grains, new("n", 1,
            [Option(), Option(TooMany) with { Supplied = OptionDefinition.KeptSupply, Form = SupplyForm.Kept }], null))),
        new("Define the first supply of an option that is there", "options[0].stock", (grains, _) =>
            Extend(grains, new("n", 1, [Option() with { Form = SupplyForm.First }], null))),
        .. s_noId.Append(0).Select(id => new HostileCall(
            $"Add to option {id}", "optionId", (grains, key) => Stand(grains).AddStock(new(id, 1, key)))),
        .. s_noAmount.Append(ProductBounds.MaxSupply + 1).Append(long.MaxValue).Select(pieces => new HostileCall(
            $"Add {pieces} pieces", "quantity", (grains, key) => Stand(grains).AddStock(new(1, pieces, key)))),
        .. Stock("Deduct", (grains, items, order, key) => Stand(grains).Deduct(new(order, items!, key, null))),
        .. Stock("Restore", (grains, items, order, key) => Stand(grains).Restore(new(order, items!, key, null))),
    ];

    private static IEnumerable<HostileCall> Coupons =>
    [
        .. s_noId.Append(0).Select(id => new HostileCall($"Define coupon {id}", "couponId", (grains, key) =>
            Define(grains, s_terms with { CommandId = key }, id))),
        .. s_noId.Append(0).Select(id => new HostileCall(
            $"Define coupon {id} with a code", "couponId", (grains, key) =>
                Define(grains, s_terms with { Code = "HOSTILE", CommandId = key }, id))),
        .. s_names.Append(new string('x', CouponBounds.MaxNameLength + 1)).Select((name, i) => new HostileCall(
            $"Define with name {i}", "name", (grains, key) => Define(grains, s_terms with { Name = name!, CommandId = key }))),
        .. new[] { "", " ", "a b", "쿠폰", "a/b", "a\0", new string('x', CouponBounds.MaxCodeLength + 1) }.Select((code, i) =>
            new HostileCall(
            $"Define with code {i}", "code", (grains, key) => Define(grains, s_terms with { Code = code, CommandId = key }))),
        .. new[] { -1, 2, int.MaxValue }.Select(type => new HostileCall(
            $"Define discount type {type}", "discountType", (grains, key) =>
                Define(grains, s_terms with { DiscountType = (DiscountType)type, CommandId = key }))),
        .. s_noAmount.Append(CouponBounds.MaxDiscount + 1).Append(long.MaxValue).Select(won => new HostileCall(
            $"Define {won} off", "discountAmount", (grains, key) => Define(grains, s_terms with { DiscountAmount = won,
                CommandId = key }))),
        .. s_noAmount.Append(CouponBounds.MaxRate + 1).Append(long.MaxValue).Select(rate => new HostileCall($"Define {rate} percent off",
            "discountAmount", (grains, key) => Define(grains, s_terms with { DiscountType = DiscountType.Rate, DiscountAmount = rate,
                CommandId = key }))),
        .. s_noAmount.Append(CouponBounds.MaxQuantity + 1).Append(long.MaxValue).Select(pieces => new HostileCall(
            $"Define {pieces} pieces", "totalQuantity", (grains, key) =>
                Define(grains, s_terms with { TotalQuantity = pieces, CommandId = key }))),
        new("Define an empty window", "expiredAt", (grains, key) => Define(grains, s_terms with { ExpiredAt = s_start, CommandId = key })),
        new("Define a window backwards", "expiredAt", (grains, key) =>
            Define(grains, s_terms with { ExpiredAt = DateTimeOffset.MinValue, CommandId = key })),
        new("Define an end of use before the end", "usableUntil", (grains, key) =>
            Define(grains, s_terms with { UsableUntil = s_start, CommandId = key })),
        .. s_noId.SelectMany(id => new HostileCall[]
        {
            new($"Issue to {id}", "customerId", (grains, key) => Campaign(grains).Issue(new(id, key))),
            new($"Issue to 5 and {id}", "customerId", (grains, key) => Campaign(grains)
                .IssueAll([new(5, key), new(6, null), new(id, null)])),
        }),
        new("GetHolders behind -1", "after", (grains, _) => Campaign(grains).GetHolders(-1)),
        new("GetHolders behind more than there can be", "after", (grains, _) => Campaign(grains)
            .GetHolders(CouponBounds.MaxQuantity + 1)),
        new("Issue nothing together", "commands", (grains, _) => Campaign(grains).IssueAll([])),
        new("Issue null together", "commands", (grains, _) => Campaign(grains).IssueAll(null!)),
        new("Issue a null among others", "commands[0]", (grains, key) => Campaign(grains).IssueAll([null!, new(5, key)])),
        new("Issue too many together", "commands", (grains, _) => Campaign(grains)
            .IssueAll(Many(new IssueCoupon(5, null), CommandBounds.MaxTogether + 1))),
        .. new[] { long.MinValue, -1, OrderBounds.MaxTotal + 1, long.MaxValue }.Select(won => new HostileCall(
            $"Redeem on {won}", "orderAmount", (grains, key) => Campaign(grains).Redeem(new(Customer, Order, won, key)))),
        .. new[] { long.MinValue, -1, 101, long.MaxValue }.Select(won => new HostileCall(
            $"Redeem on a promise of {won}", "promisedDiscount", (grains, key) =>
                Campaign(grains).Redeem(new(Customer, Order, 100, key, null, won)))),
        new("Redeem for no order", "orderId", (grains, key) => Campaign(grains).Redeem(new(Customer, Guid.Empty, 1, key))),
        new("Restore for no order", "orderId", (grains, key) => Campaign(grains).Restore(new(Customer, Guid.Empty, key))),
        .. s_noId.Append(0).Select(id => new HostileCall(
            $"Assign to {id}", "couponId", (grains, _) => grains.GetGrain<ICouponCodeGrain>("FREE").Assign(id))),
        new("Assign what is no code", "code", (grains, _) => grains.GetGrain<ICouponCodeGrain>("a b").Assign(Coupon)),
    ];

    private static IEnumerable<HostileCall> Stock(string verb, Func<IGrainFactory, IReadOnlyList<StockItem>?, Guid, Guid?, Task> send) =>
    [
        .. s_noAmount.Select(pieces => new HostileCall($"{verb} {pieces}", "items[1].quantity",
            (grains, key) => send(grains, [new(1, 1), new(2, pieces)], Order, key))),
        new($"{verb} null", "items", (grains, key) => send(grains, null, Order, key)),
        new($"{verb} nothing", "items", (grains, key) => send(grains, [], Order, key)),
        new($"{verb} a null", "items[0]", (grains, key) => send(grains, [null!], Order, key)),
        new($"{verb} an option twice", "items", (grains, key) => send(grains, [new(1, 1), new(1, 1)], Order, key)),
        new($"{verb} too many options", "items",
            (grains, key) => send(grains, [.. Enumerable.Range(1, OrderBounds.MaxItems + 1).Select(i => new StockItem(i, 1))], Order, key)),
        new($"{verb} for no order", "orderId", (grains, key) => send(grains, [new(1, 1)], Guid.Empty, key)),
    ];

    private static IBalanceGrain Account(IGrainFactory grains, long id = Customer) => grains.GetGrain<IBalanceGrain>(id);

    private static IProductGrain Stand(IGrainFactory grains, long id = Product) => grains.GetGrain<IProductGrain>(id);

    private static ICouponGrain Campaign(IGrainFactory grains, long id = Coupon) => grains.GetGrain<ICouponGrain>(id);

    private static Task Extend(IGrainFactory grains, DefineProduct command, long id = Product) => Stand(grains, id).Define(command);

    private static Task Define(IGrainFactory grains, DefineCoupon command, long id = Coupon + 1) => Campaign(grains, id).Define(command);

    private static OptionDefinition Option(long id = 1) => new(id, "One size", 0, TooMany);

    private static OptionDefinition[] Options(long from, int count) => [.. Enumerable.Range(0, count).Select(i => Option(from + i))];

    private static T[] Many<T>(T one, int count) => [.. Enumerable.Repeat(one, count)];
}
