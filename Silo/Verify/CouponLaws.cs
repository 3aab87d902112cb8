using Commerce.Coupons;

namespace Commerce.Verify;

/// <summary>What must hold of campaigns.</summary>
internal sealed class CouponLaws
{
    private readonly Law _quantity = new("no campaign has more pieces issued than its quantity");
    private readonly Law _once = new("no customer has two pieces of one campaign");
    private readonly Law _numbers = new("pieces are numbered 1, 2, 3, ... without gaps");
    private readonly Law _oneUser = new("a piece is used by one order at a time, and given back by the one that had it");
    private readonly Dictionary<(long Coupon, long Customer), Guid?> _pieces = [];
    private readonly Dictionary<long, (long Quantity, long Issued)> _campaigns = [];
    private readonly Dictionary<Guid, int> _usedBy = [];

    public long Issued { get; private set; }

    public IEnumerable<Law> Laws => [_quantity, _once, _numbers, _oneUser];

    /// <summary>How many pieces an order uses.</summary>
    public int UsedBy(Guid orderId) => _usedBy.GetValueOrDefault(orderId);

    /// <summary>Orders that use a piece.</summary>
    public IEnumerable<Guid> Users => _usedBy.Where(use => use.Value != 0).Select(use => use.Key);

    public void Take(long couponId, ICouponEvent e)
    {
        var campaign = _campaigns.GetValueOrDefault(couponId);
        switch (e)
        {
            case CouponDefined defined:
                _campaigns[couponId] = campaign with { Quantity = defined.TotalQuantity };
                break;
            case CouponIssued issued:
                Issued++;
                _campaigns[couponId] = campaign = campaign with { Issued = campaign.Issued + 1 };
                _numbers.Check(issued.IssueNumber == campaign.Issued, () => $"coupon {couponId}: number {issued.IssueNumber} where {campaign.Issued} is due");
                _once.Check(_pieces.TryAdd((couponId, issued.CustomerId), null), () => $"coupon {couponId}: customer {issued.CustomerId} twice");
                _quantity.Check(campaign.Issued <= campaign.Quantity, () => $"coupon {couponId}: {campaign.Issued} of {campaign.Quantity}");
                break;
            case CouponRedeemed redeemed:
                var free = _pieces.TryGetValue((couponId, redeemed.CustomerId), out var user) && user is null;
                _oneUser.Check(free, () => $"coupon {couponId}: customer {redeemed.CustomerId}'s piece was not free for order {redeemed.OrderId}");
                _pieces[(couponId, redeemed.CustomerId)] = redeemed.OrderId;
                _usedBy[redeemed.OrderId] = UsedBy(redeemed.OrderId) + 1;
                break;
            case CouponRestored restored:
                var had = _pieces.GetValueOrDefault((couponId, restored.CustomerId)) == restored.OrderId;
                _oneUser.Check(had, () => $"coupon {couponId}: order {restored.OrderId} gave back what it did not have");
                _pieces[(couponId, restored.CustomerId)] = null;
                _usedBy[restored.OrderId] = UsedBy(restored.OrderId) - 1;
                break;
        }
    }
}
