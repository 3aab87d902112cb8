using Commerce.Fixtures;
using Commerce.Outbox;
using Commerce.Projections;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Http;

/// <summary>Lists that follow moments later, while they are late.</summary>
public sealed class LateListsTests
{
    private const long Customer = 77;

    [Fact]
    public async Task Lists_WhileEventsAreLate_SayHowFarTheyAre_AndTheGrainIsUpToDate()
    {
        var gate = new Gate();
        await using var host = await ApiUnderTest.StartAsync(builder => builder.Services.AddSingleton<IEventTransport>(
            provider => new HeldTransport(gate, ActivatorUtilities.CreateInstance<InProcessTransport>(provider))));
        var (start, http) = (host.Clock.GetUtcNow(), host.Http);
        await OpenAsync(http, start);
        await host.ReadTablesFollowAsync();
        Assert.All(await AsOfAsync(http), asOf => Assert.Equal(start, asOf, TimeSpan.FromMilliseconds(1)));

        gate.Close();
        host.Clock.Advance(TimeSpan.FromSeconds(10));
        var issuedAt = (await http.PostAsync("/coupons/issue", new { couponId = 1, customerId = Customer })).AssertStatus(201)
            .Json.GetProperty("issuedAt").GetDateTimeOffset();
        host.Clock.Advance(TimeSpan.FromMinutes(1));

        var late = (await http.GetAsync($"/customers/{Customer}/coupons")).AssertStatus(200); // nobody but the coupon knows this customer
        Assert.Empty(late.Json.GetProperty("items").EnumerateArray());
        Assert.All(await AsOfAsync(http), asOf => Assert.Equal(issuedAt, asOf));
        Assert.Equal("ISSUED", (await http.GetAsync($"/coupons/1/customers/{Customer}")).AssertStatus(200).String("status"));

        gate.Open();
        await host.ReadTablesFollowAsync();
        Assert.Single((await http.GetAsync($"/customers/{Customer}/coupons")).Json.GetProperty("items").EnumerateArray());
        Assert.All(await AsOfAsync(http), asOf => Assert.Equal(host.Clock.GetUtcNow(), asOf, TimeSpan.FromMilliseconds(1)));
    }

    private static async Task OpenAsync(ApiClient http, DateTimeOffset now)
    {
        (await http.PutAsync("/admin/coupons/1", new
        {
            name = "Late",
            discountType = "FIXED",
            discountAmount = 1,
            totalQuantity = 9,
            startedAt = now.AddDays(-1),
            expiredAt = now.AddDays(1),
        })).AssertStatus(201);
        (await http.PutAsync("/admin/customers/1", new { username = "Kim", openingBalance = 0 })).AssertStatus(201);
    }

    private static async Task<DateTimeOffset[]> AsOfAsync(ApiClient http)
    {
        var asOf = new List<DateTimeOffset>();
        foreach (var list in (string[])["/customers/1/coupons", "/customers/1/orders", "/customers/1/reservations", "/v1/products"])
            asOf.Add((await http.GetAsync(list)).AssertStatus(200).Json.GetProperty("asOf").GetDateTimeOffset());
        return [.. asOf];
    }

    private sealed class Gate
    {
        private TaskCompletionSource _open = new();

        public Gate() => Open();

        public Task Opened => Volatile.Read(ref _open).Task;

        public void Close() => Volatile.Write(ref _open, new(TaskCreationOptions.RunContinuationsAsynchronously));

        public void Open() => _open.TrySetResult();
    }

    private sealed class HeldTransport(Gate gate, InProcessTransport inner) : IEventTransport
    {
        public async Task PublishAsync(IReadOnlyList<IntegrationEvent> events, CancellationToken cancellationToken)
        {
            await gate.Opened.WaitAsync(cancellationToken);
            await inner.PublishAsync(events, cancellationToken);
        }
    }
}
