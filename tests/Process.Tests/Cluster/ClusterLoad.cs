using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Commerce.Coupons;
using Commerce.Testing;

namespace Commerce.Cluster;

/// <summary>
/// Customers of several campaigns, and customers who pay money in, each with amounts of their own. Whoever is told nothing,
/// or that the shop is unavailable, asks again: for money under the same key. So every piece and every payment is wanted
/// once, and must be there once.
/// </summary>
internal sealed class ClusterLoad
{
    private const int Campaigns = 6;
    private const int Pieces = 1_000;
    private const int Payers = 12;
    private const int Payments = 60;
    private const int ClientsPerCampaign = 4;

    private static readonly TimeSpan s_beforeRetry = TimeSpan.FromMilliseconds(50);
    private static long s_next = 88_000;

    private readonly HttpClient _http;
    private readonly long _first = Interlocked.Add(ref s_next, Campaigns + Payers);
    private readonly List<CouponLoad> _coupons = [];
    private readonly ConcurrentBag<string> _refused = [];
    private readonly ConcurrentQueue<string> _unpaid = [];

    private ClusterLoad(HttpClient http) => _http = http;

    /// <summary>What each request that was not served met instead.</summary>
    public IReadOnlyList<string> NotServed => [.. _unpaid, .. _coupons.SelectMany(load => load.NotServed)];

    /// <summary>Makes the campaigns and the customers.</summary>
    public static async Task<ClusterLoad> NewAsync(HttpClient http)
    {
        var load = new ClusterLoad(http);
        var client = new CouponClient(http);
        for (var i = 0; i < Campaigns; i++)
        {
            await client.PutAsync(load._first + i, Pieces);
            load._coupons.Add(new(client, load._first + i, Enumerable.Range(1, Pieces + 100).Select(id => (long)id)));
        }
        for (var i = 0; i < Payers; i++)
            await load.OpenAsync(load._first + i);
        return load;
    }

    /// <summary>Runs until every piece and every payment is settled.</summary>
    public Task RunAsync() => Task.WhenAll(
        _coupons.Select(load => load.RunAsync(ClientsPerCampaign))
            .Concat(Enumerable.Range(0, Payers).Select(payer => Task.Run(() => PayInAsync(_first + payer)))));

    /// <summary>Completes when every campaign has issued so many pieces.</summary>
    public Task IssuedAsync(int count) => Task.WhenAll(_coupons.Select(load => load.AcknowledgedAsync(count)));

    /// <summary>Every piece has one holder, and every payment is in its customer's ledger once.</summary>
    public async Task AssertOnceAsync(SiloStore store)
    {
        Assert.Empty(_refused);
        for (var i = 0; i < Campaigns; i++)
            (await IssuedPieces.InJournalAsync(store, _first + i)).AssertAllIssued(Pieces, _coupons[i]);
        for (var i = 0; i < Payers; i++)
        {
            var amounts = await store.ReadAsync("SELECT payload FROM journal WHERE stream = @p0 AND event_type = 'balance.charged'", row =>
            {
                using var charged = JsonDocument.Parse(row.GetFieldValue<byte[]>(0));
                return charged.RootElement.GetProperty("amount").GetInt64();
            }, string.Create(CultureInfo.InvariantCulture, $"balance/{_first + i}"));
            Assert.Equal(Enumerable.Range(1, Payments).Select(amount => (long)amount), amounts.Order());
        }
    }

    private async Task OpenAsync(long customer)
    {
        using var put = new HttpRequestMessage(HttpMethod.Put, Route($"/admin/customers/{customer}"));
        put.Headers.Authorization = new AuthenticationHeaderValue("Bearer", SiloProcess.AdminKey);
        put.Content = JsonContent.Create(new { username = "payer", openingBalance = 0 });
        using var answer = await _http.SendAsync(put);
        answer.EnsureSuccessStatusCode();
    }

    private async Task PayInAsync(long customer)
    {
        for (var amount = 1; amount <= Payments; amount++)
        {
            while (!await IsPaidInAsync(customer, amount))
                await Task.Delay(s_beforeRetry);
        }
    }

    private async Task<bool> IsPaidInAsync(long customer, int amount)
    {
        using var post = new HttpRequestMessage(HttpMethod.Post, Route($"/v1/users/{customer}/balance")) { Content = JsonContent.Create(new { amount }) };
        post.Headers.Add("Idempotency-Key", Route($"payer-{customer}-{amount}"));
        try
        {
            using var answer = await _http.SendAsync(post);
            if (answer.IsSuccessStatusCode)
                return true;
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                _refused.Add($"{customer}, {amount}: {answer.StatusCode}");
                return true;
            }
            _unpaid.Enqueue($"{DateTimeOffset.UtcNow:O} payer {customer}: {await answer.Content.ReadAsStringAsync()}");
        }
        catch (HttpRequestException unanswered) // asked again
        {
            _unpaid.Enqueue($"{DateTimeOffset.UtcNow:O} payer {customer}: {unanswered}");
        }
        return false;
    }

    private static string Route(FormattableString route) => route.ToString(CultureInfo.InvariantCulture);
}
