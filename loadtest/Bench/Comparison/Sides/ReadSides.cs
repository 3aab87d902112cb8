using System.Globalization;
using Commerce.Bench.Load;
using Commerce.Bench.Orders;
using Commerce.Bench.Reporting;
using Commerce.Bench.Servers;
using Commerce.Bench.WaitingQueue;

namespace Commerce.Bench.Comparison.Sides;

/// <summary>Balances of four customers, read in turn.</summary>
internal sealed class BalanceReadSide<TServer>(TServer server) : Side(server, accepted: 200)
    where TServer : ServerProcess, IShopServer
{
    private const long FirstCustomer = 9_438;
    private const int Customers = 4;

    private static readonly RequestTemplate s_read = RequestTemplate.Get("/v1/users/####/balance");

    private long _turn;

    public override async Task OpenAsync()
    {
        for (var i = 0; i < Customers; i++)
            await server.DefineCustomerAsync(FirstCustomer + i, openingBalance: 50_000_000);
    }

    protected override IConversation Converse() => new SingleRequests(s_read, () => FirstCustomer + _turn++ % Customers);
}

/// <summary>Products of one option, read in turn.</summary>
internal sealed class ProductReadSide<TServer>(TServer server) : Side(server, accepted: 200)
    where TServer : ServerProcess, IShopServer
{
    private const long FirstProduct = 8_001;
    private const int Products = 20;
    private const long Stock = 100_000;

    private static readonly RequestTemplate s_read = RequestTemplate.Get("/v1/products/####");

    private long _turn;

    public override async Task OpenAsync()
    {
        for (var i = 0; i < Products; i++)
            await server.DefineProductAsync(FirstProduct + i, Orders.Shop.OptionOf(FirstProduct + i), Orders.Shop.Price, Stock);
    }

    protected override IConversation Converse() => new SingleRequests(s_read, () => FirstProduct + _turn++ % Products);
}

/// <summary>A place in line for one fresh customer after the other; nobody is admitted meanwhile but the first.</summary>
/// <param name="server">Where.</param>
/// <param name="tokens">Those given so far.</param>
/// <param name="open">Makes the queue before a campaign known; both sides have the campaign's id.</param>
internal sealed class TokenSide(ServerProcess server, Tokens tokens, Func<long, Task> open) : Side(server, accepted: 201)
{
    private const long CouponId = 7_901;
    private const long FirstCustomer = 1_000_000_000; // ten digits, and as many customers as any run needs

    private static readonly RequestTemplate s_join =
        new("/queue/tokens", string.Create(CultureInfo.InvariantCulture, $"{{\"couponId\":{CouponId},\"userId\":##########}}"));

    private long _customer = FirstCustomer;
    private long _given;

    public override Task OpenAsync() => open(CouponId);

    public override async Task CheckAsync(Report report, string who)
    {
        await base.CheckAsync(report, who);
        report.Check(_given == tokens.Count, string.Create(CultureInfo.InvariantCulture,
            $"{who}: {_given} customers, {tokens.Count} tokens"));
    }

    protected override IConversation Converse() => new Joins(s_join, () => _customer++, tokens);

    protected override Task CountAsync(LoadResult result)
    {
        _given += result.Of(201);
        return Task.CompletedTask;
    }
}

/// <summary>Polls of everybody who got a token, in turn.</summary>
internal sealed class PollSide(ServerProcess server, Tokens tokens) : Side(server, accepted: 200)
{
    protected override IConversation Converse() => new Polls(tokens);
}
