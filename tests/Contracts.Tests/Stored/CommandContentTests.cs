using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Concerts;
using Commerce.Coupons;
using Commerce.Orders;
using Commerce.WaitingQueue;

namespace Commerce.Stored;

/// <summary>
/// The text of every command, letter by letter. Receipts keep its hash and orders the text itself, so a command that is
/// repeated after an upgrade is only known again when it is still the same.
/// </summary>
public sealed class CommandContentTests
{
    private const string Order = "0195a0c4-7d2e-7abc-8def-0123456789ab";

    private static readonly Dictionary<ICommand, string> s_texts = new()
    {
        [new OpenAccount("김하늘", 50_000_000, null)] = "open 김하늘\n50000000",
        [new ChargeBalance(1_000, null)] = "charge 1000",
        [new ChargeBalance(1_000, null, "pay_7")] = "charge 1000\npay_7",
        [new DebitBalance(12_500, StoredSamples.OrderId, null, null)] = $"debit 12500 {Order}",
        [new RefundBalance(12_500, StoredSamples.OrderId, null, null)] = $"refund 12500 {Order}",
        [new DefineCoupon("Spring", "SPRING-25", DiscountType.Rate, 15, 100, StoredSamples.Start, StoredSamples.Start.AddDays(1), null)] =
            "define Spring\nSPRING-25\nRate 15 100 2025-03-01T09:00:00.0000000+00:00 2025-03-02T09:00:00.0000000+00:00",
        [new DefineCoupon("Spring", null, DiscountType.Fixed, 1_000, 1, StoredSamples.Start, StoredSamples.Start.AddDays(1), null)] =
            "define Spring\n\nFixed 1000 1 2025-03-01T09:00:00.0000000+00:00 2025-03-02T09:00:00.0000000+00:00",
        [new DefineCoupon("Spring", null, DiscountType.Fixed, 1_000, 1, StoredSamples.Start, StoredSamples.Start.AddDays(1), null, null,
            true, StoredSamples.Start.AddDays(2))] =
            "define Spring\n\nFixed 1000 1 2025-03-01T09:00:00.0000000+00:00 2025-03-02T09:00:00.0000000+00:00\n"
            + "paused True\nusable 2025-03-03T09:00:00.0000000+00:00",
        [new IssueCoupon(1001, null)] = "issue 1001",
        [new IssueCoupon(1001, null, "SPRING-25")] = "issue 1001", // a code is how a piece is asked for, not what is asked for
        [new ReleaseCouponCode(null)] = "release code",
        [new RedeemCoupon(1001, StoredSamples.OrderId, 10_000, null)] = $"redeem 1001 {Order} 10000",
        [new RestoreCoupon(1001, StoredSamples.OrderId, null)] = $"restore 1001 {Order}",
        [new DefineProduct("겨울 코트", 29_900, [new(6001, "S", 0, 100_000), new(6002, "L / 검정", 2_000, 0)], null)] =
            "define 겨울 코트\n29900\n"
            + "OptionDefinition { OptionId = 6001, Name = S, ExtraPrice = 0, Supplied = 100000 }\n"
            + "OptionDefinition { OptionId = 6002, Name = L / 검정, ExtraPrice = 2000, Supplied = 0 }",
        [new DefineProduct("Shirt", 1, [new(6001, "S", 0, OptionDefinition.KeptSupply, SupplyForm.Kept), new(6002, "L", 0, 5,
            SupplyForm.First)], null)] =
            "define Shirt\n1\n"
            + "OptionDefinition { OptionId = 6001, Name = S, ExtraPrice = 0, Supplied = -1 }\n"
            + "OptionDefinition { OptionId = 6002, Name = L, ExtraPrice = 0, Supplied = 5 }",
        [new OpenAccount("Kim", 5, null, null, ["a"])] = "open Kim\n5", // nor is what was read before
        [new AddStock(6001, 30, null)] = "add 6001 30",
        [new RemoveCouponQueue(null)] = "remove queue",
        [new OpenAccount("김하늘", 0, null, true)] = "rename 김하늘",
        [new DeductStock(StoredSamples.OrderId, [new(6001, 2), new(6002, 10_000)], null, null)] =
            $"deduct {Order}\nStockItem {{ OptionId = 6001, Quantity = 2 }}\nStockItem {{ OptionId = 6002, Quantity = 10000 }}",
        [new RestoreStock(StoredSamples.OrderId, [new(6001, 2)], null, null)] =
            $"restore {Order}\nStockItem {{ OptionId = 6001, Quantity = 2 }}",
        [new PlaceOrder(1001, 4001, [new(5001, 6001, 2), new(5002, null, 1)], 69_700, null)] =
            "place 1001 4001 69700\n"
            + "OrderItemRequest { ProductId = 5001, OptionId = 6001, Quantity = 2 }\n"
            + "OrderItemRequest { ProductId = 5002, OptionId = , Quantity = 1 }",
        [new PlaceOrder(1001, null, [new(4, null, 1)], null, null)] =
            "place 1001  \nOrderItemRequest { ProductId = 4, OptionId = , Quantity = 1 }",
        [new PayOrder(null)] = "pay",
        [new CancelOrder(false, null)] = "cancel",
        [new CancelOrder(true, null)] = "cancel at any time",
        [new RefundOrder([new(null, 6001, 2), new(5002, 6004, 1)], true, "찢어진 상자", null)] =
            "refund and restock\n찢어진 상자\n 6001 2\n5002 6004 1",
        [new RefundOrder([new(null, 6001, 2)], false, "damaged", null)] = "refund alone\ndamaged\n 6001 2",
        // An order has one promise.
        [new RedeemCoupon(1001, StoredSamples.OrderId, 10_000, null, null, 1_000)] = $"redeem 1001 {Order} 10000",
        [new RestoreCoupon(1001, StoredSamples.OrderId, null, null, true)] = $"restore 1001 {Order}",
        [new DefineCoupon("Spring", null, DiscountType.Fixed, 1_000, 1, StoredSamples.Start, StoredSamples.Start.AddDays(1), null,
            new(500, 100))] =
            "define Spring\n\nFixed 1000 1 2025-03-01T09:00:00.0000000+00:00 2025-03-02T09:00:00.0000000+00:00\nqueue 500 100 300 120 ",
        [new IssueCoupon(1001, null, null, "token")] = "issue 1001", // nor is a token
        [new DefineQueue(new(500, 100, 300, 120, StoredSamples.Start), null)] = "queue 500 100 300 120 2025-03-01T09:00:00.0000000+00:00",
        [new JoinQueue(1001, null)] = "join 1001",
        [new CloseQueueToken(42, 1001, null)] = "close 42 1001",
        [new DefineConcert("봄 음악회", [new(8001, StoredSamples.Start, 77_000, 50), new(8002,
            StoredSamples.Start.ToOffset(TimeSpan.FromHours(9)), 0, 1)],
            new(500, 100, 300, 120, StoredSamples.Start), null)] =
            "define 봄 음악회\nqueue 500 100 300 120 2025-03-01T09:00:00.0000000+00:00\n"
            + "8001 2025-03-01T09:00:00.0000000+00:00 77000 50\n8002 2025-03-01T09:00:00.0000000+00:00 0 1",
        [new DefineConcert("Concert", [new(8001, StoredSamples.Start, 1, 1)], null, null)] =
            "define Concert\n\n8001 2025-03-01T09:00:00.0000000+00:00 1 1",
        [new DefineSeatBlock(7001, new(8001, StoredSamples.Start, 77_000, 50), true)] =
            "define 7001 True\n8001 2025-03-01T09:00:00.0000000+00:00 77000 50",
        [new HoldSeat(StoredSamples.OrderId, 1001, 7, "token", true)] = "hold 0195a0c47d2e7abc8def0123456789ab 1001 7",
        [new SellSeat(StoredSamples.OrderId, null, null)] = "sell 0195a0c47d2e7abc8def0123456789ab",
        [new OpenReservation(7001, 8001, 7, 1001, 77_000, StoredSamples.Start, StoredSamples.Start, null)] = "open 8001 7 1001",
        [new PayReservation(null)] = "pay",
    };

    [Fact]
    public void Content_OfEveryCommand_IsTheTextThatReceiptsKeep() =>
        Assert.All(s_texts, command => Assert.Equal(command.Value, command.Key.Content));

    [Fact]
    public void EveryCommand_OfTheContract_IsPinned()
    {
        var commands = typeof(ICommand).Assembly.GetTypes()
            .Where(type => type is { IsClass: true } && type.IsAssignableTo(typeof(ICommand)));
        Assert.Empty(commands.Except(s_texts.Keys.Select(command => command.GetType())));
    }
}
