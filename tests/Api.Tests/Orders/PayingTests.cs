using Commerce.Balances;
using Commerce.Fixtures;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Orders;

/// <summary>What is told of an order while its payment is under way.</summary>
public sealed class PayingTests
{
    [Fact]
    public async Task Get_WhileThePaymentIsUnderWay_IsPayingAndItsCouponReserved()
    {
        var debits = new HeldDebits();
        await using var host = await ApiUnderTest.StartAsync(builder => builder.Services.AddSingleton<IIncomingGrainCallFilter>(debits));
        var orderId = await PlaceAsync(host);
        Assert.Equal(("PLACED", "PLACED", "ISSUED"), await StatusAsync(host, orderId));

        var paying = host.Http.PostAsync("/payments", new { orderId });
        await debits.Arrived.Task.WaitAsync(Eventually.Deadline);
        var joining = host.Http.PostAsync("/payments", new { orderId });
        Assert.Equal(("PAYING", "PAYING", "RESERVED"), await StatusAsync(host, orderId));

        debits.Open.SetResult();
        var paid = (await paying).AssertStatus(201);
        Assert.Equal("PAID", paid.String("status"));
        Assert.Equal(paid.Text, (await joining).AssertStatus(201).Text);
        Assert.Equal(("PAID", "PAID", "USED"), await StatusAsync(host, orderId));
    }

    private static async Task<string?> PlaceAsync(ApiUnderTest host)
    {
        var now = host.Clock.GetUtcNow();
        (await host.Http.PutAsync("/admin/coupons/1", new
        {
            name = "봄 할인",
            discountType = "RATE",
            discountAmount = 10,
            totalQuantity = 1,
            startedAt = now.AddHours(-1),
            expiredAt = now.AddHours(1),
        })).AssertStatus(201);
        (await host.Http.PutAsync("/admin/customers/1", new { username = "하늘", openingBalance = 100 })).AssertStatus(201);
        var options = new[] { new { productOptionId = 1, name = "One size", extraPrice = 0, stock = 1 } };
        (await host.Http.PutAsync("/admin/products/1", new { name = "Notebook", basePrice = 100, options })).AssertStatus(201);
        (await host.Http.PostAsync("/coupons/issue", new { couponId = 1, customerId = 1 })).AssertStatus(201);
        var items = new[] { new { productId = 1, productOptionId = 1, quantity = 1 } };
        return (await host.Http.PostAsync("/orders", new { customerId = 1, couponId = 1, items })).AssertStatus(201).String("orderId");
    }

    /// <summary>The order's status by itself and in the list, and the coupon's.</summary>
    private static async Task<(string? Order, string? Listed, string? Coupon)> StatusAsync(ApiUnderTest host, string? orderId)
    {
        // The order's answer rests on the steps of its payment so far: then they are durable, and on their way to the read tables.
        var order = (await host.Http.GetAsync($"/orders/{orderId}")).String("status");
        await host.ReadTablesFollowAsync();
        return (
            order,
            (await host.Http.GetAsync("/customers/1/orders")).Json.GetProperty("items")[0].GetProperty("status").GetString(),
            (await host.Http.GetAsync("/customers/1/coupons")).Json.GetProperty("items")[0].GetProperty("status").GetString());
    }

    /// <summary>Holds every debit at the balance it is for.</summary>
    private sealed class HeldDebits : IIncomingGrainCallFilter
    {
        public TaskCompletionSource Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.Request.GetArgumentCount() > 0 && context.Request.GetArgument(0) is DebitBalance debit
                && !Rehearsal.Is(debit.OrderId)) // the start pays, too
            {
                Arrived.TrySetResult();
                await Open.Task;
            }
            await context.Invoke();
        }
    }
}
