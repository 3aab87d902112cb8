using System.Globalization;

namespace Commerce.Fixtures;

/// <summary>One silo with the demo data, for all tests that do not need one of their own.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    private long _lastId = 700_000;

    internal ApiUnderTest Host { get; private set; } = null!;

    internal ApiClient Http => Host.Http;

    public async Task InitializeAsync() => Host = await ApiUnderTest.StartAsync("--Demo:Load=true", "--Shop:Enabled=true");

    public async Task DisposeAsync() => await Host.DisposeAsync();

    /// <summary>An id that nobody else uses: of a coupon, a customer or a product.</summary>
    internal long NewId() => Interlocked.Increment(ref _lastId);

    /// <summary>Makes a campaign that is open.</summary>
    internal async Task<long> NewCampaignAsync(long quantity = 10, string? code = null, long won = 1_000)
    {
        var id = NewId();
        var answer = await Http.PutAsync($"/admin/coupons/{id}", Campaign(quantity, code, won));
        Assert.Equal(201, answer.Status);
        return id;
    }

    internal object Campaign(long quantity = 10, string? code = null, long won = 1_000) => new
    {
        name = "봄 할인",
        code,
        discountType = "FIXED",
        discountAmount = won,
        totalQuantity = quantity,
        startedAt = Host.Clock.GetUtcNow().AddHours(-1),
        expiredAt = Host.Clock.GetUtcNow().AddHours(1),
    };

    internal async Task<long> NewCustomerAsync(long balance)
    {
        var id = NewId();
        Assert.Equal(201, (await Http.PutAsync($"/admin/customers/{id}",
            new { username = $"user_{id}", openingBalance = balance })).Status);
        return id;
    }

    /// <summary>Makes a product with one option, whose id is the product's.</summary>
    internal async Task<long> NewProductAsync(long price, long stock)
    {
        var id = NewId();
        var options = new[] { new { productOptionId = id, name = "One size", extraPrice = 0, stock } };
        Assert.Equal(201, (await Http.PutAsync($"/admin/products/{id}", new { name = "Notebook", basePrice = price, options })).Status);
        return id;
    }

    /// <summary>Makes a concert with one schedule, whose id is the concert's.</summary>
    internal async Task<long> NewScheduleAsync(int seats = 10, long price = 1_000, object? queue = null)
    {
        var id = NewId();
        Assert.Equal(201, (await Http.PutAsync($"/admin/concerts/{id}", Concert(id, seats, price, queue))).Status);
        return id;
    }

    internal object Concert(long scheduleId, int seats = 10, long price = 1_000, object? queue = null) => new
    {
        name = "봄 음악회",
        queue,
        schedules = new[] { new { scheduleId, startsAt = Host.Clock.GetUtcNow().AddDays(30), price, seats } },
    };

    internal static string NewKey() => Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
}

[CollectionDefinition(Name)]
public sealed class ApiTests : ICollectionFixture<ApiFixture>
{
    public const string Name = "one silo for many";
}
