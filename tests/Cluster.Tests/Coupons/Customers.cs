namespace Commerce.Coupons;

/// <summary>Customers of one campaign, who ask again when they get no answer, and what the store says they got.</summary>
internal static class Customers
{
    public static readonly DefineCoupon Terms =
        new("Campaign under test", null, DiscountType.Fixed, 1_000, 0, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, null);

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromMilliseconds(20);

    public static async Task OpenAsync(ICouponGrain campaign, long quantity)
    {
        var reply = await campaign.Define(Terms with { TotalQuantity = quantity });
        Assert.Equal(DefineCouponStatus.Created, reply.Outcome!.Status);
    }

    /// <summary>Asks under one id until there is an answer: through another way in each time, as behind a load balancer.</summary>
    public static async Task<Reply<IssueCouponOutcome>> AskAsync(Func<int, ICouponGrain> way, long customer, Guid? id = null)
    {
        using var patience = new CancellationTokenSource(s_patience);
        var command = new IssueCoupon(customer, id ?? Guid.NewGuid());
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await way(attempt).Issue(command);
            }
            catch (Exception unavailable) when (IsUnavailable(unavailable))
            {
                await Task.Delay(s_retryAfter, patience.Token);
            }
        }
    }

    /// <summary>What a front-end answers 503 to: the store, a lost silo, or no answer in time.</summary>
    public static bool IsUnavailable(Exception failure) =>
        failure is CommerceUnavailableException or Orleans.Runtime.OrleansException or TimeoutException or ObjectDisposedException;

    /// <summary>The campaign's issues in the journal, in order.</summary>
    public static async Task<List<CouponIssued>> StoredAsync(CommerceCluster cluster, long campaign)
    {
        var events = await cluster.QueryAsync<(string Type, byte[] Payload)>(
            "SELECT event_type, payload FROM journal WHERE stream = @stream AND event_type <> 'command.answered' ORDER BY seq",
            new { stream = $"coupon/{campaign}" });
        return [.. events.SelectMany(e => CouponEventCodec.Instance.Decode(e.Type, 1, e.Payload) switch
        {
            CouponIssued one => [one],
            CouponPiecesIssued together => together.Pieces(),
            _ => [],
        })];
    }

    /// <summary>Exactly the quantity, numbered without gaps, to different customers, and to each of them what was answered.</summary>
    public static void AssertExactly(int quantity, IReadOnlyList<CouponIssued> stored,
        IEnumerable<(long Customer, IssueCouponOutcome Outcome)> answers)
    {
        Assert.Equal(Enumerable.Range(1, quantity).Select(number => (long)number), stored.Select(issue => issue.IssueNumber));
        var numberOf = stored.ToDictionary(issue => issue.CustomerId, issue => issue.IssueNumber); // throws when one has two
        foreach (var (customer, outcome) in answers)
        {
            if (outcome.Status is IssueCouponStatus.Issued or IssueCouponStatus.AlreadyIssued)
                Assert.True(numberOf.TryGetValue(customer, out var number) && number == outcome.IssueNumber,
                    $"Customer {customer} was promised a piece.");
            else
                Assert.True(outcome.Status == IssueCouponStatus.SoldOut && !numberOf.ContainsKey(customer),
                    $"Customer {customer}: {outcome.Status}.");
        }
    }
}
