using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Concerts;
using Commerce.Coupons;
using Commerce.Journaling;
using Commerce.Orders;
using Commerce.Stored;
using Commerce.Verify;
using Commerce.WaitingQueue;

namespace Commerce.Architecture;

/// <summary>
/// Every event is taken in by its laws and by what shows it to somebody, or it is listed here with the reason why not: both
/// pass over what they do not know.
/// </summary>
public sealed class EventCoverageTests
{
    private const string ReadFromSeats = "the seats of this moment are read from their grain";
    private const string ReadFromView = "a token is read from what its queue last told the front-end";

    private static readonly Dictionary<Type, (Type? Laws, Type? Reads)> s_families = new()
    {
        [typeof(ICouponEvent)] = (typeof(CouponLaws), typeof(IssuedCouponProjection)),
        [typeof(IBalanceEvent)] = (typeof(BalanceLaws), typeof(LedgerReads)),
        [typeof(IProductEvent)] = (typeof(ProductLaws), typeof(ProductProjection)),
        [typeof(IOrderEvent)] = (typeof(OrderLaws), typeof(CustomerOrderProjection)),
        [typeof(CouponCodeAssigned)] = (null, null),
        [typeof(IQueueEvent)] = (typeof(QueueLaws), null),
        [typeof(ConcertDefined)] = (null, typeof(ConcertProjection)),
        [typeof(ISeatEvent)] = (typeof(SeatLaws), null),
        [typeof(IReservationEvent)] = (typeof(ReservationLaws), typeof(CustomerReservationProjection)),
    };

    private static readonly Dictionary<Type, string> s_withoutLaws = new()
    {
        [typeof(AccountRenamed)] = "a name is neither money nor a piece",
        [typeof(CouponCodeAssigned)] = "a code is assigned once, and its stream has one event",
        [typeof(ConcertDefined)] = "what is sold of a concert is in its schedules' seats",
        [typeof(QueueKeyMade)] = "what tokens are signed with says nothing of who waits",
    };

    private static readonly Dictionary<Type, string> s_notShown = new()
    {
        [typeof(CouponDefined)] = "a campaign is read from its grain",
        [typeof(AccountRenamed)] = "a customer is read from the balance's grain, and a renaming is no entry of the ledger",
        [typeof(StockAdded)] = "the stock of this moment is read from the product's grain",
        [typeof(StockDeducted)] = "the stock of this moment is read from the product's grain",
        [typeof(StockRestored)] = "the stock of this moment is read from the product's grain",
        [typeof(CouponCodeAssigned)] = "a code is looked up in its grain",
        [typeof(SeatBlockDefined)] = ReadFromSeats,
        [typeof(SeatHeld)] = ReadFromSeats,
        [typeof(SeatReleased)] = ReadFromSeats,
        [typeof(SeatSold)] = ReadFromSeats,
        [typeof(QueueKeyMade)] = "a secret",
        [typeof(QueueDefined)] = "a queue is read from its grain",
        [typeof(QueueJoined)] = ReadFromView,
        [typeof(QueueDrawn)] = ReadFromView,
        [typeof(QueueAdmitted)] = ReadFromView,
        [typeof(QueueLapsed)] = ReadFromView,
        [typeof(QueueClosed)] = ReadFromView,
    };

    private static IEnumerable<Type> Families => typeof(CouponState).Assembly.GetTypes()
        .SelectMany(type => type.GetInterfaces())
        .Where(implemented => implemented.IsGenericType && implemented.GetGenericTypeDefinition() == typeof(IEventCodec<>))
        .Select(implemented => implemented.GetGenericArguments()[0]);

    public static TheoryData<Type> Events => new(Families.SelectMany(family => family.IsInterface
        ? family.Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(family))
        : [family]));

    [Fact]
    public void Families_OfEveryCodec_AreInTheTable() =>
        Assert.Equal(Families.Select(family => family.Name).Order(), s_families.Keys.Select(family => family.Name).Order());

    [Theory]
    [MemberData(nameof(Events))]
    public void Event_IsNamedByItsLaws_OrListedWithTheReasonWhyNot(Type e) =>
        Assert.True(IsNamed(e, FamilyOf(e).Laws) != s_withoutLaws.ContainsKey(e),
            $"Verify and {nameof(s_withoutLaws)} disagree about {e.Name}.");

    [Theory]
    [MemberData(nameof(Events))]
    public void Event_IsNamedByWhatShowsIt_OrListedWithTheReasonWhyNot(Type e) =>
        Assert.True(IsNamed(e, FamilyOf(e).Reads) != s_notShown.ContainsKey(e),
            $"The read tables and {nameof(s_notShown)} disagree about {e.Name}.");

    /// <summary>A state refuses an event that it does not know, and then its grain cannot be activated any more.</summary>
    [Theory]
    [MemberData(nameof(Events))]
    public void Event_IsTakenIntoTheStateOfItsGrain(Type e)
    {
        var folds = typeof(IEventSourcedState<>).MakeGenericType(s_families.Keys.Single(e.IsAssignableTo));
        var state = typeof(CouponState).Assembly.GetTypes().Single(type => !type.IsAbstract && type.IsAssignableTo(folds));
        if (SampleOf(e) is not { } sample)
            return; // another test asks for it
        // On a state that has nothing yet the event may not make sense; but it is known.
        var failure = Record.Exception(() => folds.GetMethod("Apply")!.Invoke(Activator.CreateInstance(state), [sample]))?.InnerException;
        Assert.False(failure is NotSupportedException, $"{state.Name}.Apply does not know {e.Name}.");
    }

    private static (Type? Laws, Type? Reads) FamilyOf(Type e) => s_families.Single(family => e.IsAssignableTo(family.Key)).Value;

    // By its type, or by the name it is stored under.
    private static bool IsNamed(Type e, Type? by) => by is not null
        && IlCalls.NamesOf(by).Any(name => name.Equals(e) || name.Equals(StoredNameOf(e)));

    // Without a sample none: another test asks for that.
    private static string? StoredNameOf(Type e) => SampleOf(e) is { } sample ? StoredEventTests.Encode(sample).Type : null;

    private static object? SampleOf(Type e) => StoredSamples.Events.Values.FirstOrDefault(sample => sample.GetType() == e);
}
