using System.Globalization;
using Commerce.Bench.Load;
using Commerce.Bench.Reporting;
using Commerce.Bench.Servers;
using Commerce.Bench.WaitingQueue;

namespace Commerce.Bench.Comparison.Sides;

/// <summary>Things that are there, read in turn.</summary>
/// <param name="server">Where.</param>
/// <param name="path">Of one of them; its id has four digits.</param>
/// <param name="first">The first one's id.</param>
/// <param name="count">How many.</param>
/// <param name="define">Makes one known.</param>
internal sealed class ReadSide(ServerProcess server, string path, long first, int count, Func<long, Task> define)
    : Side(server, accepted: 200)
{
    private readonly RequestTemplate _read = RequestTemplate.Get(path);
    private long _turn;

    public override async Task OpenAsync()
    {
        for (var i = 0; i < count; i++)
            await define(first + i);
    }

    protected override IConversation Converse() => new SingleRequests(_read, () => first + _turn++ % count);
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
