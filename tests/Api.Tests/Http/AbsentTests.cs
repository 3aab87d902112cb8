using Commerce.Coupons;
using Commerce.Fixtures;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Http;

/// <summary>Nothing stays for what does not exist, whoever asks for how much of it.</summary>
[Collection(ApiTests.Name)]
public sealed class AbsentTests(ApiFixture api)
{
    private IManagementGrain Management => api.Host.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0);

    [Fact]
    public async Task UnknownIds_OfEveryKind_LeaveNoActivation()
    {
        var before = await ActivationsAsync();
        for (var i = 0; i < 200; i++)
        {
            var id = 800_000_000 + i;
            var order = Guid.NewGuid();
            (await api.Http.GetAsync($"/coupons/{id}")).AssertStatus(404);
            (await api.Http.GetAsync($"/v1/products/{id}")).AssertStatus(404);
            (await api.Http.GetAsync($"/v1/users/{id}/balance")).AssertStatus(404);
            (await api.Http.GetAsync($"/v1/users/{id}/balance/history")).AssertStatus(404);
            (await api.Http.GetAsync($"/orders/{order}")).AssertStatus(404);
            (await api.Http.GetAsync($"/customers/{id}/coupons")).AssertStatus(200);
            (await api.Http.GetAsync($"/coupons/{id}/customers/1")).AssertStatus(404);
            (await api.Http.SendAsync(new ApiRequest("GET", $"/admin/products/{id}").AsAdmin())).AssertStatus(404);
            (await api.Http.SendAsync(new ApiRequest("GET", $"/admin/customers/{id}").AsAdmin())).AssertStatus(404);
            (await api.Http.GetAsync($"/customers/{id}/orders")).AssertStatus(404);
            (await api.Http.PostAsync("/payments", new { orderId = order })).AssertStatus(404);
            (await api.Http.GetAsync($"/concerts/{id}/schedules")).AssertStatus(404);
            (await api.Http.GetAsync($"/schedules/{id}/seat-map")).AssertStatus(404);
            (await api.Http.GetAsync($"/reservations/{order}")).AssertStatus(404);
            (await api.Http.GetAsync($"/customers/{id}/reservations")).AssertStatus(404);
            (await api.Http.PostAsync($"/reservations/{order}/payment", null)).AssertStatus(404);
            (await api.Http.PostAsync("/reservations", new { userId = 1, scheduleId = id, seatId = 1 }, $"{order:N}")).AssertStatus(404);
            (await api.Http.PostAsync("/coupons/issue", new { couponId = id, customerId = 1 })).AssertStatus(404);
            (await api.Http.PostAsync($"/v1/users/{id}/balance", new { amount = 1 })).AssertStatus(404);
            (await api.Http.PostAsync("/api/v1/coupons/issue", new { userId = id, couponCode = $"NONE-{id}" })).AssertStatus(404);
            (await api.Http.PostAsync("/orders",
                new { customerId = id, items = new[] { new { productId = id, productOptionId = 1, quantity = 1 } } })).AssertStatus(404);
        }

        // The 64 shards that count requests stay, and what else lives while other tests run.
        await Eventually.HoldsAsync("their activations to end", async () => await ActivationsAsync() < before + 150);
    }

    [Fact]
    public async Task UnknownId_AskedByManyAtOnce_IsAnsweredToAll()
    {
        var grains = api.Host.Services.GetRequiredService<IGrainFactory>();
        for (var round = 0; round < 20; round++)
        {
            var id = api.NewId();
            var found = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => grains.GetGrain<ICouponGrain>(id).Get()));
            Assert.All(found, Assert.Null);
            Assert.All(await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => grains.GetGrain<ICustomerCouponsGrain>(id).List(1, 0))),
                page => Assert.Empty(page!.Items));
        }
    }

    [Fact]
    public async Task AskedWhileItIsMade_IsThereAsSoonAsTheMakerIsAnswered()
    {
        for (var round = 0; round < 30; round++)
        {
            var id = api.NewId();
            using var made = new CancellationTokenSource();
            var asking = Task.Run(async () =>
            {
                while (!made.IsCancellationRequested)
                {
                    await api.Http.GetAsync($"/coupons/{id}");
                    await api.Http.GetAsync($"/v1/users/{id}/balance");
                }
            });
            (await api.Http.GetAsync($"/coupons/{id}")).AssertStatus(404);
            (await api.Http.PutAsync($"/admin/coupons/{id}", api.Campaign())).AssertStatus(201);
            (await api.Http.GetAsync($"/coupons/{id}")).AssertStatus(200);
            (await api.Http.PutAsync($"/admin/customers/{id}", new { username = "u", openingBalance = 1 })).AssertStatus(201);
            (await api.Http.GetAsync($"/v1/users/{id}/balance")).AssertStatus(200);
            await made.CancelAsync();
            await asking;
        }
    }

    [Fact]
    public async Task CommandsForWhatWasAbsent_FindWhatWasMadeElsewhere()
    {
        var (couponId, customerId) = (api.NewId(), api.NewId());
        var body = new { userId = customerId, couponCode = $"LATER-{couponId}" };
        (await api.Http.PostAsync("/api/v1/coupons/issue", body)).AssertStatus(404);

        var grains = api.Host.Services.GetRequiredService<IGrainFactory>(); // past this front-end, as another one does
        var now = api.Host.Clock.GetUtcNow();
        await grains.GetGrain<ICouponGrain>(couponId).Define(new("Later", body.couponCode, DiscountType.Fixed, 1_000, 10,
            now.AddHours(-1), now.AddHours(1), null));

        (await api.Http.PostAsync("/api/v1/coupons/issue", body)).AssertStatus(200);
    }

    private async Task<int> ActivationsAsync() => (await Management.GetSimpleGrainStatistics()).Sum(kind => kind.ActivationCount);
}
