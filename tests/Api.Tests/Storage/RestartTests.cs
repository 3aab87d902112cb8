using Commerce.Fixtures;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Storage;

public sealed class RestartTests
{
    /// <summary>Grains of different kinds have the same ids, and snapshots are kept for all of them.</summary>
    [Fact]
    public async Task Ids_SharedByACouponACustomerAndAProduct_StayApartInSnapshots()
    {
        await using var host = await ApiUnderTest.StartAsync("--Journal:SnapshotEvery=1", "--Journal:SnapshotOnDeactivation=1");
        var now = host.Clock.GetUtcNow();
        (await host.Http.PutAsync("/admin/coupons/77", new
        {
            name = "coupon",
            code = "ABC77",
            discountType = "FIXED",
            discountAmount = 1,
            totalQuantity = 5,
            startedAt = now,
            expiredAt = now.AddDays(1),
        })).AssertStatus(201);
        (await host.Http.PutAsync("/admin/coupons/78", new
        {
            name = "coupon",
            code = "abc77",
            discountType = "FIXED",
            discountAmount = 1,
            totalQuantity = 5,
            startedAt = now,
            expiredAt = now.AddDays(1),
        })).AssertStatus(201);
        (await host.Http.PutAsync("/admin/customers/77", new { username = "customer", openingBalance = 7 })).AssertStatus(201);
        (await host.Http.PutAsync("/admin/products/77", new
        {
            name = "product",
            basePrice = 5,
            options = new[] { new { productOptionId = 77, name = "option", extraPrice = 0, stock = 1 } },
        })).AssertStatus(201);

        await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

        Assert.Equal("coupon", (await host.Http.GetAsync("/coupons/77")).AssertStatus(200).String("name"));
        Assert.Equal(7, (await host.Http.GetAsync("/v1/users/77/balance")).AssertStatus(200).Number("balance"));
        Assert.Equal("product", (await host.Http.GetAsync("/v1/products/77")).AssertStatus(200).String("name"));
        (await host.Http.PostAsync("/api/v1/coupons/issue", new { userId = 1, couponCode = "ABC77" })).AssertStatus(200);
        (await host.Http.PostAsync("/api/v1/coupons/issue", new { userId = 1, couponCode = "abc77" })).AssertStatus(200);
        Assert.Equal(1, (await host.Http.GetAsync("/coupons/77")).Number("issuedQuantity"));
        Assert.Equal(1, (await host.Http.GetAsync("/coupons/78")).Number("issuedQuantity"));

        await using var connection = await host.Services.GetRequiredService<ISqlDatabase>().DataSource.OpenConnectionAsync();
        Assert.Equal(6, await connection.ExecuteScalarAsync<long>("SELECT COUNT(DISTINCT grain_key) FROM grain_snapshot"));
    }
}
