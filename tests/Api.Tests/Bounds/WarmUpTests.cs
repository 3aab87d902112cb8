using Commerce.Coupons;
using Commerce.Fixtures;
using Commerce.Orders;
using Commerce.Storage;
using Commerce.Testing;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Bounds;

/// <summary>A start writes nothing, whatever there is in the store.</summary>
public sealed class WarmUpTests
{
    private static readonly long[] s_ids = [1, 2, IdBounds.Max - 1, IdBounds.Max];

    // A payment's steps come behind everything that can refuse an order.
    private static readonly string[] s_warmed =
        ["IssueAll", "ChargeAll", "Place", "PlaceAndPay", "Pay", "Deduct", "Debit", "Get", "GetHistory", "JoinAll", "Hold"];

    [Fact]
    public async Task Start_WithEverythingDefinedThatAnAdministratorCanDefine_WritesNothing()
    {
        using var folder = new TempFolder();
        Dictionary<string, long> before;
        await using (var host = await ApiUnderTest.StartAsync($"--Storage:Directory={folder.Path}"))
        {
            await DefineAsync(host);
            await host.ReadTablesFollowAsync();
            before = await RowsAsync(host);
        }

        await using var again = await ApiUnderTest.StartAsync($"--Storage:Directory={folder.Path}");

        Assert.Equal(before, await RowsAsync(again));
        Assert.Equal(0, before["issued_coupon"]);
    }

    /// <summary>Where everybody has to show a token, too, and though the authority is nowhere to be found.</summary>
    [Theory]
    [InlineData("--Auth:Mode=None")]
    [InlineData("--Auth:Mode=Jwt", "--Auth:Authority=http://127.0.0.1:9", "--Auth:Audience=shop")]
    public async Task Start_ReachesTheGrainsBehindItsOwnRoutes(params string[] settings)
    {
        var calls = new CallsSeen();
        await using var host = await ApiUnderTest.StartAsync(
            builder => builder.Services.AddSingleton<IIncomingGrainCallFilter>(calls), settings);

        // Past the checks that refuse others: a warm-up that stops there warms nothing.
        Assert.Empty(s_warmed.Except(calls.Methods));
    }

    [Fact]
    public async Task IdsOfTheWarmUp_FromAnybodyElse_AreRefused()
    {
        await using var host = await ApiUnderTest.StartAsync();
        foreach (var token in new[] { "", "00000000000000000000000000000000" })
        {
            var request = new ApiRequest("POST", "/coupons/issue") { Body = "{\"couponId\":0,\"customerId\":1}"u8.ToArray() };
            (await host.Http.SendAsync(request.With("Commerce-Warm-Up", token))).AssertProblem(400, "INVALID_INPUT", "couponId");
        }
    }

    [Fact]
    public async Task IdsToRehearseWith_FromAnybodyElse_AreRefused()
    {
        await using var host = await ApiUnderTest.StartAsync();
        var id = Rehearsal.NewId();

        (await host.Http.PostAsync("/coupons/issue", new { couponId = id, customerId = 1 }))
            .AssertProblem(400, "INVALID_INPUT", "couponId");
        (await host.Http.PostAsync("/coupons/issue", new { couponId = 1, customerId = id }))
            .AssertProblem(400, "INVALID_INPUT", "customerId");
        (await host.Http.PostAsync($"/v1/users/{id}/balance", new { amount = 1 })).AssertProblem(400, "INVALID_INPUT", "userId");
        (await host.Http.GetAsync($"/v1/products/{id}")).AssertProblem(400, "INVALID_INPUT", "productId");
        var products = new[] { new { productId = 1, quantity = 1 } };
        (await host.Http.PostAsync("/v1/orders", new { userId = id, totalAmount = 1, products }))
            .AssertProblem(400, "INVALID_INPUT", "userId");
        (await host.Http.PostAsync("/payments", new { orderId = Rehearsal.NewOrderId() })).AssertProblem(404, "ORDER_NOT_FOUND");
    }

    [Fact]
    public async Task Grains_RehearsedWith_AnswerAsOthers_AndKeepNothing()
    {
        await using var host = await ApiUnderTest.StartAsync();
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        var (customer, product, coupon) = (Rehearsal.NewId(), Rehearsal.NewId(), Rehearsal.NewId());
        var before = await RowsAsync(host);

        var paid = await grains.GetGrain<IOrderGrain>(Rehearsal.NewOrderId())
            .PlaceAndPay(new(customer, null, [new(product, null, 2)], 2, null));
        var issued = await grains.GetGrain<ICouponGrain>(coupon).IssueAll([new(1, null), new(1, null)]);

        Assert.Equal(PayOrderStatus.Paid, paid.Outcome!.Payment!.Status);
        Assert.Equal([IssueCouponStatus.Issued, IssueCouponStatus.AlreadyIssued], issued.Select(reply => reply.Outcome!.Status));
        Assert.Equal(before, await RowsAsync(host));
    }

    /// <summary>The rows of every table there is.</summary>
    private static async Task<Dictionary<string, long>> RowsAsync(ApiUnderTest host)
    {
        await using var connection = await host.Services.GetRequiredService<ISqlDatabase>().DataSource.OpenConnectionAsync();
        var tables = await connection.QueryAsync<string>("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'lease'");
        var rows = new Dictionary<string, long>();
        foreach (var table in tables)
            rows[table] = await connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM \"{table}\"");
        return rows;
    }

    private static async Task DefineAsync(ApiUnderTest host)
    {
        foreach (var id in s_ids.Append(0))
            (await host.Http.PutAsync($"/admin/customers/{id}", new { username = "Kim", openingBalance = 1_000_000 })).AssertStatus(201);
        foreach (var id in s_ids)
        {
            (await host.Http.PutAsync($"/admin/coupons/{id}", new
            {
                name = "n",
                discountType = "FIXED",
                discountAmount = 1,
                totalQuantity = 100,
                startedAt = "2020-01-01T00:00:00Z",
                expiredAt = "2040-01-01T00:00:00Z",
            })).AssertStatus(201);
            (await host.Http.PutAsync($"/admin/products/{id}", new
            {
                name = "n",
                basePrice = 1,
                options = s_ids.Select(option => new { productOptionId = option, name = "o", extraPrice = 0, stock = 100 }),
            })).AssertStatus(201);
        }
        foreach (var id in new[] { 0, IdBounds.Max + 1, long.MaxValue })
        {
            (await host.Http.PutAsync($"/admin/coupons/{id}", new { })).AssertProblem(400, "INVALID_INPUT", "couponId");
            (await host.Http.PutAsync($"/admin/products/{id}", new { })).AssertProblem(400, "INVALID_INPUT", "productId");
        }
    }

    private sealed class CallsSeen : IIncomingGrainCallFilter
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, bool> _methods = [];

        public IEnumerable<string> Methods => _methods.Keys;

        public Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.InterfaceMethod?.DeclaringType?.Assembly == typeof(ICommand).Assembly)
                _methods[context.InterfaceMethod.Name] = true;
            return context.Invoke();
        }
    }
}
