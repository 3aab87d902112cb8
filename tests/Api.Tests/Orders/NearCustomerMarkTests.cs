using System.Collections.Concurrent;
using Commerce.Concerts;
using Commerce.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Orders;

/// <summary>What makes an order or a reservation says whose it is, so that its grain is made near its customer's balance.</summary>
public sealed class NearCustomerMarkTests
{
    private const string Mark = "commerce.customer";

    [Theory]
    [InlineData("/orders", nameof(IOrderGrain.Place), """{"customerId":7,"items":[{"productId":1,"productOptionId":1,"quantity":1}]}""")]
    [InlineData("/v1/orders", nameof(IOrderGrain.PlaceAndPay), """{"userId":7,"totalAmount":1,"products":[{"productId":1,"quantity":1}]}""")]
    [InlineData("/reservations", nameof(ISeatBlockGrain.Hold), """{"userId":7,"scheduleId":1,"seatId":1}""")]
    public async Task Post_MakesACallThatIsMarkedWithTheCustomer(string route, string method, string body)
    {
        var calls = new CallsSeen();
        await using var host = await ApiUnderTest.StartAsync(builder => builder.Services.AddSingleton<IIncomingGrainCallFilter>(calls));

        foreach (var key in new[] { null, ApiFixture.NewKey() })
        {
            calls.Customers.Clear();
            var request = new ApiRequest("POST", route) { Body = System.Text.Encoding.UTF8.GetBytes(body) };
            await host.Http.SendAsync(key is null ? request : request.With("Idempotency-Key", key));
            Assert.Equal(7L, calls.Customers[method]);
        }
    }

    private sealed class CallsSeen : IIncomingGrainCallFilter
    {
        public ConcurrentDictionary<string, long?> Customers { get; } = [];

        public Task Invoke(IIncomingGrainCallContext context)
        {
            if (RequestContext.Get(Mark) is long customerId)
                Customers[context.MethodName] = customerId;
            return context.Invoke();
        }
    }
}
