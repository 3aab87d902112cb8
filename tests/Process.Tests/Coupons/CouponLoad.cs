using System.Collections.Concurrent;
using System.Net;
using Commerce.Testing;

namespace Commerce.Coupons;

/// <summary>
/// Customers who all want a piece of one campaign, many at a time. Each asks until there is an answer that settles it:
/// whoever gets none - the server is gone, or says that it is unavailable - asks again. Every third one sends an
/// <c>Idempotency-Key</c>. What may not be answered ends the load with an exception.
/// </summary>
internal sealed class CouponLoad(CouponClient client, long couponId, IEnumerable<long> customers)
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_beforeRetry = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentQueue<long> _waiting = new(customers);
    private readonly ConcurrentDictionary<long, long> _acknowledged = [];
    private readonly ConcurrentDictionary<long, bool> _told = [];
    private readonly ConcurrentDictionary<long, bool> _soldOut = [];
    private readonly ConcurrentDictionary<int, TaskCompletionSource> _milestones = [];
    private readonly ConcurrentQueue<string> _unanswered = [];
    private readonly ConcurrentQueue<string> _unavailable = [];
    private int _issued;

    /// <summary>Customers who were answered 201, with their piece's number.</summary>
    public IReadOnlyDictionary<long, long> Acknowledged => _acknowledged;

    /// <summary>Customers who got no answer the first time and then heard that they have a piece.</summary>
    public IEnumerable<long> ToldTheyHaveOne => _told.Keys;

    /// <summary>Customers who heard that all pieces are gone.</summary>
    public IEnumerable<long> SoldOut => _soldOut.Keys;

    /// <summary>Requests that ended without an answer.</summary>
    public int Unanswered => _unanswered.Count;

    /// <summary>Requests that were answered 503.</summary>
    public int Unavailable => _unavailable.Count;

    /// <summary>What each request that was not served met instead.</summary>
    public IEnumerable<string> NotServed => _unanswered.Concat(_unavailable);

    /// <summary>Runs until every customer is settled.</summary>
    /// <param name="clients">How many ask at the same time.</param>
    public async Task RunAsync(int clients)
    {
        using var deadline = new CancellationTokenSource(s_deadline);
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(() => AskAsync(deadline.Token))));
    }

    /// <summary>Completes when so many pieces were acknowledged in all.</summary>
    public Task AcknowledgedAsync(int count)
    {
        var reached = _milestones.GetOrAdd(count, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (Volatile.Read(ref _issued) >= count)
            reached.TrySetResult();
        return reached.Task;
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        while (_waiting.TryDequeue(out var customer))
        {
            for (var first = true; !await IsSettledAsync(customer, first); first = false)
                await Task.Delay(s_beforeRetry, cancellationToken);
        }
    }

    private async Task<bool> IsSettledAsync(long customer, bool first)
    {
        var key = customer % 3 == 0 ? $"{couponId}-{customer}" : null;
        CouponAnswer answer;
        try
        {
            answer = await client.IssueAsync(couponId, customer, key);
        }
        catch (HttpRequestException unanswered)
        {
            _unanswered.Enqueue($"{DateTimeOffset.UtcNow:O} customer {customer} of {couponId}: {unanswered}");
            return false;
        }
        switch (answer)
        {
            case { Status: HttpStatusCode.ServiceUnavailable }:
                _unavailable.Enqueue($"{DateTimeOffset.UtcNow:O} customer {customer} of {couponId}: {answer.Body}");
                return false;
            case { Status: HttpStatusCode.Created } when !answer.Replayed || !first:
                Acknowledge(customer, answer.IssueNumber);
                return true;
            // A repetition under a key gets the first answer again, so only those without one can hear this.
            case { Status: HttpStatusCode.Conflict, Code: "COUPON_ALREADY_ISSUED" } when !first && key is null:
                _told[customer] = true;
                return true;
            case { Status: HttpStatusCode.Conflict, Code: "COUPON_SOLD_OUT" }:
                _soldOut[customer] = true;
                return true;
            default:
                throw new InvalidOperationException($"Customer {customer}, {(first ? "first time" : "again")}, key {key}: {answer}");
        }
    }

    private void Acknowledge(long customer, long number)
    {
        _acknowledged[customer] = number;
        if (_milestones.TryGetValue(Interlocked.Increment(ref _issued), out var reached))
            reached.TrySetResult();
    }
}
