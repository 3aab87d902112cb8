using Commerce.Balances;
using Commerce.Coupons;
using Commerce.Journaling;
using Commerce.Simulator;

namespace Commerce.Orders;

/// <summary>What happened on a day, to see that the days together show everything they are meant to.</summary>
internal sealed record DayReport(IReadOnlyList<PayOrderStatus> Answers, int Resumed, int Conflicts, int Found, int Listed, int Paid,
    int Rejected, int Rested, int Elsewhere, int Shown, int SideBySide, int Refunded,
    IReadOnlyList<CancelOrderStatus> Cancellations, IReadOnlyList<RefundOrderStatus> Refunds, int CouponsReturned);

/// <summary>A day in the shop: everything that happens on it follows from the seed.</summary>
internal sealed class ShopDay
{
    private static readonly TimeSpan s_troubleLasts = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(10);

    private readonly Random _random;
    private readonly Shop _shop;
    private readonly SimCluster _cluster;
    private readonly Shoppers _shoppers;
    private readonly AfterSales _afterSales;
    private readonly Onlookers _onlookers;
    private readonly Sweeper _sweeper;

    public ShopDay(int seed, Action<string>? trace = null)
    {
        _random = new Random(seed);
        _shop = NewShop();
        _cluster = new SimCluster(_random, silos: _random.Next(1, 4), NewOptions(), clockError: TimeSpan.FromSeconds(2))
        {
            Orders = new()
            {
                PayWithin = TimeSpan.FromSeconds(_random.Next(3) == 0 ? _random.Next(1, 20) : 1_800),
                CancelWithin = TimeSpan.FromSeconds(_random.Next(3) == 0 ? _random.Next(0, 20) : 1_800),
            },
        };
        _cluster.Trace = line => trace?.Invoke($"{_cluster.Time.Now:mm\\:ss\\.fff} {line}");
        _afterSales = new AfterSales(_cluster, _random, _shop);
        _shoppers = new Shoppers(_cluster, _random, _shop, _afterSales);
        _onlookers = new Onlookers(_cluster, _random);
        _sweeper = new Sweeper(_cluster);
    }

    public DayReport Run()
    {
        var time = _cluster.Time;
        time.RunUntil(time.Start(() => _shop.OpenAsync(_cluster.Clients)), s_limit);

        var chance = _random.NextDouble() * 0.03;
        _cluster.Faults = new Faults(Lost: chance, Late: chance * 2, Twice: chance * 4, Refused: chance, Unknown: chance, Unread: chance);
        var shopping = Enumerable.Range(0, _random.Next(2, 7)).Select(_ => time.Start(_shoppers.OrderAsync))
            .Concat(Enumerable.Range(0, _random.Next(0, 3)).Select(_ => time.Start(_shoppers.ChargeAsync)))
            .Concat(Enumerable.Range(0, _random.Next(0, 3)).Select(_ => time.Start(_afterSales.AdministerAsync)))
            .Append(time.Start(() => _onlookers.LookAsync(_shop.Balances.Count))).ToList();
        var sweeping = time.Start(_sweeper.RunAsync);
        for (var left = _random.Next(0, 5); left > 0; left--)
            time.After(_random.NextDouble() * s_troubleLasts, null, Disaster);
        time.After(s_troubleLasts, null, () => _cluster.Faults = Faults.None);

        time.RunUntil(Task.WhenAll(shopping), s_limit);
        _sweeper.EndWhenDone();
        time.RunUntil(sweeping, s_limit);
        time.RunOut(); // frozen silos wake, late messages arrive, and what they begin can be cut short as well
        time.RunUntil(time.Start(_sweeper.RunAsync), s_limit);
        time.RunOut();
        return Check();
    }

    private DayReport Check()
    {
        var ledger = ShopLaws.Check(_cluster);
        ShopLaws.CheckOnce(_cluster.Store.Journal);
        _shoppers.Answers.Check(ledger);
        _afterSales.Check(ledger);

        // Whatever a step's sender still repeats now, long after, changes nothing.
        _cluster.Silos.ForEach(silo => silo.FrozenUntil = default);
        var before = _cluster.Store.Journal.Count;
        _cluster.Time.RunUntil(_cluster.Time.Start(RepeatStepsAsync), s_limit);
        Assert.Equal(before, _cluster.Store.Journal.Count);
        // An activation may have begun just before the last words of its predecessor: it shows that at its next write only.
        _cluster.Silos.ToList().ForEach(silo => _cluster.Kill(silo, lastWordsArrive: true));
        _cluster.Time.RunUntil(_cluster.Time.Start(() => ShopLaws.CheckReadsAsync(_cluster.Clients, ledger)), s_limit);
        return new([.. _shoppers.Answers.Statuses], _sweeper.Resumed, _cluster.Store.Conflicts, _cluster.Store.Found, _cluster.Store.Listed,
            ledger.Orders.Values.Count(order => order.Status == OrderStatus.Paid),
                ledger.Orders.Values.Count(order => order.Status == OrderStatus.Rejected),
            _cluster.Store.Rested, _cluster.Elsewhere, _onlookers.Shown,
            ledger.Orders.Values.Count(order => order.Payment?.SideBySide == true),
            _cluster.Store.Journal.Count(e => e.Type == BalanceEventCodec.Refunded),
            [.. _afterSales.Cancellations], [.. _afterSales.Refunds],
            ledger.Orders.Values.Count(order => order.Cancelled?.CouponReturned is true));
    }

    private async Task RepeatStepsAsync()
    {
        // What a grain asked for on ground that was lost goes with it, and is refused wherever it still comes.
        foreach (var (grain, method, command, _) in _cluster.Delivered.Where(delivered => delivered.Command.NotBefore is not null
            && delivered.Offer?.Asker.WhenDurable().IsCompletedSuccessfully != false).ToList())
        {
            while (true)
            {
                try
                {
                    await _cluster.CallAsync(null, grain, method, [command]);
                    break;
                }
                catch (CommerceUnavailableException)
                {
                    // An activation that had been overtaken; the next one knows.
                }
            }
        }
    }

    private void Disaster()
    {
        var silo = _cluster.Silos[_random.Next(_cluster.Silos.Count)];
        switch (_random.Next(4))
        {
            case 0: // frozen for a while; the others may give it up before it wakes
                silo.FrozenUntil = _cluster.Time.Now + TimeSpan.FromMilliseconds(_random.Next(100, 20_000));
                if (_random.Next(2) == 0)
                    _cluster.Time.After(TimeSpan.FromMilliseconds(_random.Next(1, 5_000)), null, () => _cluster.Exclude(silo));
                break;
            case 1: // cut off, and alive for some time
                _cluster.Exclude(silo);
                _cluster.Time.After(TimeSpan.FromMilliseconds(_random.Next(100, 20_000)), null, () => _cluster.Kill(silo,
                    lastWordsArrive: true));
                break;
            default:
                _cluster.Kill(silo, lastWordsArrive: _random.Next(2) == 0);
                break;
        }
    }

    private Shop NewShop() => new(
        [Won(60_000), Won(60_000)],
        [Shop.Product(1, Won(10_000), Pieces(), Pieces()), Shop.Product(2, Won(10_000), Pieces(), Pieces())],
        [
            (Shop.Coupon(DiscountType.Fixed, _random.Next(4) == 0 ? 1_000_000 : 3_000, Lasts()), Holders()),
            (Shop.Coupon(DiscountType.Rate, _random.Next(1, 101), Lasts()), Holders()),
        ]);

    private JournalOptions NewOptions() => new()
    {
        Lanes = _random.Next(1, 4),
        RememberedCommands = _random.Next(2) == 0 ? 50_000 : _random.Next(1, 20), // of the whole silo
        RememberFor = _random.Next(2) == 0 ? TimeSpan.FromHours(1) : TimeSpan.FromSeconds(_random.Next(1, 600)),
        SnapshotEvery = _random.Next(2) == 0 ? _random.Next(1, 10) : 2_000,
        SnapshotOnDeactivation = _random.Next(1, 10),
    };

    private long Won(int atMost) => _random.Next(8) == 0 ? 0 : _random.Next(1, atMost);

    private long Pieces() => _random.Next(0, 6);

    private TimeSpan? Lasts() => _random.Next(3) == 0 ? TimeSpan.FromSeconds(_random.Next(1, 20)) : null;

    private long[] Holders() => [.. new long[] { 1, 2 }.Where(_ => _random.Next(5) > 0)];
}
