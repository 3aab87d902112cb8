using Commerce.Bench.Comparison.Sides;
using Commerce.Bench.Concerts;
using Commerce.Bench.HandOff;
using Commerce.Bench.LockBaseline;
using Commerce.Bench.Orders;
using Commerce.Bench.Servers;
using Commerce.Bench.WaitingQueue;

namespace Commerce.Bench.Comparison;

/// <summary>Both sides of a scenario.</summary>
/// <param name="Id">Of the <see cref="Scenario"/>.</param>
internal sealed record Contest(string Id, Side Ours, Side Theirs);

/// <summary>Every scenario's sides, on servers that run.</summary>
internal static class Contests
{
    private const int QueueLimit = 86_400; // a day to come back, and a day inside: nobody moves while it is measured

    public static IReadOnlyList<Contest> Of(SiloProcess silo, LockServer locks, HandOffServer handOff)
    {
        var (ourTokens, theirTokens) = (new Tokens(), new Tokens());
        return
        [
            new(Scenario.Coupon, new CouponSide<SiloProcess>(silo, 7_100), new CouponSide<HandOffServer>(handOff, 7_100)),
            new(Scenario.Charge, new ChargeSide<SiloProcess>(silo), new ChargeSide<LockServer>(locks)),
            new(Scenario.HotOrder, new OrderSide(silo, HotShop(silo), oneRequest: true),
                new OrderSide(locks, HotShop(locks), oneRequest: true)),
            new(Scenario.Order, new OrderSide(silo, SpreadShop(silo), oneRequest: false),
                new OrderSide(locks, SpreadShop(locks), oneRequest: false)),
            new(Scenario.Seats, new SeatSide(silo, SomeHall(silo)), new SeatSide(locks, SomeHall(locks))),
            new(Scenario.BalanceRead, Balances(silo), Balances(locks)),
            new(Scenario.ProductRead, Products(silo), Products(locks)),
            new(Scenario.Tokens,
                new TokenSide(silo, ourTokens,
                    coupon => silo.DefineCouponAsync(coupon, quantity: 100_000, new(1, 1, QueueLimit, QueueLimit, null))),
                new TokenSide(locks, theirTokens, _ => Task.CompletedTask)),
            new(Scenario.Polls, new PollSide(silo, ourTokens), new PollSide(locks, theirTokens)),
        ];
    }

    private static ReadSide Balances<TServer>(TServer server)
        where TServer : ServerProcess, IShopServer => new(server, "/v1/users/####/balance", first: 9_438, count: 4,
            customer => server.DefineCustomerAsync(customer, openingBalance: 50_000_000));

    private static ReadSide Products<TServer>(TServer server)
        where TServer : ServerProcess, IShopServer => new(server, "/v1/products/####", first: 8_001, count: 20,
            product => server.DefineProductAsync(product, Orders.Shop.OptionOf(product), Orders.Shop.Price, stock: 100_000));

    private static Orders.Shop HotShop(IShopServer server) => new(server, 3_000_000_001, customers: 4, firstProduct: 7_001, products: 1);

    private static Orders.Shop SpreadShop(IShopServer server) =>
        new(server, 2_000_000_001, customers: 2_000, firstProduct: 5_001, products: 20);

    private static Hall SomeHall(ISeatServer server) => new(server, 2_100_000_001, customers: 2_000, firstSchedule: 5_001, schedules: 5);
}
