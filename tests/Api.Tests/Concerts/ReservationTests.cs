using Commerce.Fixtures;

namespace Commerce.Concerts;

[Collection(ApiTests.Name)]
public sealed partial class ReservationTests(ApiFixture api)
{
    private static readonly TimeSpan s_holdFor = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Reserve_AFreeSeat_HoldsItAndCanBePaidOnce()
    {
        var (customerId, scheduleId) = (await api.NewCustomerAsync(balance: 1_500), await api.NewScheduleAsync(price: 1_000));

        var held = (await ReserveAsync(customerId, scheduleId, 3)).AssertStatus(201);

        var (id, now) = (held.String("reservationId"), api.Host.Clock.GetUtcNow());
        Assert.Equal(("HELD", 1_000, 3), (held.String("status"), held.Number("price"), held.Number("seatId")));
        Assert.InRange(held.Json.GetProperty("expiresAt").GetDateTimeOffset(), now + s_holdFor - TimeSpan.FromSeconds(1), now + s_holdFor);
        Assert.Equal($"/reservations/{id}", held.Headers["Location"]);
        Assert.Equal("HELD", await StatusAsync(id));

        var paid = (await PayAsync(id)).AssertStatus(201);
        Assert.Equal(("PAID", 1_000, id), (paid.String("status"), paid.Number("amount"), paid.String("reservationId")));
        (await PayAsync(id)).AssertProblem(409, "RESERVATION_ALREADY_PAID");
        (await api.Http.SendAsync(new("DELETE", $"/reservations/{id}"))).AssertProblem(409, "RESERVATION_ALREADY_PAID");
        Assert.Equal("PAID", await StatusAsync(id));
        Assert.Equal(500, await BalanceAsync(customerId));
        Assert.Equal("FFSFFFFFFF", await MapAsync(scheduleId));
    }

    [Fact]
    public async Task Reserve_FiftyAtOnceForOneSeat_OneGetsIt()
    {
        var scheduleId = await api.NewScheduleAsync();
        var customers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => api.NewCustomerAsync(balance: 0)));

        var answers = await Task.WhenAll(customers.Select(customerId => ReserveAsync(customerId, scheduleId, 1)));

        Assert.Single(answers, answer => answer.Status == 201);
        Assert.All(answers.Where(answer => answer.Status != 201), answer => answer.AssertProblem(409, "SEAT_TAKEN"));
        Assert.Equal("HFFFFFFFFF", await MapAsync(scheduleId));
    }

    [Fact]
    public async Task Pay_TwentyAtOnce_IsOneDebit()
    {
        var (customerId, scheduleId) = (await api.NewCustomerAsync(balance: 100_000), await api.NewScheduleAsync(price: 1_000));
        var id = (await ReserveAsync(customerId, scheduleId, 1)).String("reservationId");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PayAsync(id)));

        Assert.Contains(answers, answer => answer.Status == 201);
        Assert.Single(answers.Where(answer => answer.Status == 201).Select(answer => answer.String("paymentId")).Distinct());
        Assert.All(answers.Where(answer => answer.Status != 201), answer => answer.AssertProblem(409, "RESERVATION_ALREADY_PAID"));
        Assert.Equal(99_000, await BalanceAsync(customerId));
    }

    [Fact]
    public async Task Pay_Late_IsGoneAndTheSeatTheNextCustomers()
    {
        await using var host = await ApiUnderTest.StartAsync("--Demo:Load=true");
        var (first, next) = (await ReserveAsync(1001, 8001, 1, http: host.Http, queueAs: 1001), 1002);
        host.Clock.Advance(s_holdFor - TimeSpan.FromMilliseconds(5)); // what clients are told is cut to the millisecond
        (await ReserveAsync(next, 8001, 1, http: host.Http, queueAs: next)).AssertProblem(409, "SEAT_TAKEN");

        host.Clock.Advance(TimeSpan.FromMilliseconds(5));

        var id = first.AssertStatus(201).String("reservationId");
        (await PayAsync(id, http: host.Http)).AssertProblem(410, "RESERVATION_EXPIRED");
        Assert.Equal("EXPIRED", (await host.Http.GetAsync($"/reservations/{id}")).String("status"));
        Assert.Equal(50_000_000, (await host.Http.GetAsync("/v1/users/1001/balance")).Number("balance"));
        (await ReserveAsync(next, 8001, 1, http: host.Http, queueAs: next)).AssertStatus(201);
    }

    [Fact]
    public async Task Pay_MoneyShort_IsRefusedAndCanBeMadeAgain()
    {
        var (customerId, scheduleId) = (await api.NewCustomerAsync(balance: 999), await api.NewScheduleAsync(price: 1_000));
        var id = (await ReserveAsync(customerId, scheduleId, 1)).String("reservationId");

        (await PayAsync(id)).AssertProblem(409, "BALANCE_INSUFFICIENT");
        Assert.Equal("HELD", await StatusAsync(id));
        await api.Http.PostAsync($"/v1/users/{customerId}/balance", new { amount = 1 });

        (await PayAsync(id)).AssertStatus(201);
        Assert.Equal(0, await BalanceAsync(customerId));
    }

    [Fact]
    public async Task Pay_UnderAKey_IsReplayed()
    {
        var (customerId, scheduleId) = (await api.NewCustomerAsync(balance: 1_000), await api.NewScheduleAsync());
        var (id, key) = ((await ReserveAsync(customerId, scheduleId, 1)).String("reservationId"), ApiFixture.NewKey());
        var first = (await PayAsync(id, key)).AssertStatus(201);

        var again = (await PayAsync(id, key)).AssertStatus(201);

        Assert.True(again.IsReplayed);
        Assert.Equal(first.Text, again.Text);
    }

    [Fact]
    public async Task Reserve_UnderAKey_FindsTheSameReservationAndNoOtherSeat()
    {
        var (customerId, scheduleId, key) = (await api.NewCustomerAsync(balance: 0), await api.NewScheduleAsync(), ApiFixture.NewKey());
        var first = (await ReserveAsync(customerId, scheduleId, 1, key)).AssertStatus(201);

        var again = (await ReserveAsync(customerId, scheduleId, 1, key)).AssertStatus(201);
        Assert.True(again.IsReplayed);
        Assert.Equal(first.Text, again.Text);
        (await ReserveAsync(customerId, scheduleId, 2, key)).AssertProblem(409, "IDEMPOTENCY_KEY_REUSED");
        (await ReserveAsync(customerId, await api.NewScheduleAsync(), 1, key)).AssertProblem(409, "IDEMPOTENCY_KEY_REUSED");
        // Another customer's key is another one.
        (await ReserveAsync(await api.NewCustomerAsync(0), scheduleId, 2, key)).AssertStatus(201);
    }

    [Fact]
    public async Task Reserve_AndOrderUnderOneKey_AreTwoThings()
    {
        var (customerId, key) = (await api.NewCustomerAsync(balance: 2_000), ApiFixture.NewKey());
        var productId = await api.NewProductAsync(price: 1_000, stock: 1);
        var items = new[] { new { productId, productOptionId = productId, quantity = 1 } };
        var order = (await api.Http.PostAsync("/orders", new { customerId, items }, key)).AssertStatus(201).String("orderId");
        var scheduleId = await api.NewScheduleAsync(price: 1_000);
        var reservation = (await ReserveAsync(customerId, scheduleId, 1, key)).AssertStatus(201).String("reservationId");

        Assert.NotEqual(order, reservation);
        (await api.Http.PostAsync("/payments", new { orderId = order })).AssertStatus(201);
        (await PayAsync(reservation)).AssertStatus(201);
        Assert.Equal(0, await BalanceAsync(customerId));
    }

    [Fact]
    public async Task Cancel_AHeldSeat_FreesItForTheNextAndCannotBePaid()
    {
        var (customerId, scheduleId) = (await api.NewCustomerAsync(balance: 1_000), await api.NewScheduleAsync());
        var id = (await ReserveAsync(customerId, scheduleId, 1)).String("reservationId");

        (await api.Http.SendAsync(new("DELETE", $"/reservations/{id}"))).AssertStatus(204);
        (await api.Http.SendAsync(new("DELETE", $"/reservations/{id}"))).AssertStatus(204);

        Assert.Equal("CANCELLED", await StatusAsync(id));
        (await PayAsync(id)).AssertProblem(410, "RESERVATION_EXPIRED");
        (await ReserveAsync(await api.NewCustomerAsync(0), scheduleId, 1)).AssertStatus(201);
    }

    [Fact]
    public async Task Reserve_WhatCannotBe_IsRefusedByItsCode()
    {
        var (customerId, scheduleId) = (await api.NewCustomerAsync(balance: 0), await api.NewScheduleAsync(seats: 6));

        (await ReserveAsync(customerId, api.NewId(), 1)).AssertProblem(404, "SCHEDULE_NOT_FOUND");
        (await ReserveAsync(customerId, scheduleId, 7)).AssertProblem(404, "SEAT_NOT_FOUND");
        (await ReserveAsync(api.NewId(), scheduleId, 1)).AssertProblem(404, "CUSTOMER_NOT_FOUND");
        for (var seat = 1; seat <= 4; seat++)
            (await ReserveAsync(customerId, scheduleId, seat)).AssertStatus(201);
        (await ReserveAsync(customerId, scheduleId, 1)).AssertProblem(409, "SEAT_TAKEN");
        (await ReserveAsync(customerId, scheduleId, 5)).AssertProblem(409, "HOLD_LIMIT_REACHED");
        var nothing = Guid.NewGuid();
        (await PayAsync($"{nothing}")).AssertProblem(404, "RESERVATION_NOT_FOUND");
        (await api.Http.SendAsync(new("DELETE", $"/reservations/{nothing}"))).AssertProblem(404, "RESERVATION_NOT_FOUND");
        (await api.Http.GetAsync($"/reservations/{nothing}")).AssertProblem(404, "RESERVATION_NOT_FOUND");
    }

    [Fact]
    public async Task Reserve_BehindAQueue_TakesAnActiveTokenAndPayingHandsItOn()
    {
        var scheduleId = await api.NewScheduleAsync(queue: new { maxActive = 1, admissionsPerSecond = 100 });
        var (inside, waiting) = (await api.NewCustomerAsync(balance: 1_000), await api.NewCustomerAsync(balance: 1_000));
        var (active, next) = (await JoinAsync(scheduleId, inside), await JoinAsync(scheduleId, waiting));
        Assert.Equal(("ACTIVE", "WAITING"), (active.String("status"), next.String("status")));

        (await ReserveAsync(inside, scheduleId, 1)).AssertProblem(403, "QUEUE_TOKEN_REQUIRED");
        (await ReserveAsync(inside, scheduleId, 1, token: "made up")).AssertProblem(403, "QUEUE_TOKEN_REQUIRED");
        (await ReserveAsync(waiting, scheduleId, 1, token: active.String("token"))).AssertProblem(403, "QUEUE_TOKEN_REQUIRED");
        (await ReserveAsync(waiting, scheduleId, 1, token: next.String("token"))).AssertProblem(403, "QUEUE_TOKEN_NOT_ACTIVE");
        var held = (await ReserveAsync(inside, scheduleId, 1, token: active.String("token"))).AssertStatus(201);
        (await PayAsync(held.String("reservationId"))).AssertStatus(201);

        (await ReserveAsync(inside, scheduleId, 2, token: active.String("token"))).AssertProblem(403, "QUEUE_TOKEN_NOT_ACTIVE");
        api.Host.Clock.Advance(TimeSpan.FromSeconds(1));
        await Testing.Eventually.HoldsAsync("the next in line to be let in", async () =>
            (await ReserveAsync(waiting, scheduleId, 3, token: next.String("token"))).Status == 201);
    }

    [Fact]
    public async Task List_OfACustomer_HasEveryReservationTheLatestFirst()
    {
        var (customerId, scheduleId) = (await api.NewCustomerAsync(balance: 1_000), await api.NewScheduleAsync());
        var ids = new List<string?>();
        for (var seat = 1; seat <= 3; seat++)
        {
            ids.Insert(0, (await ReserveAsync(customerId, scheduleId, seat)).String("reservationId"));
            api.Host.Clock.Advance(TimeSpan.FromMilliseconds(10));
        }
        await PayAsync(ids[1]);
        await api.Http.SendAsync(new("DELETE", $"/reservations/{ids[2]}"));
        await api.Host.ReadTablesFollowAsync();

        var list = await api.Http.GetAsync($"/customers/{customerId}/reservations?limit=2");
        var rest = await api.Http.GetAsync($"/customers/{customerId}/reservations?after={list.String("next")}");

        var all = list.Json.GetProperty("items").EnumerateArray().Concat(rest.Json.GetProperty("items").EnumerateArray()).ToList();
        Assert.Equal(ids, all.Select(item => item.GetProperty("reservationId").GetString()));
        Assert.Equal(["HELD", "PAID", "CANCELLED"], all.Select(item => item.GetProperty("status").GetString()));
        (await api.Http.GetAsync($"/customers/{api.NewId()}/reservations")).AssertProblem(404, "CUSTOMER_NOT_FOUND");
    }
}
