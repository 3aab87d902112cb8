using Commerce.Fixtures;

namespace Commerce.Coupons;

/// <summary>Pieces for known customers only, where the shop asks for it.</summary>
public sealed class KnownCustomerTests
{
    [Fact]
    public async Task Issue_ToACustomerWhomNobodyKnows_IsNotFound_UntilTheCustomerIsMadeKnown()
    {
        await using var host = await ApiUnderTest.StartAsync("--Coupons:KnownCustomersOnly=true", "--Coupons:DefaultCouponId=71");
        await MakeAsync(host, 70, 10, null);
        await MakeAsync(host, 71, 10, null);
        await MakeAsync(host, 72, 10, "SPRING");
        await MakeAsync(host, 73, 1, null);
        Func<long, Task<ApiAnswer>>[] ways =
        [
            id => host.Http.PostAsync("/coupons/issue", new { couponId = 70, customerId = id }),
            id => host.Http.PostAsync($"/coupon/apply?userId={id}", null),
            id => host.Http.PostAsync("/api/v1/coupons/issue", new { userId = id, couponCode = "SPRING" }),
        ];
        foreach (var way in ways)
            (await way(9)).AssertProblem(404, "CUSTOMER_NOT_FOUND");
        (await host.Http.PutAsync("/admin/customers/9", new { username = "Kim", openingBalance = 0 })).AssertStatus(201);
        foreach (var way in ways)
            Assert.InRange((await way(9)).Status, 200, 201);
        Assert.Equal(1, (await host.Http.GetAsync("/coupons/70")).Number("issuedQuantity"));

        // What issues nothing to anybody says so without asking who it is.
        (await host.Http.PostAsync("/coupons/issue", new { couponId = 73, customerId = 9 })).AssertStatus(201);
        (await host.Http.PutAsync("/admin/customers/8", new { username = "Lee", openingBalance = 0 })).AssertStatus(201);
        (await host.Http.PostAsync("/coupons/issue", new { couponId = 73, customerId = 8 })).AssertProblem(409, "COUPON_SOLD_OUT");
    }

    private static async Task MakeAsync(ApiUnderTest host, long id, long quantity, string? code) =>
        (await host.Http.PutAsync($"/admin/coupons/{id}", new
        {
            name = "봄 할인",
            code,
            discountType = "FIXED",
            discountAmount = 1_000,
            totalQuantity = quantity,
            startedAt = host.Clock.GetUtcNow().AddHours(-1),
            expiredAt = host.Clock.GetUtcNow().AddHours(1),
        })).AssertStatus(201);
}
