using System.Text.Json;
using Commerce.Fixtures;

namespace Commerce.Audit;

/// <summary>What administrators changed, as the journal has it.</summary>
[Collection(ApiTests.Name)]
public sealed class AuditListTests(ApiFixture api)
{
    private const string Key = "Admin:ApiKey"; // which it was, not the key

    [Fact]
    public async Task List_OfActs_TellsWhoDidWhatToWhat_TheLatestFirst()
    {
        var customer = await api.NewCustomerAsync(1_000);
        var product = await api.NewProductAsync(100, stock: 5);
        (await api.Http.PostAsync($"/admin/products/{product}/options/{product}/restock", new { quantity = 3 })).AssertStatus(200);
        var schedule = await api.NewScheduleAsync(queue: new { maxActive = 5, admissionsPerSecond = 5 });
        var coupon = await api.NewCampaignAsync(code: $"C{api.NewId()}");
        (await api.Http.SendAsync(new ApiRequest("DELETE", $"/admin/coupons/{coupon}/code").AsAdmin())).AssertStatus(200);

        var acts = (await ListAsync(100)).Where(act => new[] { customer, product, schedule, coupon }
            .Any(id => act.Stream.EndsWith($"{id}", StringComparison.Ordinal)));

        Assert.Equal(
            [
                $"coupon/{coupon} coupon.defined", $"coupon/{coupon} coupon.defined", $"concert/{schedule} concert.defined",
                $"seat-block/{schedule} seat-block.defined", $"queue/concert-{schedule} queue.defined",
                $"product/{product} product.stock-added", $"product/{product} product.defined", $"balance/{customer} balance.opened",
            ],
            acts.Select(act => $"{act.Stream} {act.Event}"));
        Assert.All(acts, act => Assert.Equal(Key, act.Actor));
    }

    [Fact]
    public async Task List_OfOrders_HasWhatAdministratorsDid_AndNothingOfCustomers()
    {
        var (customer, product) = (await api.NewCustomerAsync(1_000), await api.NewProductAsync(100, stock: 5));
        var orders = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            orders.Add((await api.Http.PostAsync("/orders", new
            {
                customerId = customer,
                items = new[] { new { productId = product, productOptionId = product, quantity = 2 } },
            })).AssertStatus(201).String("orderId")!);
            (await api.Http.PostAsync("/payments", new { orderId = orders[i] })).AssertStatus(201);
        }
        (await api.Http.PostAsync($"/orders/{orders[0]}/cancel", new { })).AssertStatus(200);
        (await api.Http.PostAsync($"/admin/orders/{orders[1]}/refunds", new
        {
            items = new[] { new { productOptionId = product, quantity = 1 } },
            restock = true,
            reason = "broken",
        })).AssertStatus(201);
        (await api.Http.PostAsync($"/admin/orders/{orders[1]}/cancel", new { })).AssertStatus(200);

        var acts = (await ListAsync(100)).Where(act => act.Stream.StartsWith("order/", StringComparison.Ordinal))
            .Where(act => orders.Any(id => act.Stream.Contains(id.Replace("-", "", StringComparison.Ordinal), StringComparison.Ordinal)
                || act.Stream.Contains(id, StringComparison.Ordinal))).ToList();

        Assert.Equal(["order.cancellation-started", "order.refund-started"], acts.Select(act => act.Event));
        Assert.Single(acts.Select(act => act.Stream).Distinct());
        Assert.DoesNotContain(await ListAsync(100), act => act.Stream == $"balance/{customer}" && act.Event != "balance.opened");
    }

    [Fact]
    public async Task List_PageByPage_IsTheWholeTrailOnce()
    {
        await api.NewCustomerAsync(1);
        await api.NewCustomerAsync(2);
        await api.NewCustomerAsync(3);
        var first = (await GetAsync("?limit=2")).AssertStatus(200);
        var second = (await GetAsync($"?limit=2&after={first.String("next")}")).AssertStatus(200);

        var both = Items(first).Concat(Items(second)).ToList();
        Assert.Equal(4, both.Count);
        Assert.Equal((await ListAsync(100)).SkipWhile(act => act != both[0]).Take(4), both);
        Assert.All(both, act => Assert.Matches("^[0-9a-f]{32}$", act.TraceId));
    }

    private async Task<List<Act>> ListAsync(int limit) => Items((await GetAsync($"?limit={limit}")).AssertStatus(200));

    private Task<ApiAnswer> GetAsync(string query) => api.Http.SendAsync(new ApiRequest("GET", $"/admin/audit{query}").AsAdmin());

    private static List<Act> Items(ApiAnswer answer) => [.. answer.Json.GetProperty("items").EnumerateArray().Select(item => new Act(
        Text(item, "actor"), Text(item, "stream"), item.GetProperty("seq").GetInt64(), Text(item, "event"), Text(item, "traceId")))];

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;

    private sealed record Act(string Actor, string Stream, long Seq, string Event, string TraceId);
}
