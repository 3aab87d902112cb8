using Commerce.Coupons;

namespace Commerce.Verify;

/// <summary>What must hold of campaigns.</summary>
internal sealed class CouponLaws
{
    private readonly Law _quantity = new("no campaign has more pieces issued than its quantity");
    private readonly Law _once = new("no customer has two pieces of one campaign");
    private readonly Law _numbers = new("pieces are numbered 1, 2, 3, ... without gaps");
    private readonly Law _oneUser = new("a piece is used by one order at a time, and given back by the one that had it");
    private readonly Dictionary<(long Coupon, long Customer), (long Number, Guid? UsedBy)> _pieces = [];
    private readonly Dictionary<long, (long Quantity, long Issued)> _campaigns = [];
    private readonly Dictionary<Guid, int> _usedBy = [];

    /// <summary>How many pieces were issued.</summary>
    public long Pieces => _pieces.Count;

    /// <summary>How many of them an order uses.</summary>
    public long PiecesInUse => _pieces.Values.LongCount(piece => piece.UsedBy is not null);

    public IEnumerable<Law> Laws => [_quantity, _once, _numbers, _oneUser];

    /// <summary>How many pieces an order uses.</summary>
    public int UsedBy(Guid orderId) => _usedBy.GetValueOrDefault(orderId);

    /// <summary>A customer's piece, or <see langword="null"/>.</summary>
    public (long Number, Guid? UsedBy)? Find(long couponId, long customerId) =>
        _pieces.TryGetValue((couponId, customerId), out var piece) ? piece : null;

    /// <summary>Orders that use a piece.</summary>
    public IEnumerable<Guid> Users => _usedBy.Where(use => use.Value != 0).Select(use => use.Key);

    public void Take(long couponId, ICouponEvent e)
    {
        switch (e)
        {
            case CouponDefined defined:
                _campaigns[couponId] = _campaigns.GetValueOrDefault(couponId) with { Quantity = defined.TotalQuantity };
                break;
            case CouponIssued issued:
                Issue(couponId, issued);
                break;
            case CouponPiecesIssued together:
                foreach (var piece in together.Pieces())
                    Issue(couponId, piece);
                break;
            case CouponRedeemed redeemed:
                var free = Find(couponId, redeemed.CustomerId) is { UsedBy: null };
                _oneUser.Check(free, () => $"coupon {couponId}: customer {redeemed.CustomerId}'s piece was not free for order {redeemed.OrderId}");
                Use(couponId, redeemed.CustomerId, redeemed.OrderId);
                _usedBy[redeemed.OrderId] = UsedBy(redeemed.OrderId) + 1;
                break;
            case CouponRestored restored:
                var had = Find(couponId, restored.CustomerId)?.UsedBy == restored.OrderId;
                _oneUser.Check(had, () => $"coupon {couponId}: order {restored.OrderId} gave back what it did not have");
                Use(couponId, restored.CustomerId, null);
                _usedBy[restored.OrderId] = UsedBy(restored.OrderId) - 1;
                break;
        }
    }

    private void Issue(long couponId, CouponIssued piece)
    {
        var campaign = _campaigns.GetValueOrDefault(couponId);
        _campaigns[couponId] = campaign = campaign with { Issued = campaign.Issued + 1 };
        _numbers.Check(piece.IssueNumber == campaign.Issued, () => $"coupon {couponId}: number {piece.IssueNumber} where {campaign.Issued} is due");
        _once.Check(_pieces.TryAdd((couponId, piece.CustomerId), (piece.IssueNumber, null)), () => $"coupon {couponId}: customer {piece.CustomerId} twice");
        _quantity.Check(campaign.Issued <= campaign.Quantity, () => $"coupon {couponId}: {campaign.Issued} of {campaign.Quantity}");
    }

    private void Use(long couponId, long customerId, Guid? orderId)
    {
        if (Find(couponId, customerId) is { } piece)
            _pieces[(couponId, customerId)] = piece with { UsedBy = orderId };
    }
}
