using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Concerts;
using Commerce.Coupons;
using Commerce.Fixtures;
using Commerce.Testing;
using Commerce.WaitingQueue;
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

        await DefineCouponAsync(couponId, body.couponCode);

        (await api.Http.PostAsync("/api/v1/coupons/issue", body)).AssertStatus(200);
    }

    [Fact]
    public async Task CommandForWhatWasAbsent_ThatFindsIt_LetsItBeReadAtOnce_Coupons()
    {
        var (couponId, customerId, another) = (api.NewId(), api.NewId(), api.NewId());

        await IsReadAtOnceAsync([$"/coupons/{couponId}", $"/coupons/{couponId}/customers/{customerId}"],
            () => DefineCouponAsync(couponId),
            () => api.Http.PostAsync("/coupons/issue", new { couponId, customerId }));
        await IsReadAtOnceAsync([$"/coupons/{another}"], () => DefineCouponAsync(another),
            () => api.Http.SendAsync(new ApiRequest("GET", $"/admin/coupons/{another}").AsAdmin()));
    }

    [Fact]
    public async Task CommandForWhatWasAbsent_ThatFindsIt_LetsItBeReadAtOnce_Customers()
    {
        var customerId = api.NewId();

        await IsReadAtOnceAsync([$"/v1/users/{customerId}/balance", $"/customers/{customerId}/orders"],
            () => OpenAsync(customerId),
            () => api.Http.PostAsync($"/v1/users/{customerId}/balance", new { amount = 1 }));
    }

    [Fact]
    public async Task CommandForWhatWasAbsent_ThatFindsIt_LetsItBeReadAtOnce_Orders()
    {
        var (customerId, productId) = (api.NewId(), api.NewId());
        var items = new[] { new { productId, productOptionId = productId, quantity = 1 } };

        await IsReadAtOnceAsync([$"/customers/{customerId}/orders", $"/v1/products/{productId}"],
            async () =>
            {
                await OpenAsync(customerId);
                await Grains.GetGrain<IProductGrain>(productId).Define(new("Notebook", 100, [new(productId, "One size", 0, 10)], null));
            },
            () => api.Http.PostAsync("/orders", new { customerId, items }));
    }

    [Fact]
    public async Task CommandForWhatWasAbsent_ThatFindsIt_LetsItBeReadAtOnce_Reservations()
    {
        var (customerId, concertId) = (api.NewId(), api.NewId());

        await IsReadAtOnceAsync(
            [$"/customers/{customerId}/reservations", $"/schedules/{concertId}/seat-map", $"/concerts/{concertId}/schedules"],
            async () =>
            {
                await OpenAsync(customerId);
                await Grains.GetGrain<IConcertGrain>(concertId).Define(
                    new("Spring", [new(concertId, api.Host.Clock.GetUtcNow().AddDays(30), 1_000, 10)], null, null));
            },
            () => api.Http.PostAsync("/reservations", new { userId = customerId, scheduleId = concertId, seatId = 1 }));
    }

    [Fact]
    public async Task CommandForWhatWasAbsent_ThatFindsIt_LetsItBeReadAtOnce_Queues()
    {
        var (couponId, userId) = (api.NewId(), api.NewId());
        var forged = new QueueToken(QueueKey.OfCoupon(couponId), 1, userId).Sign(QueueToken.NewKey());
        (await api.Http.GetAsync($"/queue/tokens/{forged}")).AssertStatus(404);
        await DefineCouponAsync(couponId, queue: new(MaxActive: 1, AdmissionsPerSecond: 1));

        var token = (await api.Http.PostAsync("/queue/tokens", new { userId, couponId })).AssertStatus(201).String("token");

        (await api.Http.GetAsync($"/queue/tokens/{token}")).AssertStatus(200);
    }

    private IGrainFactory Grains => api.Host.Services.GetRequiredService<IGrainFactory>(); // past this front-end, as another one asks

    /// <summary>What this front-end has told to be absent is there with the answer of a command that found it made elsewhere.</summary>
    private async Task IsReadAtOnceAsync(string[] paths, Func<Task> make, Func<Task<ApiAnswer>> command)
    {
        (await command()).AssertStatus(404);
        foreach (var path in paths)
            (await api.Http.GetAsync(path)).AssertStatus(404);
        await make();
        Assert.InRange((await command()).Status, 200, 201);
        foreach (var path in paths)
            (await api.Http.GetAsync(path)).AssertStatus(200);
    }

    private async Task DefineCouponAsync(long couponId, string? code = null, QueueSettings? queue = null)
    {
        var now = api.Host.Clock.GetUtcNow();
        await Grains.GetGrain<ICouponGrain>(couponId).Define(
            new("Later", code, DiscountType.Fixed, 1_000, 10, now.AddHours(-1), now.AddHours(1), null, queue));
    }

    private Task OpenAsync(long customerId) => Grains.GetGrain<IBalanceGrain>(customerId).Open(new("later", 1_000, null));

    private async Task<int> ActivationsAsync() => (await Management.GetSimpleGrainStatistics()).Sum(kind => kind.ActivationCount);
}
