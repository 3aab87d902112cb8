using System.Globalization;
using Commerce.Bench.Coupons;
using Commerce.Bench.Load;
using Commerce.Bench.Reporting;
using Commerce.Bench.Servers;

namespace Commerce.Bench.Comparison.Sides;

/// <summary>A piece for every fresh customer; each load has a campaign of its own.</summary>
internal sealed class CouponSide<TServer>(TServer server, long firstCoupon) : Side(server, accepted: 201)
    where TServer : ServerProcess, ICouponServer
{
    private const long Unlimited = 100_000_000;
    private const long FirstCustomer = 1_000_000_000; // ten digits, and as many customers as any run needs
    private const int CustomerDigits = 10;

    private long _coupon = firstCoupon;
    private long _customer;
    private long _acknowledged;
    private long _stored;

    public override async Task CheckAsync(Report report, string who)
    {
        await base.CheckAsync(report, who);
        report.Check(_acknowledged == _stored, string.Create(CultureInfo.InvariantCulture,
            $"{who}: {_acknowledged} pieces given, {_stored} in SQL in the end"));
    }

    protected override Task PrepareAsync()
    {
        _customer = FirstCustomer;
        return server.DefineCouponAsync(++_coupon, Unlimited);
    }

    protected override IConversation Converse() =>
        new SingleRequests(RequestTemplate.Issue("/coupons/issue", _coupon, CustomerDigits), () => _customer++);

    protected override async Task CountAsync(LoadResult result)
    {
        _acknowledged += result.Of(201);
        await server.SettleAsync();
        _stored += await server.IssuedAsync(_coupon);
    }
}
