using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Concerts;
using Commerce.Coupons;
using Commerce.Orders;
using Commerce.Testing;

namespace Commerce.Bounds;

/// <summary>Grains trust nobody: what a contract does not take is refused where it would be decided, and changes nothing.</summary>
public sealed class GrainBoundsTests
{
    private static readonly Guid s_key = new("0195a0c4-7d2e-7abc-8def-0000000000aa");

    [Fact]
    public async Task EveryCommand_OfEveryGrain_RefusesWhatItsContractDoesNotTake()
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(1, storage);
        await OpenAsync(cluster);
        var before = await JournalAsync(cluster);
        var wrong = new List<string>();
        foreach (var call in HostileCalls.All)
        {
            // Without an id, under a new one, and under one that each grain knows.
            foreach (var key in new Guid?[] { null, Guid.NewGuid(), s_key })
            {
                if (await RefusedAsync(call, cluster, key) is { } answer)
                    wrong.Add($"{call}: {answer}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(before, await JournalAsync(cluster));
        await WorksAsync(cluster);
    }

    // These say what they are and nothing else.
    private static readonly Type[] s_withoutValues = [typeof(PayOrder), typeof(CancelOrder), typeof(PayReservation),
        typeof(ReleaseCouponCode), typeof(RemoveCouponQueue)];

    [Fact]
    public void HostileCalls_NameEveryCommand()
    {
        var checks = HostileCalls.All.Select(call => call.Name.Split(' ')[0]).ToHashSet();
        var commands = typeof(ICommand).Assembly.GetTypes()
            .Where(type => type is { IsInterface: false, IsPublic: true } && type.IsAssignableTo(typeof(ICommand))
                && !s_withoutValues.Contains(type))
            .Select(type => string.Concat(type.Name.TakeWhile((c, i) => i == 0 || char.IsLower(c))));
        Assert.Empty(commands.Except(checks));
    }

    /// <summary>Where an outcome is named for it, that is the answer.</summary>
    [Fact]
    public async Task IdsAndAmountsOutOfBounds_WithAnOutcomeOfTheirOwn_GetThat()
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(1, storage);
        await OpenAsync(cluster);
        var (grains, before) = (cluster.Client, await JournalAsync(cluster));
        foreach (var id in new[] { long.MinValue, -1, 0, IdBounds.Max + 1, long.MaxValue })
        {
            Assert.Equal(IssueCouponStatus.NotFound, (await grains.GetGrain<ICouponGrain>(id).Issue(new(1, s_key))).Outcome!.Status);
            Assert.Equal(ChangeBalanceStatus.NotFound, (await grains.GetGrain<IBalanceGrain>(id).Charge(new(1, s_key))).Outcome!.Status);
            Assert.Equal(DeductStockStatus.NotFound,
                (await grains.GetGrain<IProductGrain>(id).Deduct(new(HostileCalls.Order, [new(1, 1)], s_key, null))).Outcome!.Status);
        }
        foreach (var id in new[] { long.MinValue, -1, 0, IdBounds.Max + 1, long.MaxValue, Rehearsal.NewId() })
        {
            Assert.Equal(PlaceOrderStatus.CustomerNotFound, await PlaceAsync(grains, id, HostileCalls.Product, null));
            Assert.Equal(PlaceOrderStatus.ProductNotFound, await PlaceAsync(grains, HostileCalls.Customer, id, null));
            Assert.Equal(PlaceOrderStatus.CouponNotFound, await PlaceAsync(grains, HostileCalls.Customer, HostileCalls.Product, id));
        }
        var account = grains.GetGrain<IBalanceGrain>(HostileCalls.Customer);
        Assert.Equal(ChangeBalanceStatus.LimitExceeded, (await account.Charge(new(long.MaxValue, null))).Outcome!.Status);
        Assert.Equal(ChangeBalanceStatus.Insufficient, (await account.Debit(new(long.MaxValue, HostileCalls.Order, null, null)))
            .Outcome!.Status);
        Assert.Equal(DeductStockStatus.Insufficient, (await grains.GetGrain<IProductGrain>(HostileCalls.Product)
            .Deduct(new(HostileCalls.Order, [new(1, long.MaxValue)], null, null))).Outcome!.Status);
        Assert.Equal(before, await JournalAsync(cluster));
    }

    private static async Task OpenAsync(CommerceCluster cluster)
    {
        var grains = cluster.Client;
        await grains.GetGrain<IBalanceGrain>(HostileCalls.Customer).Open(new("Kim", 1_000, null));
        await grains.GetGrain<IBalanceGrain>(HostileCalls.Customer).Charge(new(1, s_key));
        await grains.GetGrain<IProductGrain>(HostileCalls.Product).Define(new("Notebook", 100, [new(1, "S", 0, 50), new(2, "M", 0, 50)],
            null));
        await grains.GetGrain<IProductGrain>(HostileCalls.Product).Deduct(new(HostileCalls.Order, [new(1, 3), new(2, 3)], s_key, null));
        await Customers.OpenAsync(grains.GetGrain<ICouponGrain>(HostileCalls.Coupon), 100);
        await grains.GetGrain<ICouponGrain>(HostileCalls.Coupon).Issue(new(HostileCalls.Customer, s_key));
        await grains.GetGrain<IOrderGrain>(HostileCalls.Order).Place(new(HostileCalls.Customer, null, [new(HostileCalls.Product, 1, 1)],
            null, s_key));
    }

    /// <summary>What was refused left nothing behind that is in the way of others.</summary>
    private static async Task WorksAsync(CommerceCluster cluster)
    {
        var grains = cluster.Client;
        Assert.Equal(1_002, (await grains.GetGrain<IBalanceGrain>(HostileCalls.Customer).Charge(new(1, null))).Outcome!.Balance);
        var product = (await grains.GetGrain<IProductGrain>(HostileCalls.Product).Get())!;
        Assert.Equal([47L, 47L], product.Options.Select(option => option.Stock));
        Assert.Equal(2, (await grains.GetGrain<ICouponGrain>(HostileCalls.Coupon).Issue(new(2, null))).Outcome!.IssueNumber);
        Assert.Equal(PayOrderStatus.Paid, (await grains.GetGrain<IOrderGrain>(HostileCalls.Order).Pay(new(null))).Outcome!.Status);
        Assert.Null(await grains.GetGrain<ICouponCodeGrain>("HOSTILE").Get());
    }

    private static async Task<string?> RefusedAsync(HostileCall call, CommerceCluster cluster, Guid? key)
    {
        try
        {
            await call.Send(cluster.Client, key);
            return "taken";
        }
        catch (OutOfBoundsException refused)
        {
            return refused.Field == call.Field && refused.Message.StartsWith(call.Field, StringComparison.Ordinal)
                ? null : $"{refused.Field}: {refused.Message}";
        }
        catch (Exception other)
        {
            return $"{other.GetType().Name}: {other.Message}";
        }
    }

    private static async Task<PlaceOrderStatus> PlaceAsync(IGrainFactory grains, long customer, long product, long? coupon) =>
        (await grains.GetGrain<IOrderGrain>(Guid.CreateVersion7()).Place(new(customer, coupon, [new(product, null, 1)], null, s_key)))
            .Outcome!.Status;

    private static async Task<(long Events, long Outbox)> JournalAsync(CommerceCluster cluster)
    {
        await Eventually.HoldsAsync("the outbox to be drained", async () =>
            (await cluster.QueryAsync<long>("SELECT COUNT(*) FROM outbox"))[0] == 0);
        return ((await cluster.QueryAsync<long>("SELECT COUNT(*) FROM journal"))[0],
            (await cluster.QueryAsync<long>("SELECT COUNT(*) FROM customer_order"))[0]);
    }
}
