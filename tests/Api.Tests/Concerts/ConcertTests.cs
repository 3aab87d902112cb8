using System.Globalization;
using Commerce.Fixtures;
using Commerce.Testing;

namespace Commerce.Concerts;

[Collection(ApiTests.Name)]
public sealed class ConcertTests(ApiFixture api)
{
    [Fact]
    public async Task Demo_HasOneConcertWithThreeSchedules()
    {
        await Eventually.HoldsAsync("the demo concert in the list", async () =>
            (await api.Http.GetAsync("/concerts?limit=100")).Json.GetProperty("items").EnumerateArray()
            .Any(concert => concert.GetProperty("concertId").GetInt64() == 7001));
        var schedules = (await api.Http.GetAsync("/concerts/7001/schedules")).Json.GetProperty("items").EnumerateArray();

        Assert.Equal([(8001, 50), (8002, 50), (8003, 10_000)],
            schedules.Select(schedule => (schedule.GetProperty("scheduleId").GetInt32(), schedule.GetProperty("seats").GetInt32())));
        Assert.Equal(10_000, (await api.Http.GetAsync("/schedules/8003/seat-map")).String("seats")!.Length);
    }

    [Fact]
    public async Task Put_TwiceAndExtended_IsCreatedUnchangedAndUpdated()
    {
        var (id, second) = (api.NewId(), api.NewId());
        var first = (await api.Http.PutAsync($"/admin/concerts/{id}", api.Concert(id, seats: 5))).AssertStatus(201);
        Assert.Equal(first.Text, (await api.Http.PutAsync($"/admin/concerts/{id}", api.Concert(id, seats: 5))).AssertStatus(200).Text);

        var extended = (await api.Http.PutAsync($"/admin/concerts/{id}", api.Concert(second, seats: 7))).AssertStatus(200);

        Assert.Equal([5, 7], extended.Json.GetProperty("schedules").EnumerateArray().Select(schedule => schedule.GetProperty("seats")
            .GetInt32()));
        Assert.Equal(extended.Text, (await api.Http.SendAsync(new ApiRequest("GET", $"/admin/concerts/{id}").AsAdmin())).Text);
        (await api.Http.GetAsync($"/concerts/{api.NewId()}/schedules")).AssertProblem(404, "CONCERT_NOT_FOUND");
    }

    [Fact]
    public async Task Put_WhatWouldTakeSomethingBack_IsRefusedAndChangesNothing()
    {
        var (id, other, fresh) = (await api.NewScheduleAsync(seats: 5), api.NewId(), api.NewId());
        var customerId = await api.NewCustomerAsync(balance: 0);
        (await api.Http.PostAsync("/reservations", new { userId = customerId, scheduleId = id, seatId = 5 })).AssertStatus(201);

        (await api.Http.PutAsync($"/admin/concerts/{id}", api.Concert(id, seats: 4))).AssertProblem(409, "SEATS_BELOW_TAKEN");
        var startsAt = api.Host.Clock.GetUtcNow().AddDays(1);
        var schedules = new[] { new { scheduleId = fresh, startsAt, price = 1, seats = 1 }, new { scheduleId = id, startsAt, price = 1,
            seats = 9 } };
        (await api.Http.PutAsync($"/admin/concerts/{other}", new { name = "Other", schedules })).AssertProblem(409, "SCHEDULE_TAKEN");

        (await api.Http.GetAsync($"/concerts/{other}/schedules")).AssertProblem(404, "CONCERT_NOT_FOUND");
        (await api.Http.GetAsync($"/schedules/{fresh}/seat-map")).AssertProblem(404, "SCHEDULE_NOT_FOUND");
        Assert.Equal("FFFFH", (await api.Http.GetAsync($"/schedules/{id}/seat-map")).String("seats"));
        (await api.Http.PutAsync($"/admin/concerts/{id}", api.Concert(id, seats: 6))).AssertStatus(200);
        Assert.Equal("FFFFHF", (await api.Http.GetAsync($"/schedules/{id}/seat-map")).String("seats"));
    }

    [Fact]
    public async Task Put_MoreSchedulesThanAConcertCanHave_IsRefused()
    {
        var id = await api.NewScheduleAsync();
        var schedules = Enumerable.Range(0, 100).Select(_ => new
        {
            scheduleId = api.NewId(),
            startsAt = api.Host.Clock.GetUtcNow(),
            price = 0,
            seats = 1
        });

        (await api.Http.PutAsync($"/admin/concerts/{id}", new { name = "Long", schedules })).AssertProblem(409, "TOO_MANY_SCHEDULES");
    }

    [Fact]
    public async Task Put_AQueueLater_StandsBeforeEverySchedule()
    {
        var (id, customerId) = (await api.NewScheduleAsync(), await api.NewCustomerAsync(balance: 0));
        var body = api.Concert(api.NewId(), queue: new { maxActive = 5, admissionsPerSecond = 5 });

        var answer = (await api.Http.PutAsync($"/admin/concerts/{id}", body)).AssertStatus(200);

        Assert.Equal(5, answer.Json.GetProperty("queue").GetProperty("maxActive").GetInt32());
        (await api.Http.PostAsync("/reservations", new { userId = customerId, scheduleId = id, seatId = 1 })).AssertProblem(403,
            "QUEUE_TOKEN_REQUIRED");
    }

    [Theory]
    [InlineData("seats")]
    [InlineData("seat-map")]
    public async Task Seats_KnownAndUnchanged_Are304UntilOneChanges(string route)
    {
        var (scheduleId, customerId) = (await api.NewScheduleAsync(), await api.NewCustomerAsync(balance: 0));
        var path = $"/schedules/{scheduleId}/{route}";
        var first = (await api.Http.GetAsync(path)).AssertStatus(200);

        var again = await api.Http.SendAsync(new ApiRequest("GET", path).With("If-None-Match", $"\"other\", {first.Headers["ETag"]}"));
        Assert.Equal((304, "", first.Headers["ETag"]), (again.Status, again.Text, again.Headers["ETag"]));
        (await api.Http.PostAsync("/reservations", new { userId = customerId, scheduleId, seatId = 2 })).AssertStatus(201);
        var held = (await api.Http.SendAsync(new ApiRequest("GET", path).With("If-None-Match", first.Headers["ETag"]))).AssertStatus(200);
        api.Host.Clock.Advance(TimeSpan.FromMinutes(5)); // no event says so
        var over = (await api.Http.SendAsync(new ApiRequest("GET", path).With("If-None-Match", held.Headers["ETag"]))).AssertStatus(200);

        Assert.NotEqual(first.Text, held.Text);
        Assert.Equal(first.Text, over.Text);
        Assert.Equal(3, new[] { first, held, over }.Select(answer => answer.Headers["ETag"]).Distinct().Count());
    }

    [Fact]
    public async Task Seats_PageByPage_AreAllOfThemOnce()
    {
        var scheduleId = await api.NewScheduleAsync(seats: 7);
        var (numbers, after) = (new List<long>(), "0");
        while (after is not null)
        {
            var page = (await api.Http.GetAsync($"/schedules/{scheduleId}/seats?limit=3&after={after}")).AssertStatus(200);
            foreach (var seat in page.Json.GetProperty("items").EnumerateArray())
            {
                numbers.Add(seat.GetProperty("seatId").GetInt64());
                Assert.Equal((seat.GetProperty("seatId").GetInt32(), "FREE"), (seat.GetProperty("number").GetInt32(),
                    seat.GetProperty("status").GetString()));
            }
            after = page.Json.TryGetProperty("next", out var next) ? next.GetString() : null;
        }

        Assert.Equal(Enumerable.Range(1, 7).Select(number => (long)number), numbers);
        Assert.Empty((await api.Http.GetAsync(string.Create(CultureInfo.InvariantCulture,
            $"/schedules/{scheduleId}/seats?after={IdBounds.Max}")))
            .Json.GetProperty("items").EnumerateArray());
    }
}
