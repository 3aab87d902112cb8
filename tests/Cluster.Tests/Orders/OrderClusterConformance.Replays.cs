using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Testing;

namespace Commerce.Orders;

/// <summary>Commands that come again: through another silo, to the next activation, and when the memory has forgotten them.</summary>
public abstract partial class OrderClusterConformance
{
    [ConformanceFact]
    public async Task Commands_RepeatedUnderTheirIdsThroughEverySilo_AreDecidedOnce()
    {
        using var storage = await NewStorageAsync();
        await using var cluster = await CommerceCluster.StartAsync(3, storage);
        var shop = await ClusterShop.OpenAsync(cluster);
        var (placedId, placedAndPaidId) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var (place, both, pay) =
            (ClusterShop.Command(id: Guid.NewGuid()), ClusterShop.Command(id: Guid.NewGuid()), new PayOrder(Guid.NewGuid()));
        var charge = new ChargeBalance(7, Guid.NewGuid());
        var (kinds, answers) = (new List<ReplyKind>(), new HashSet<object>());

        for (var activation = 0; activation < 2; activation++)
        {
            foreach (var way in cluster.Ways)
            {
                Keep(await way.GetGrain<IOrderGrain>(placedId).Place(place),
                    outcome => (outcome.Status, outcome.Order!.OrderId, outcome.Order.Status));
                Keep(await way.GetGrain<IOrderGrain>(placedId).Pay(pay), outcome => outcome);
                Keep(await way.GetGrain<IOrderGrain>(placedAndPaidId).PlaceAndPay(both),
                    outcome => (outcome.Payment!, outcome.Placement.Order!.Status));
                Keep(await way.GetGrain<IBalanceGrain>(ClusterShop.Customer).Charge(charge), outcome => outcome);
                await AssertReusedAsync(way, placedId, placedAndPaidId, place, both, charge);
            }
            foreach (var order in new[] { placedId, placedAndPaidId })
                await CommerceCluster.DeactivateAsync(cluster.Client.GetGrain<IOrderGrain>(order));
            await CommerceCluster.DeactivateAsync(shop.Account(ClusterShop.Customer));
        }

        Assert.Equal(4, answers.Count);
        Assert.Equal([.. Enumerable.Repeat(ReplyKind.Decided, 4), .. Enumerable.Repeat(ReplyKind.Replayed, kinds.Count - 4)], kinds);
        Assert.Equal(ClusterShop.Balance + 7 - 4 * ClusterShop.Price, (await shop.Account(ClusterShop.Customer).Get())!.Balance);
        await shop.AssertLawsHoldAsync();

        void Keep<TOutcome>(Reply<TOutcome> reply, Func<TOutcome, object> answer)
            where TOutcome : class
        {
            kinds.Add(reply.Kind);
            answers.Add(answer(reply.Outcome!));
        }
    }

    [ConformanceFact]
    public async Task Steps_RepeatedWhenTheMemoryHasForgottenThem_AreFoundInTheJournal()
    {
        using var storage = await NewStorageAsync();
        await using var cluster = await CommerceCluster.StartAsync(2, storage, ("Journal:RememberedCommands", "1"));
        var shop = await ClusterShop.OpenAsync(cluster);
        var campaign = cluster.Campaign(await shop.NewPieceAsync(4_001, ClusterShop.Customer));
        var (orderId, since) = (Guid.CreateVersion7(), DateTimeOffset.UtcNow);
        var deduct = new DeductStock(orderId, [new(7, 1)], Guid.NewGuid(), since);
        var redeem = new RedeemCoupon(ClusterShop.Customer, orderId, 10_000, Guid.NewGuid(), since);
        var debit = new DebitBalance(10, orderId, Guid.NewGuid(), since);
        var (deducted, redeemed, debited) =
            (await shop.Stand().Deduct(deduct), await campaign.Redeem(redeem), await shop.Account(ClusterShop.Customer).Debit(debit));

        for (var activation = 0; activation < 2; activation++)
        {
            // Each of these is remembered in place of the one before it.
            for (var other = 0; other < 3; other++)
            {
                await shop.Stand().Restore(new(Guid.CreateVersion7(), [new(8, 1)], Guid.NewGuid(), null)); // it has no such option
                await campaign.Restore(new(ClusterShop.Poor, Guid.CreateVersion7(), Guid.NewGuid())); // who has no piece
                await shop.Account(ClusterShop.Customer).Debit(new(long.MaxValue, Guid.CreateVersion7(), Guid.NewGuid(), null));
            }
            Assert.Equal(deducted with { Kind = ReplyKind.Replayed }, await shop.Stand().Deduct(deduct));
            Assert.Equal(redeemed with { Kind = ReplyKind.Replayed }, await campaign.Redeem(redeem));
            Assert.Equal(debited with { Kind = ReplyKind.Replayed }, await shop.Account(ClusterShop.Customer).Debit(debit));
            foreach (var grain in new IGrain[] { shop.Stand(), campaign, shop.Account(ClusterShop.Customer) })
                await CommerceCluster.DeactivateAsync(grain);
        }

        Assert.Equal(1, await shop.DebitsAsync(orderId));
        Assert.Equal(999, (await shop.Stand().Get())!.Options[0].Stock);
        Assert.Equal(ClusterShop.Balance - 10, (await shop.Account(ClusterShop.Customer).Get())!.Balance);
    }

    private static async Task AssertReusedAsync(
        IGrainFactory way, Guid placedId, Guid placedAndPaidId, PlaceOrder place, PlaceOrder both, ChargeBalance charge)
    {
        Assert.Equal(ReplyKind.IdempotencyKeyReused, (await way.GetGrain<IOrderGrain>(placedId).Place(place with { CouponId = 9 })).Kind);
        Assert.Equal(ReplyKind.IdempotencyKeyReused,
            (await way.GetGrain<IOrderGrain>(placedAndPaidId).PlaceAndPay(both with { ExpectedTotal = 9 })).Kind);
        Assert.Equal(ReplyKind.IdempotencyKeyReused,
            (await way.GetGrain<IBalanceGrain>(ClusterShop.Customer).Charge(charge with { Amount = 8 })).Kind);
    }
}
