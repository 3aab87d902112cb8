using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Concerts;
using Commerce.Coupons;
using Commerce.Http;
using Commerce.Orders;
using Commerce.WaitingQueue;

namespace Commerce.Operations;

/// <summary>A bound is said in one place of the code, and what people read is held to it.</summary>
public sealed partial class BoundsTests
{
    private static readonly (string Value, long From, long To, string SaidBy)[] s_bounds =
    [
        ("id of a coupon, product, option", IdBounds.Min, IdBounds.Max, nameof(IdBounds)),
        ("id of a customer, user", IdBounds.MinCustomer, IdBounds.Max, nameof(IdBounds)),
        ("`Idempotency-Key`, characters", 1, Idempotency.MaxKeyLength, nameof(Idempotency)),
        ("`limit`", 1, PageBounds.MaxLimit, nameof(PageBounds)),
        ("`days` of best sellers", 1, ProductBounds.MaxPopularDays, nameof(ProductBounds)),
        ("`username`, characters", 1, BalanceBounds.MaxNameLength, nameof(BalanceBounds)),
        ("`openingBalance`, won", 0, BalanceBounds.Limit, nameof(BalanceBounds)),
        ("`amount` of a charge, won", 1, BalanceBounds.Limit, nameof(BalanceBounds)),
        ("`reference` of a charge, characters", 1, BalanceBounds.MaxReferenceLength, nameof(BalanceBounds)),
        ("`name` of a product, characters", 1, ProductBounds.MaxNameLength, nameof(ProductBounds)),
        ("`name` of an option, characters", 1, ProductBounds.MaxOptionNameLength, nameof(ProductBounds)),
        ("options of a product, in all", 1, ProductBounds.MaxOptions, nameof(ProductBounds)),
        ("`basePrice`, `extraPrice`, won", 0, ProductBounds.MaxPrice, nameof(ProductBounds)),
        ("`supplied` of an option, pieces", 0, ProductBounds.MaxSupply, nameof(ProductBounds)),
        ("`quantity` of a restocking, pieces", 1, ProductBounds.MaxSupply, nameof(ProductBounds)),
        ("`name` of a coupon, characters", 1, CouponBounds.MaxNameLength, nameof(CouponBounds)),
        ("`code`, letters, digits, `-`, `_`", 1, CouponBounds.MaxCodeLength, nameof(CouponBounds)),
        ("`discountAmount` of FIXED, won", 1, CouponBounds.MaxDiscount, nameof(CouponBounds)),
        ("`discountAmount` of RATE, percent", 1, CouponBounds.MaxRate, nameof(CouponBounds)),
        ("`totalQuantity`, pieces", 1, CouponBounds.MaxQuantity, nameof(CouponBounds)),
        ("`items`, `products` of an order", 1, OrderBounds.MaxItems, nameof(OrderBounds)),
        ("`quantity` of an item, pieces", 1, OrderBounds.MaxQuantity, nameof(OrderBounds)),
        ("`reason` of a refund, characters", 1, OrderBounds.MaxReasonLength, nameof(OrderBounds)),
        ("`totalAmount`, won", 0, OrderBounds.MaxTotal, nameof(OrderBounds)),
        ("`queue.maxActive`, customers", 1, QueueBounds.MaxActive, nameof(QueueBounds)),
        ("`queue.admissionsPerSecond`, customers", 1, QueueBounds.MaxAdmissionsPerSecond, nameof(QueueBounds)),
        ("`queue.activeSeconds`", 1, QueueBounds.MaxActiveSeconds, nameof(QueueBounds)),
        ("`queue.waitingTimeoutSeconds`", QueueBounds.MinWaitingTimeoutSeconds, QueueBounds.MaxWaitingTimeoutSeconds, nameof(QueueBounds)),
        ("`name` of a concert, characters", 1, ConcertBounds.MaxNameLength, nameof(ConcertBounds)),
        ("schedules of a concert, in all", 1, ConcertBounds.MaxSchedules, nameof(ConcertBounds)),
        ("`seats` of a schedule", 1, ConcertBounds.MaxSeats, nameof(ConcertBounds)),
        ("`price` of a seat, won", 0, ConcertBounds.MaxPrice, nameof(ConcertBounds)),
    ];

    /// <summary>What the bodies' own documentation says, which becomes the API's.</summary>
    private static readonly Dictionary<string, string[]> s_bodies = new()
    {
        [nameof(ChargeRequest)] = [Range(1, BalanceBounds.Limit), Range(1, BalanceBounds.MaxReferenceLength)],
        [nameof(PutCustomerRequest)] = [Range(1, BalanceBounds.MaxNameLength), Range(0, BalanceBounds.Limit)],
        [nameof(PutProductRequest)] = [Range(1, ProductBounds.MaxNameLength), Range(0, ProductBounds.MaxPrice), Range(1,
            ProductBounds.MaxOptions)],
        [nameof(PutOptionRequest)] = [Range(1, ProductBounds.MaxOptionNameLength), Range(0, ProductBounds.MaxPrice), Range(0,
            ProductBounds.MaxSupply)],
        [nameof(RestockRequest)] = [Range(1, ProductBounds.MaxSupply)],
        [nameof(PutCouponRequest)] =
        [
            Range(1, CouponBounds.MaxNameLength), Range(1, CouponBounds.MaxCodeLength), Range(1, CouponBounds.MaxDiscount), Range(1,
                CouponBounds.MaxRate),
            Range(1, CouponBounds.MaxQuantity),
        ],
        [nameof(OrderItemBody)] = [Range(1, OrderBounds.MaxQuantity)],
        [nameof(PutConcertRequest)] = [Range(1, ConcertBounds.MaxNameLength), Range(1, ConcertBounds.MaxSchedules)],
        [nameof(PutScheduleRequest)] = [Range(0, ConcertBounds.MaxPrice), Range(1, ConcertBounds.MaxSeats)],
        [nameof(OrderProductBody)] = [Range(1, OrderBounds.MaxQuantity)],
        [nameof(QueueSettingsBody)] =
        [
            Range(1, QueueBounds.MaxActive), Range(1, QueueBounds.MaxAdmissionsPerSecond), Range(1, QueueBounds.MaxActiveSeconds),
            Range(QueueBounds.MinWaitingTimeoutSeconds, QueueBounds.MaxWaitingTimeoutSeconds),
        ],
        [nameof(PlaceOrderRequest)] = [Range(1, OrderBounds.MaxItems)],
        [nameof(PlaceAndPayRequest)] = [Range(1, OrderBounds.MaxItems)],
    };

    private static readonly string[] s_projects = ["Grains", "Grains.Interfaces", "Api"];

    [Fact]
    public void Table_OfBounds_SaysWhatTheCodeDoes()
    {
        var lines = Documents.Read("docs", "api.md").Split('\n').SkipWhile(line => line != "## Bounds").Skip(1).TakeWhile(line =>
            !line.StartsWith('#'));
        var told = lines.Where(line => line.StartsWith('|')).Skip(2)
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray())
            .Select(row => (row[0], Number(row[1]), Number(row[2]), row[3].Trim('`')));

        Assert.Equal(s_bounds, told);
    }

    [Fact]
    public void Bodies_SayTheirBounds_AndNoOthers()
    {
        var docs = XDocument.Load(Path.ChangeExtension(typeof(ChargeRequest).Assembly.Location, ".xml")).Descendants("member")
            .Where(member => member.Attribute("name")!.Value.StartsWith("T:", StringComparison.Ordinal))
            .ToDictionary(member => member.Attribute("name")!.Value.Split('.')[^1], member => string.Join(' ', member.Elements("param")
                .Select(p => p.Value)));
        foreach (var (body, bounds) in s_bodies)
            Assert.Equal(bounds, RangeForm().Matches(docs[body]).Select(match => match.Value));
    }

    /// <summary>A bound that nothing but itself names is one that nobody holds to.</summary>
    [Fact]
    public void Bounds_EveryOne_IsUsedWhereItIsDecided()
    {
        var code = string.Join('\n', s_projects.SelectMany(project => Directory.EnumerateFiles(Path.Combine(Repository.Root, project),
            "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
            .SelectMany(File.ReadLines).Where(line => !line.TrimStart().StartsWith("///", StringComparison.Ordinal)));
        var unused = typeof(ICommand).Assembly.GetTypes().Where(type => type.IsPublic
            && type.Name.EndsWith("Bounds", StringComparison.Ordinal))
            .SelectMany(type => type.GetFields().Select(field => $"{type.Name}.{field.Name}"))
            .Where(name => !code.Contains(name, StringComparison.Ordinal));
        Assert.Empty(unused);
    }

    private static string Range(long from, long to) => string.Create(CultureInfo.InvariantCulture, $"{from:N0} to {to:N0}");

    private static long Number(string cell) => long.Parse(cell, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\d[\d,]* to \d[\d,]*")]
    private static partial Regex RangeForm();
}
