using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace Commerce.Steady.Load;

/// <summary>
/// After a load: what failed is repeated under its key until it is served, as clients do. Then every request must have
/// taken effect exactly once, which is read from the system itself: pieces by campaign, and the ledger of each customer.
/// </summary>
internal sealed class LoadVerifier(HttpClient http, Sender sender, LoadOptions options, IReadOnlyCollection<LoadRequest> asked)
{
    private const int Parallel = 8;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_retryInterval = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentQueue<string> _faults = new();
    private long _lost;
    private long _doubled;

    /// <summary>Verifies it, and prints the verdict.</summary>
    /// <param name="unsettled">The requests that failed.</param>
    /// <param name="output">Where to.</param>
    /// <returns>Whether nothing was lost or doubled.</returns>
    public async Task<bool> RunAsync(IReadOnlyCollection<LoadRequest> unsettled, TextWriter output)
    {
        var left = 0;
        await EachAsync(unsettled, async ask =>
        {
            if (!await SettleAsync(ask))
                Interlocked.Increment(ref left);
        });
        if (left == 0)
        {
            await EachAsync(asked.Where(ask => ask.Name == "issue").GroupBy(ask => ask.CampaignId), CheckCampaignAsync);
            await EachAsync(asked.Where(ask => ask.Name is "charge" or "pay").GroupBy(ask => ask.CustomerId), CheckLedgerAsync);
        }
        foreach (var fault in _faults.Take(10))
            await output.WriteLineAsync(fault);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"repeated={unsettled.Count}\nunsettled={left}\nlost={_lost}\ndoubled={_doubled}"));
        return left == 0 && _lost == 0 && _doubled == 0;
    }

    private static Task EachAsync<TItem>(IEnumerable<TItem> items, Func<TItem, Task> act) =>
        System.Threading.Tasks.Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = Parallel },
            async (item, _) => await act(item));

    private async Task<bool> SettleAsync(LoadRequest ask)
    {
        using var deadline = new CancellationTokenSource(s_patience);
        for (var attempt = 0; !deadline.IsCancellationRequested; attempt++)
        {
            var answer = await sender.SendAsync(ask, options.Urls[attempt % options.Urls.Count]);
            if (answer.IsServed)
                return true;
            if (answer.Status is >= 400 and < 500)
            {
                _faults.Enqueue($"{ask.Key} {ask.Name}: {answer.Error}");
                return false;
            }
            await Task.Delay(s_retryInterval);
        }
        return false;
    }

    private async Task CheckCampaignAsync(IGrouping<long, LoadRequest> campaign)
    {
        var body = await GetAsync(LoadRequest.Route($"/coupons/{campaign.Key}"));
        Count($"campaign {campaign.Key}", body.GetProperty("issuedQuantity").GetInt64(), Math.Min(campaign.Count(), options.Quantity));
    }

    private async Task CheckLedgerAsync(IGrouping<long, LoadRequest> customer)
    {
        var charges = new Dictionary<long, int>();
        var payments = new Dictionary<Guid, int>();
        string? next = null;
        do
        {
            var page = await GetAsync(
                LoadRequest.Route($"/v1/users/{customer.Key}/balance/history?limit=100{(next is null ? "" : $"&after={next}")}"));
            foreach (var entry in page.GetProperty("items").EnumerateArray())
                Take(entry, charges, payments);
            next = page.TryGetProperty("next", out var more) ? more.ToString() : null;
        }
        while (next is not null);
        foreach (var ask in customer)
        {
            Count($"customer {customer.Key}, {ask.Name} {ask.Key}",
                ask.Name == "charge" ? charges.GetValueOrDefault(ask.Amount) : payments.GetValueOrDefault(ask.OrderId), 1);
        }
    }

    private static void Take(JsonElement entry, Dictionary<long, int> charges, Dictionary<Guid, int> payments)
    {
        switch (entry.GetProperty("kind").GetString())
        {
            case "CHARGE":
                var amount = entry.GetProperty("amount").GetInt64();
                charges[amount] = charges.GetValueOrDefault(amount) + 1;
                break;
            case "DEBIT":
                var paid = entry.GetProperty("orderId").GetGuid();
                payments[paid] = payments.GetValueOrDefault(paid) + 1;
                break;
            case "REFUND":
                var refunded = entry.GetProperty("orderId").GetGuid();
                payments[refunded] = payments.GetValueOrDefault(refunded) - 1;
                break;
        }
    }

    private void Count(string what, long found, long wanted)
    {
        if (found == wanted)
            return;
        Interlocked.Add(ref found < wanted ? ref _lost : ref _doubled, Math.Abs(found - wanted));
        _faults.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{what}: {found} instead of {wanted}"));
    }

    private async Task<JsonElement> GetAsync(string route)
    {
        using var deadline = new CancellationTokenSource(s_patience);
        while (true)
        {
            try
            {
                return await http.GetFromJsonAsync<JsonElement>(new Uri(options.Urls[0], route), deadline.Token);
            }
            catch (HttpRequestException) when (!deadline.IsCancellationRequested)
            {
                await Task.Delay(s_retryInterval, deadline.Token);
            }
        }
    }
}
