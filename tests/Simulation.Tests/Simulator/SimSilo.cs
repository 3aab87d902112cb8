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
    private readonly GrainPaymentSteps _steps;
    private readonly Dictionary<GrainId, SimActivation> _activations = [];

    public SimSilo(SimCluster cluster, int number, JournalOptions options, TimeSpan clockError)
    {
        (_cluster, Number) = (cluster, number);
        Grains = new SimGrainFactory(cluster, this);
        var clock = new SiloClock(cluster.Time, this, clockError);
        _journal = new JournalContext(new SimWriter(cluster, this), new SimStoreReader(cluster, this), new SimSnapshots(cluster, this),
            Options.Create(options), clock, s_metrics, NullLogger<JournalContext>.Instance);
        _steps = new GrainPaymentSteps(Grains, clock);
    }

    public int Number { get; }

    /// <summary>The way from this silo's grains to others.</summary>
    public IGrainFactory Grains { get; }

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
            _activations[grain] = activation = new SimActivation(grain, () => Create(grain), () => Remove(grain));
        return activation;
    }

    private Grain Create(GrainId grain) => grain.Type.ToString() switch
    {
        "balance" => new BalanceGrain(_journal, null!), // nobody asks for the ledger here
        "product" => new ProductGrain(_journal),
        "coupon" => new CouponGrain(_journal, Grains),
        "waitingqueue" => new WaitingQueueGrain(_journal),
        "seatblock" => new SeatBlockGrain(_journal, Grains, Options.Create(_cluster.Concerts)),
        "reservation" => new ReservationGrain(_journal, Grains, _steps),
        "order" => new OrderGrain(_journal, Grains, _steps),
        var unknown => throw new NotSupportedException($"There is no grain {unknown} here."),
    };

    private void Remove(GrainId grain)
    {
        _activations.Remove(grain);
        _cluster.Forget(grain, this);
    }
}
