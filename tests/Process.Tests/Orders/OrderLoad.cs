using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Commerce.Testing;

namespace Commerce.Orders;

/// <summary>What the load buys and who buys it.</summary>
/// <param name="Customers">Few, so that each has many payments under way at once.</param>
/// <param name="HotProduct">In every order; never sold out.</param>
/// <param name="ScarceProduct">In some orders; soon sold out.</param>
/// <param name="Pieces">Coupons and their holders, for part of the orders.</param>
internal sealed record OrderLoadPlan(
    IReadOnlyList<long> Customers, long HotProduct, long ScarceProduct, IEnumerable<(long CouponId, long CustomerId)> Pieces);

/// <summary>
/// Clients who place orders, pay them and pay money in, until they are told to stop. Whoever gets no answer - the server is
/// gone, or says that it is unavailable - asks again under the same key; half of the payments are sent without a key, and
/// given up when they are not answered. What may not be answered ends the load with an exception.
/// </summary>
internal sealed class OrderLoad(ShopClient shop, OrderLoadPlan plan, int seed)
{
    private static readonly TimeSpan s_beforeRetry = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentQueue<(long CouponId, long CustomerId)> _pieces = new(plan.Pieces);
    private readonly ConcurrentDictionary<int, TaskCompletionSource> _milestones = [];
    private long _lastCharge;
    private int _payments;
    private int _unanswered;
    private volatile bool _stopped;

    /// <summary>Orders that were answered 201, with customer and total.</summary>
    public ConcurrentDictionary<Guid, (long CustomerId, long TotalAmount)> Placed { get; } = [];

    /// <summary>Payments that were answered 201, by order.</summary>
    public ConcurrentDictionary<Guid, (Guid PaymentId, long Amount)> Paid { get; } = [];

    /// <summary>Payments that were refused, by order, with the code.</summary>
    public ConcurrentDictionary<Guid, string> Refused { get; } = [];

    /// <summary>Charges that were answered 200: each has an amount of its own.</summary>
    public ConcurrentDictionary<long, long> CustomerOfCharge { get; } = [];

    /// <summary>Orders whose payment was given up without an answer.</summary>
    public ConcurrentBag<Guid> GivenUp { get; } = [];

    /// <summary>Requests that ended without an answer.</summary>
    public int Unanswered => Volatile.Read(ref _unanswered);

    /// <summary>Runs until it is stopped.</summary>
    /// <param name="clients">How many there are.</param>
    public Task RunAsync(int clients) =>
        Task.WhenAll(Enumerable.Range(0, clients).Select(i => Task.Run(() => ShopAsync(new Random(seed + i)))));

    /// <summary>Lets every client finish what it is at.</summary>
    public void Stop() => _stopped = true;

    /// <summary>Completes when so many payments were acknowledged in all.</summary>
    public Task PaidAsync(int count)
    {
        var reached = _milestones.GetOrAdd(count, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (Volatile.Read(ref _payments) >= count)
            reached.TrySetResult();
        return reached.Task;
    }

    private async Task ShopAsync(Random random)
    {
        while (!_stopped)
        {
            var customer = plan.Customers[random.Next(plan.Customers.Count)];
            if (random.Next(5) == 0)
                await ChargeAsync(customer);
            else if (await PlaceAsync(random, customer) is { } orderId)
                await PayAsync(orderId, keyed: random.Next(2) == 0);
        }
    }

    private async Task ChargeAsync(long customer)
    {
        var amount = Interlocked.Increment(ref _lastCharge);
        var answer = await UntilAnsweredAsync(() =>
            shop.ChargeAsync(customer, amount, string.Create(CultureInfo.InvariantCulture, $"charge-{amount}")));
        if (answer.Status != HttpStatusCode.OK)
            throw new InvalidOperationException($"Charge of {amount}: {answer}");
        CustomerOfCharge[amount] = customer;
    }

    private async Task<Guid?> PlaceAsync(Random random, long customer)
    {
        long? coupon = null;
        if (random.Next(3) == 0 && _pieces.TryDequeue(out var piece))
            (coupon, customer) = piece;
        long[] products = random.Next(4) == 0 ? [plan.HotProduct, plan.ScarceProduct] : [plan.HotProduct];
        var (quantity, key) = (random.Next(1, 4), Guid.NewGuid().ToString("N"));
        var answer = await UntilAnsweredAsync(() => shop.PlaceAsync(customer, coupon, products, quantity, key));
        switch (answer)
        {
            case { Status: HttpStatusCode.Created }:
                Placed[answer.OrderId] = (customer, answer.Number("totalAmount"));
                return answer.OrderId;
            case { Status: HttpStatusCode.Conflict, Code: "COUPON_UNAVAILABLE" } when coupon is not null:
                return null; // each piece is tried for several orders
            default:
                throw new InvalidOperationException($"Order of customer {customer}: {answer}");
        }
    }

    private async Task PayAsync(Guid orderId, bool keyed)
    {
        var answer = keyed
            ? await UntilAnsweredAsync(() => shop.PayAsync(orderId, $"pay-{orderId:N}"))
            : await AnswerAsync(() => shop.PayAsync(orderId));
        switch (answer)
        {
            case null:
                GivenUp.Add(orderId);
                break;
            case { Status: HttpStatusCode.Created }:
                Paid[orderId] = (answer.Body.GetProperty("paymentId").GetGuid(), answer.Number("amount"));
                if (_milestones.TryGetValue(Interlocked.Increment(ref _payments), out var reached))
                    reached.TrySetResult();
                break;
            case { Status: HttpStatusCode.Conflict, Code: "STOCK_INSUFFICIENT" or "COUPON_UNAVAILABLE" or "BALANCE_INSUFFICIENT" }:
                Refused[orderId] = answer.Code;
                break;
            default:
                throw new InvalidOperationException($"Payment of {orderId}, with a key: {keyed}: {answer}");
        }
    }

    private async Task<ShopAnswer> UntilAnsweredAsync(Func<Task<ShopAnswer>> request)
    {
        while (true)
        {
            if (await AnswerAsync(request) is { } answer)
                return answer;
            await Task.Delay(s_beforeRetry);
        }
    }

    /// <summary>Sends once; <see langword="null"/> when nobody answers, or nobody can.</summary>
    private async Task<ShopAnswer?> AnswerAsync(Func<Task<ShopAnswer>> request)
    {
        try
        {
            return await request() is { Status: not HttpStatusCode.ServiceUnavailable } answer ? answer : null;
        }
        catch (HttpRequestException)
        {
            Interlocked.Increment(ref _unanswered);
            return null;
        }
    }
}
