using Commerce.Lifetime;
using Commerce.Testing;

namespace Commerce.Orders;

/// <summary><c>Silo verify</c> holds what it is asked for: every law is broken once, by SQL behind the silo's back.</summary>
[Collection(ProcessTests.Name)]
public sealed class VerifyTests(GivenBackStore shop) : IClassFixture<GivenBackStore>, IDisposable
{
    private const string Paid = "(SELECT stream FROM journal WHERE event_type = 'order.payment-completed' ORDER BY position DESC LIMIT 1)";

    private static readonly string[] s_readTableLaws = ["issued_coupon has", "coupon_use has", "product has", "customer_order has",
        "customer_reservation has", "product_sales has"];

    private static readonly string[] s_lost =
    [
        "DELETE FROM issued_coupon", "DELETE FROM coupon_use", "DELETE FROM product WHERE product_id = 7",
        $"DELETE FROM customer_order WHERE 'order/' || lower(hex(order_id)) = {Paid}",
        "DELETE FROM customer_reservation",
        "UPDATE product_sales SET quantity = quantity + 1",
    ];

    private readonly TempFolder _folder = new();

    /// <summary>What is done to the store, and the laws it breaks.</summary>
    public static TheoryData<string, string[]> Breaches => new()
    {
        // Streams
        { Delete("stream = 'product/7' AND seq = 2"), ["every stream's events", "pieces are taken"] },
        { Delete("stream = 'coupon/4001' AND seq = 1"), ["every stream's events", "no campaign has more"] },
        { Delete($"stream = {Paid} AND seq = 1"), ["every stream's events", "an order is placed once", "whatever was taken"] },
        { Edit("order.placed", "\"lines\"", "lines"), ["every event can be read"] },
        { "UPDATE journal SET stream = 'coupon/x' WHERE stream = 'coupon/4001'", ["every event can be read"] },
        // Administrators
        { "DELETE FROM admin_event WHERE id = (SELECT MAX(id) FROM admin_event)", ["admin_event lists"] },
        { "UPDATE admin_event SET seq = seq + 100", ["admin_event lists"] },
        { "UPDATE journal SET actor = 'somebody' WHERE event_type = 'coupon.issued'", ["admin_event lists"] },
        // Coupons
        { Edit("coupon.defined", "\"totalQuantity\":2", "\"totalQuantity\":1"), ["no campaign has more"] },
        { Edit("coupon.defined", "\"totalQuantity\":2", "\"totalQuantity\":2,\"isPaused\":true"), ["no piece is issued while"] },
        { Edit("coupon.issued", "\"customerId\":2", "\"customerId\":1"), ["no customer has two", "issued_coupon has"] },
        { Edit("coupon.issued", "\"issueNumber\":2", "\"issueNumber\":3"), ["pieces are numbered", "issued_coupon has"] },
        { Add("coupon/4001", "coupon.pieces_issued", """{"firstNumber":3,"customerIds":[9,2],"issuedAt":"2026-01-01T00:00:00Z"}"""), ["no campaign has more", "no customer has two", "issued_coupon has"] },
        { Edit("coupon.redeemed", "\"customerId\":2", "\"customerId\":1"), ["a piece is used by one order"] },
        { DeleteLast("coupon.redeemed"), ["a coupon's piece", "coupon_use has"] },
        { Edit("coupon.redeemed", "\"discountAmount\":1000", "\"discountAmount\":2000"), ["the discount that a coupon gave"] },
        { Repeat("coupon.defined", "\"totalQuantity\":2", "\"totalQuantity\":1"), ["no campaign has more"] },
        { "UPDATE journal SET stream = 'coupon/4002' WHERE stream = 'coupon/4001'", ["a coupon's piece"] },
        { Swap("coupon/4001", "\"customerId\":1", "\"customerId\":2"), ["a coupon's piece"] },
        // Balances
        { "UPDATE journal SET stream = 'balance/77' WHERE stream = 'balance/1'",
            ["money is taken for paid orders", "money is taken for paid reservations"] },
        { Move("balance.refunded", "balance/2"), ["money is taken for paid orders"] },
        { Move("balance.debited", "balance/2"), ["money is taken for paid reservations"] },
        { Edit("balance.charged", "\"amount\":5000,", "\"amount\":5001,"), ["every entry's balance", "balances + paid orders"] },
        { Edit("balance.debited", "\"balanceAfter\":", "\"balanceAfter\":-"), ["every entry's balance", "no balance is negative"] },
        { DeleteLast("balance.debited"), ["balances + paid orders", "money is taken"] },
        { Repeat("balance.debited"), ["money is taken"] },
        // Products
        { DeleteLast("product.stock-deducted"), ["pieces are taken"] },
        { DeleteLast("product.stock-restored"), ["pieces are taken"] },
        { Edit("product.defined", "\"supplied\":100", "\"supplied\":3"), ["no option has more"] },
        { Edit("product.stock-added", "\"quantity\":50", "\"quantity\":-97"), ["no option has more"] },
        // Orders
        { DeleteLast("order.payment-completed"), ["the payments and refunds under way", "customer_order has"] },
        { Repeat("order.cancelled"), ["an order is placed once"] },
        { Edit("order.cancellation-started", "\"startedAt\"", "\"amount\":1,\"startedAt\""),
            ["no more is given back", "money is taken"] },
        { Edit("order.refund-started", "\"quantity\":1", "\"quantity\":9"), ["no more is given back"] },
        { DeleteLast("order.refund-completed"), ["the payments and refunds under way", "product_sales has"] },
        { DeleteLast("order.cancelled"), ["the payments and refunds under way", "customer_order has"] },
        { DeleteLast("balance.refunded"), ["money is taken"] },
        { DeleteLast("coupon.restored"), ["a coupon's piece"] },
        { Edit("order.payment-started", "\"startedAt\":\"20", "\"startedAt\":\"21"), ["no payment of an order starts after"] },
        { Repeat("order.payment-completed"), ["an order is placed once"] },
        { Edit("order.payment-completed", "\"amount\":", "\"amount\":1"), ["what is paid for an order"] },
        { $"INSERT INTO open_work (stream, opened_at) SELECT {Paid}, 1", ["the payments and refunds under way"] },
        { "INSERT INTO open_work (stream, opened_at) VALUES ('order/00000000000000000000000000000001', 1)",
            ["the payments and refunds under way"] },
        { "INSERT INTO open_work (stream, opened_at) VALUES ('order/1', 1)", ["the payments and refunds under way"] },
        // Seats
        { DeleteLast("seat-block.seat-sold"), ["every paid reservation"] },
        { Repeat("seat-block.seat-sold"), ["a seat is held", "every paid reservation"] },
        { Edit("seat-block.seat-held", "\"seatId\":2", "\"seatId\":1"), ["a seat is held"] },
        { DeleteLast("reservation.paid"), ["the payments of reservations", "customer_reservation has"] },
        { Repeat("reservation.paid"), ["a reservation is opened once"] },
        { Edit("reservation.opened", "\"price\":700", "\"price\":701"), ["money is taken for paid reservations",
            "balances + paid orders"] },
        { Delete("event_type LIKE 'reservation.%'"), ["every paid reservation", "whatever was taken", "customer_reservation has"] },
        { "INSERT INTO open_work (stream, opened_at) SELECT stream, 1 FROM journal WHERE event_type = 'reservation.paid'",
            ["the payments of reservations"] },
        { "DELETE FROM customer_reservation WHERE status = 2", ["customer_reservation has"] },
        { "UPDATE customer_reservation SET seat_id = 3 WHERE status = 0", ["customer_reservation has"] },
        // Read tables
        { "DELETE FROM issued_coupon WHERE customer_id = 1", ["issued_coupon has"] },
        { "UPDATE issued_coupon SET issue_number = 9 WHERE customer_id = 1", ["issued_coupon has"] },
        { "DELETE FROM coupon_use WHERE customer_id = 1", ["coupon_use has"] },
        { "UPDATE coupon_use SET order_id = NULL", ["coupon_use has"] },
        { "DELETE FROM customer_order WHERE status = 0", ["customer_order has"] },
        { "UPDATE customer_order SET status = 2 WHERE status = 3", ["customer_order has"] },
        { "UPDATE customer_order SET total_amount = total_amount + 1 WHERE status = 2", ["customer_order has"] },
        { "DELETE FROM product WHERE product_id = 7", ["product has"] },
        { "DELETE FROM product_sales WHERE product_id = 7", ["product_sales has"] },
        { "UPDATE product_sales SET day = 1", ["product_sales has"] },
        { "DELETE FROM order_sale", ["order_sale has"] },
        { "UPDATE order_sale SET last_seq = last_seq - 1", ["order_sale has"] },
        { "INSERT INTO order_sale (order_id, day, last_seq) VALUES (x'00000000000000000000000000000001', 1, 1)", ["order_sale has"] },
        { "UPDATE customer_order SET placed_at = 0", ["customer_order has"] },
        { "UPDATE customer_order SET expires_at = 0", ["customer_order has"] },
        { "UPDATE customer_reservation SET expires_at = 0", ["customer_reservation has"] },
        { "UPDATE issued_coupon SET issued_at = 0", ["issued_coupon has"] },
        { "DELETE FROM concert", ["concert has"] },
        { "UPDATE concert SET name = 'another'", ["concert has"] },
        // Commands that can come again
        { "DELETE FROM command_index", ["command_index has"] },
        { "UPDATE command_index SET seq = seq + 1", ["command_index has"] },
    };

    [Fact]
    public async Task Verify_StoreOfAStoppedSilo_HoldsEveryLaw()
    {
        var result = await VerifyAsync(shop.Copy());

        Assert.True(result.ExitCode == 0, result.Output);
        Assert.DoesNotContain("BREACH", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("(0 checked", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Breaches))]
    public async Task Verify_StoreWasDoctored_FailsAndNamesTheLaw(string sql, string[] laws)
    {
        var store = shop.Copy();
        Assert.NotEqual(0, await store.ExecuteAsync(sql));

        var result = await VerifyAsync(store);

        Assert.True(result.ExitCode == 1, result.Output);
        foreach (var law in laws)
            Assert.Contains($"BREACH {law}", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("coupon/4001", "issued_coupon has", "coupon_use has")]
    [InlineData("product/7", "product has")]
    [InlineData(Paid, "customer_order has", "product_sales has")]
    public async Task Verify_EventsAreOnTheirWay_SaysWhatItSkipped_AndNothingOfWhatTheReadTablesLack(string stream, params string[] laws)
    {
        var store = shop.Copy();
        var name = stream.StartsWith('(') ? stream : $"'{stream}'";
        await store.ExecuteAsync($"INSERT INTO outbox (stream, first_seq, last_seq, recorded_at) VALUES ({name}, 1, 9, 1)");
        foreach (var sql in s_lost)
            Assert.NotEqual(0, await store.ExecuteAsync(sql));

        var result = await VerifyAsync(store);

        foreach (var law in laws)
            Assert.Contains($"skipped {law}", result.Output, StringComparison.Ordinal);
        foreach (var law in s_readTableLaws.Except(laws))
            Assert.Contains($"BREACH {law}", result.Output, StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
    }

    [Fact]
    public async Task Verify_NothingIsWrongAndNotAllWasTold_EndsWithThree()
    {
        var store = shop.Copy();
        await store.ExecuteAsync("INSERT INTO outbox (stream, first_seq, last_seq, recorded_at) VALUES ('coupon/4001', 2, 3, 1)");

        var result = await VerifyAsync(store);

        Assert.True(result.ExitCode == 3, result.Output);
        Assert.DoesNotContain("BREACH", result.Output, StringComparison.Ordinal);
        Assert.Contains("skipped issued_coupon has", result.Output, StringComparison.Ordinal);
        Assert.Contains("ok     customer_order has", result.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<ProgramResult> VerifyAsync(SiloStore store) => SiloProgram.RunAsync(_folder.Path, ["verify", .. store.Settings]);

    private static string Delete(string which) => $"DELETE FROM journal WHERE {which}";

    private static string DeleteLast(string type) => Delete($"position = (SELECT MAX(position) FROM journal WHERE event_type = '{type}')");

    private static string Edit(string type, string what, string with) =>
        $"UPDATE journal SET payload = CAST(REPLACE(CAST(payload AS TEXT), '{what}', '{with}') AS BLOB) WHERE event_type = '{type}'";

    private static string Add(string stream, string type, string payload) => $"""
        INSERT INTO journal (stream, seq, event_id, event_type, event_version, payload, recorded_at)
        SELECT stream, MAX(seq) + 1, randomblob(16), '{type}', 1, CAST('{payload}' AS BLOB), MAX(recorded_at) FROM journal WHERE stream = '{stream}'
        """;

    /// <summary>Lets the last event of a type happen once more, at the end of its stream, and there say something else.</summary>
    private static string Repeat(string type, string what = "", string with = "") => $"""
        INSERT INTO journal (stream, seq, event_id, event_type, event_version, payload, recorded_at)
        SELECT stream, (SELECT MAX(seq) + 1 FROM journal s WHERE s.stream = e.stream), randomblob(16), event_type, event_version,
            CAST(REPLACE(CAST(payload AS TEXT), '{what}', '{with}') AS BLOB), recorded_at
        FROM journal e WHERE event_type = '{type}' ORDER BY position DESC LIMIT 1
        """;

    /// <summary>Lets the last event of a type be of another stream.</summary>
    private static string Move(string type, string stream) => $"""
        UPDATE journal SET stream = '{stream}', seq = 1000
        WHERE position = (SELECT MAX(position) FROM journal WHERE event_type = '{type}')
        """;

    private static string Swap(string stream, string one, string other) => $"""
        UPDATE journal SET payload = CAST(REPLACE(REPLACE(REPLACE(CAST(payload AS TEXT), '{one}', '?'), '{other}', '{one}'), '?', '{other}') AS BLOB)
        WHERE stream = '{stream}'
        """;
}
