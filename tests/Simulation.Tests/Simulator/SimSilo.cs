using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Concerts;
using Commerce.Coupons;
using Commerce.Journaling;
using Commerce.Orders;
using Commerce.Telemetry;
using Commerce.WaitingQueue;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Commerce.Simulator;

/// <summary>A silo: the real grains, on simulated connections to the database and to each other.</summary>
internal sealed class SimSilo
{
    private static readonly CommerceMetrics s_metrics = new(
        new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());

    private readonly SimCluster _cluster;
    private readonly JournalContext _journal;
    private readonly SiloClock _clock;
    private readonly OpenOrders _openOrders;
    private readonly Dictionary<GrainId, SimActivation> _activations = [];

    public SimSilo(SimCluster cluster, int number, JournalOptions options, TimeSpan clockError)
    {
        (_cluster, Number) = (cluster, number);
        _clock = new SiloClock(cluster.Time, this, clockError);
        _openOrders = new OpenOrders(Options.Create(cluster.Orders));
        var store = new SimJournal(cluster, this);
        var writer = new JournalWriter(store, Options.Create(options), _clock, s_metrics, NullLogger.Instance, cluster.Time.Turns);
        _journal = new JournalContext(new SimWriter(cluster, writer), store, new SimSnapshots(cluster, this),
            Options.Create(options), Options.Create(new IdempotencyOptions()), _clock, s_metrics, NullLogger<JournalContext>.Instance)
        {
            Lookups = new(store, cluster.Time.Turns),
            Filters = new(store, cluster.Time.Turns) { Lookups = 1 },
        };
    }

    public int Number { get; }

    /// <summary>What calls of its grains leave through.</summary>
    public EarlyAnswers Early => _journal.Early;

    /// <summary>Its process is gone.</summary>
    public bool IsDead { get; set; }

    /// <summary>Whether a transaction that was under way when the silo died is committed.</summary>
    public bool LastWordsArrive { get; set; }

    /// <summary>The other silos count on it. One that was frozen or cut off may live on without them knowing.</summary>
    public bool IsMember { get; set; } = true;

    /// <summary>Nothing happens in it until then.</summary>
    public TimeSpan FrozenUntil { get; set; }

    public bool Holds(GrainId grain) => _activations.ContainsKey(grain);

    public SimActivation ActivationOf(GrainId grain)
    {
        if (!_activations.TryGetValue(grain, out var activation))
            _activations[grain] = activation = new SimActivation(grain, Create, () => Remove(grain));
        return activation;
    }

    private Grain Create(SimActivation activation)
    {
        var grains = new SimGrainFactory(_cluster, this, activation);
        return activation.GrainId.Type.ToString() switch
        {
            "balance" => new BalanceGrain(_journal, null!), // nobody asks for the ledger here
            "product" => new ProductGrain(_journal),
            "coupon" => new CouponGrain(_journal, grains),
            "waitingqueue" => new WaitingQueueGrain(_journal),
            "seatblock" => new SeatBlockGrain(_journal, grains, Options.Create(_cluster.Concerts)),
            "reservation" => new ReservationGrain(_journal, grains, new GrainPaymentSteps(grains, _clock)),
            "order" => new OrderGrain(
                _journal, grains, new GrainPaymentSteps(grains, _clock), Options.Create(_cluster.Orders), _openOrders),
            var unknown => throw new NotSupportedException($"There is no grain {unknown} here."),
        };
    }

    private void Remove(GrainId grain)
    {
        _activations.Remove(grain);
        _cluster.Forget(grain, this);
    }
}
