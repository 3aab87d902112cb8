using System.Data.Common;
using System.Text.Json;
using Commerce.Testing;

namespace Commerce.Coupons;

/// <summary>The pieces of a campaign as they are stored, read by SQL in the order of their numbers.</summary>
internal sealed class IssuedPieces
{
    private readonly List<(long CustomerId, long IssueNumber)> _pieces;

    private IssuedPieces(List<(long CustomerId, long IssueNumber)> pieces) => _pieces = pieces;

    /// <summary>Reads the journal.</summary>
    public static async Task<IssuedPieces> InJournalAsync(SiloStore store, long couponId) => new([.. (await store.ReadAsync(
        "SELECT payload FROM journal WHERE stream = @p0 AND event_type IN ('coupon.issued', 'coupon.pieces_issued') ORDER BY seq",
        PiecesOfEvent, $"coupon/{couponId}")).SelectMany(pieces => pieces)]);

    /// <summary>Reads the read table.</summary>
    public static async Task<IssuedPieces> InReadTableAsync(SiloStore store, long couponId) => new(await store.ReadAsync(
        "SELECT customer_id, issue_number FROM issued_coupon WHERE coupon_id = @p0 ORDER BY issue_number",
        row => (row.GetInt64(0), row.GetInt64(1)), couponId));

    /// <summary>
    /// Each piece has one holder and each holder one piece, numbered 1 to the quantity, all of them gone; whoever was told
    /// to have one has it, and whoever was told that there are none left has none.
    /// </summary>
    public void AssertAllIssued(long quantity, CouponLoad load)
    {
        var numberOf = _pieces.ToDictionary(piece => piece.CustomerId, piece => piece.IssueNumber); // throws when one has two
        Assert.DoesNotContain(load.Acknowledged, told => numberOf.GetValueOrDefault(told.Key) != told.Value);
        Assert.DoesNotContain(load.ToldTheyHaveOne, customer => !numberOf.ContainsKey(customer));
        Assert.DoesNotContain(load.SoldOut, numberOf.ContainsKey);
        AssertNumberedFromOne(quantity);
    }

    /// <summary>Each piece has one holder and each holder one piece, numbered from 1 to so many.</summary>
    public void AssertNumberedFromOne(long count)
    {
        Assert.Equal(Numbers(count), _pieces.Select(piece => piece.IssueNumber));
        Assert.Equal(_pieces.Count, _pieces.DistinctBy(piece => piece.CustomerId).Count());
    }

    private static IEnumerable<long> Numbers(long count) => Enumerable.Range(1, (int)count).Select(number => (long)number);

    private static (long, long)[] PiecesOfEvent(DbDataReader row)
    {
        using var json = JsonDocument.Parse(row.GetFieldValue<byte[]>(0));
        var e = json.RootElement;
        if (e.TryGetProperty("customerId", out var one))
            return [(one.GetInt64(), e.GetProperty("issueNumber").GetInt64())];
        var first = e.GetProperty("firstNumber").GetInt64();
        return [.. e.GetProperty("customerIds").EnumerateArray().Select((customer, i) => (customer.GetInt64(), first + i))];
    }
}
