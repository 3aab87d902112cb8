using System.Globalization;
using Commerce.Fixtures;

namespace Commerce.Orders;

/// <summary>Cancelling and refunding as clients see it.</summary>
[Collection(ApiTests.Name)]
public sealed class OrderReturnTests(ApiFixture api)
{
    [Fact]
    public async Task Cancel_NotPaid_IsCancelledAndCannotBePaid()
    {
        var order = await PlaceAsync(balance: 1_000, price: 10, stock: 5, quantity: 2);

        var cancelled = (await CancelAsync(order.Id)).AssertStatus(200);

        Assert.Equal("CANCELLED", cancelled.String("status"));
        Assert.Equal(cancelled.Text, (await CancelAsync(order.Id)).AssertStatus(200).Text);
        (await PayAsync(order.Id)).AssertProblem(409, "ORDER_CANCELLED");
        (await RefundAsync(order.Id, order.Product, 1)).AssertProblem(409, "ORDER_NOT_PAID");
        await AssertHasAsync(order, balance: 1_000, stock: 5);
        await api.Host.ReadTablesFollowAsync();
        var listed = await api.Http.GetAsync($"/customers/{order.Customer}/orders");
        Assert.Equal("CANCELLED", listed.Json.GetProperty("items")[0].GetProperty("status").GetString());
    }

    [Fact]
    public async Task Cancel_Paid_GivesEverythingBackOnce()
    {
        var order = await PlaceAsync(balance: 1_000, price: 100, stock: 5, quantity: 2, won: 50);
        (await PayAsync(order.Id)).AssertStatus(201);
        await AssertHasAsync(order, balance: 850, stock: 3);

        var cancelled = (await CancelAsync(order.Id)).AssertStatus(200);
        var again = (await CancelAsync(order.Id)).AssertStatus(200);

        Assert.Equal(("CANCELLED", 150), (cancelled.String("status"), cancelled.Number("refundedAmount")));
        Assert.Equal(cancelled.Text, again.Text);
        await AssertHasAsync(order, balance: 1_000, stock: 5);
        (await PayAsync(order.Id)).AssertProblem(409, "ORDER_CANCELLED");
        (await RefundAsync(order.Id, order.Product, 1)).AssertProblem(409, "REFUND_EXCEEDS_PAID");
        // The coupon's piece is free again.
        (await api.Http.PostAsync("/orders", Body(order.Customer, order.Product, 1, order.Coupon))).AssertStatus(201);
        var history = await api.Http.GetAsync($"/v1/users/{order.Customer}/balance/history");
        var entry = history.Json.GetProperty("items")[0];
        Assert.Equal(("REFUND", 150, order.Id),
            (entry.GetProperty("kind").GetString(), entry.GetProperty("amount").GetInt32(), entry.GetProperty("orderId").GetString()));
    }

    [Fact]
    public async Task Cancel_CampaignOverByThen_KeepsThePieceUsed()
    {
        var order = await PlaceAsync(balance: 1_000, price: 100, stock: 5, quantity: 2, won: 50);
        (await PayAsync(order.Id)).AssertStatus(201);
        api.Host.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(150, (await CancelAsync(order.Id)).AssertStatus(200).Number("refundedAmount"));

        await api.Host.ReadTablesFollowAsync();
        var piece = (await api.Http.GetAsync($"/customers/{order.Customer}/coupons")).Json.GetProperty("items")[0];
        Assert.Equal("USED", piece.GetProperty("status").GetString());
        Assert.Equal("USED", (await api.Http.GetAsync($"/coupons/{order.Coupon}/customers/{order.Customer}")).String("status"));
    }

    [Fact]
    public async Task Cancel_UnderThePaymentsKey_IsRefused_AndThePaymentIsStillRepeated()
    {
        var (order, key) = (await PlaceAsync(balance: 1_000, price: 100, stock: 5, quantity: 1), ApiFixture.NewKey());
        var paid = (await api.Http.PostAsync("/payments", new { orderId = order.Id }, key)).AssertStatus(201);

        (await api.Http.PostAsync($"/orders/{order.Id}/cancel", null, key)).AssertProblem(409, "IDEMPOTENCY_KEY_REUSED");

        // An administrator who counts keys as the customer does is somebody else.
        (await api.Http.PostAsync($"/admin/orders/{order.Id}/cancel", null, key)).AssertStatus(200);
        var again = (await api.Http.PostAsync("/payments", new { orderId = order.Id }, key)).AssertStatus(201);
        Assert.Equal((paid.Text, true), (again.Text, again.IsReplayed));
    }

    [Fact]
    public async Task Cancel_PastTheTime_IsForAdministratorsAlone()
    {
        var order = await PlaceAsync(balance: 1_000, price: 100, stock: 5, quantity: 1);
        (await PayAsync(order.Id)).AssertStatus(201);
        api.Host.Clock.Advance(TimeSpan.FromDays(7));

        (await CancelAsync(order.Id)).AssertProblem(409, "ORDER_NOT_CANCELLABLE");
        Assert.Equal("PAID", (await api.Http.GetAsync($"/orders/{order.Id}")).String("status"));
        Assert.Equal("CANCELLED", (await api.Http.PostAsync($"/admin/orders/{order.Id}/cancel", null)).AssertStatus(200).String("status"));
        Assert.Equal("CANCELLED", (await CancelAsync(order.Id)).AssertStatus(200).String("status")); // it is by now
    }

    [Fact]
    public async Task CancelAndRefund_NoOrder_IsNotFound()
    {
        var id = Guid.CreateVersion7().ToString();
        (await CancelAsync(id)).AssertProblem(404, "ORDER_NOT_FOUND");
        (await api.Http.PostAsync($"/admin/orders/{id}/cancel", null)).AssertProblem(404, "ORDER_NOT_FOUND");
        (await RefundAsync(id, 1, 1)).AssertProblem(404, "ORDER_NOT_FOUND");
    }

    [Fact]
    public async Task Refund_PieceByPiece_GivesBackExactlyWhatWasPaid()
    {
        var order = await PlaceAsync(balance: 1_000, price: 100, stock: 5, quantity: 3, won: 50); // 250 paid: 83, 83, 84
        (await PayAsync(order.Id)).AssertStatus(201);

        var first = (await RefundAsync(order.Id, order.Product, 1, restock: true)).AssertStatus(201);
        Assert.Equal((order.Id, 83, 83), (first.String("orderId"), first.Number("amount"), first.Number("refundedTotal")));
        await AssertHasAsync(order, balance: 833, stock: 3);
        (await RefundAsync(order.Id, order.Product, 3)).AssertProblem(409, "REFUND_EXCEEDS_PAID");
        var second = (await RefundAsync(order.Id, order.Product, 2, restock: false)).AssertStatus(201);
        Assert.Equal((167, 250), (second.Number("amount"), second.Number("refundedTotal")));
        await AssertHasAsync(order, balance: 1_000, stock: 3);
        (await RefundAsync(order.Id, order.Product, 1)).AssertProblem(409, "REFUND_EXCEEDS_PAID");

        var read = await api.Http.GetAsync($"/orders/{order.Id}");
        Assert.Equal(("PAID", 250), (read.String("status"), read.Number("refundedAmount")));
        var refunds = read.Json.GetProperty("refunds").EnumerateArray().ToList();
        Assert.Equal([first.String("refundId"), second.String("refundId")],
            refunds.Select(refund => refund.GetProperty("refundId").GetString()));
        Assert.Equal([(83, true, 1), (167, false, 2)], refunds.Select(refund => (refund.GetProperty("amount").GetInt32(),
            refund.GetProperty("restock").GetBoolean(), refund.GetProperty("items")[0].GetProperty("quantity").GetInt32())));
        var history = await api.Http.GetAsync($"/v1/users/{order.Customer}/balance/history");
        Assert.Equal([("REFUND", 167), ("REFUND", 83), ("DEBIT", 250)], history.Json.GetProperty("items").EnumerateArray().Take(3)
            .Select(entry => (entry.GetProperty("kind").GetString(), entry.GetProperty("amount").GetInt32())));
    }

    [Fact]
    public async Task Refund_AnOptionWithItsProductAndWithout_IsOneRefundOfBoth()
    {
        var order = await PlaceAsync(balance: 1_000, price: 100, stock: 5, quantity: 3);
        (await PayAsync(order.Id)).AssertStatus(201);
        var item = new { productOptionId = order.Product, quantity = 1 };
        object[] items = [item, new { productId = order.Product, productOptionId = order.Product, quantity = 1 }];

        var refund = await api.Http.PostAsync($"/admin/orders/{order.Id}/refunds", new { items, restock = true, reason = "damaged" });

        Assert.Equal(200, refund.AssertStatus(201).Number("amount"));
        await AssertHasAsync(order, balance: 900, stock: 4);
        (await CancelAsync(order.Id)).AssertStatus(200);
        await AssertHasAsync(order, balance: 1_000, stock: 5);
    }

    [Fact]
    public async Task Refund_ThenCancel_GivesBackTheRest()
    {
        var order = await PlaceAsync(balance: 1_000, price: 100, stock: 5, quantity: 3);
        (await PayAsync(order.Id)).AssertStatus(201);
        (await RefundAsync(order.Id, order.Product, 1, restock: false)).AssertStatus(201);

        Assert.Equal(300, (await CancelAsync(order.Id)).AssertStatus(200).Number("refundedAmount"));

        await AssertHasAsync(order, balance: 1_000, stock: 4); // one piece was not put back
    }

    [Fact]
    public async Task Refund_OverTheBalancesLimit_StillMoves()
    {
        var order = await PlaceAsync(balance: 1_000, price: 1_000, stock: 5, quantity: 1);
        (await PayAsync(order.Id)).AssertStatus(201);
        (await api.Http.PostAsync($"/v1/users/{order.Customer}/balance", new { amount = 1_000_000_000_000 })).AssertStatus(200);

        (await RefundAsync(order.Id, order.Product, 1)).AssertStatus(201);

        Assert.Equal(1_000_000_001_000,
            (await api.Http.GetAsync($"/v1/users/{order.Customer}/balance")).Json.GetProperty("balance").GetInt64());
    }

    [Fact]
    public async Task Refund_ManyAtOnceWithACancellation_GiveBackWhatWasPaid()
    {
        var order = await PlaceAsync(balance: 10_000, price: 101, stock: 50, quantity: 10, won: 7);
        (await PayAsync(order.Id)).AssertStatus(201);

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => i == 6
            ? CancelAsync(order.Id)
            : RefundAsync(order.Id, order.Product, 1)));

        answers[6].AssertStatus(200);
        Assert.All(answers.Where((_, i) => i != 6), answer => Assert.True(answer.Status is 201 or 409, answer.Text));
        Assert.Equal(1_003, (await api.Http.GetAsync($"/orders/{order.Id}")).Number("refundedAmount"));
        await AssertHasAsync(order, balance: 10_000, stock: 50);
    }

    [Fact]
    public async Task Refund_Costs_TransactionsThatAreCounted()
    {
        var order = await PlaceAsync(balance: 1_000, price: 100, stock: 5, quantity: 3);
        (await PayAsync(order.Id)).AssertStatus(201);
        var before = await api.Host.JournalAsync();

        (await RefundAsync(order.Id, order.Product, 1)).AssertStatus(201);

        // Its start, the money, the pieces, its end; nothing else is stored.
        Assert.Equal(before.Events + 4, (await api.Host.JournalAsync()).Events);
    }

    private async Task<Placed> PlaceAsync(long balance, long price, long stock, int quantity, long? won = null)
    {
        var (customerId, productId) = (await api.NewCustomerAsync(balance), await api.NewProductAsync(price, stock));
        long? couponId = null;
        if (won is not null)
        {
            couponId = await api.NewCampaignAsync(won: won.Value);
            (await api.Http.PostAsync("/coupons/issue", new { couponId, customerId })).AssertStatus(201);
        }
        var placed = (await api.Http.PostAsync("/orders", Body(customerId, productId, quantity, couponId))).AssertStatus(201);
        return new(placed.String("orderId")!, customerId, productId, couponId);
    }

    private static object Body(long customerId, long productId, int quantity, long? couponId) =>
        new { customerId, couponId, items = new[] { new { productId, productOptionId = productId, quantity } } };

    private Task<ApiAnswer> PayAsync(string orderId) => api.Http.PostAsync("/payments", new { orderId });

    private Task<ApiAnswer> CancelAsync(string orderId) => api.Http.PostAsync($"/orders/{orderId}/cancel", null);

    private Task<ApiAnswer> RefundAsync(string orderId, long productOptionId, int quantity, bool restock = true) =>
        api.Http.PostAsync($"/admin/orders/{orderId}/refunds",
            new { items = new[] { new { productOptionId, quantity } }, restock, reason = "damaged" });

    private async Task AssertHasAsync(Placed order, long balance, long stock)
    {
        Assert.Equal(balance, (await api.Http.GetAsync($"/v1/users/{order.Customer}/balance")).Number("balance"));
        var product = await api.Http.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/v1/products/{order.Product}"));
        Assert.Equal(stock, product.Json.GetProperty("options")[0].GetProperty("stock").GetInt64());
    }

    private sealed record Placed(string Id, long Customer, long Product, long? Coupon);
}
