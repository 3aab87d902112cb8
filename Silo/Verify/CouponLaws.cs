using Commerce.Coupons;
using Commerce.Journaling;

namespace Commerce.Verify;

/// <summary>What must hold of campaigns.</summary>
internal sealed class CouponLaws(Scratch scratch) : IStreamLaws
{
    private readonly Law _quantity = new("no campaign has more pieces issued than its quantity");
    private readonly Law _numbers = new("pieces are numbered 1, 2, 3, ... without gaps");
    private readonly Law _pauses = new("no piece is issued while its campaign is paused");
    private long _couponId;
    private bool _paused;
    private long _total;
    private long _issued;

    public IEnumerable<Law> Laws => [_quantity, _numbers, _pauses];

    public void Begin(StreamName stream) => (_couponId, _total, _issued, _paused) = (stream.NumberKey, 0, 0, false);

    public void Take(JournalRow row, bool told)
    {
        switch (CouponEventCodec.Instance.Decode(row.Type, row.Version, row.Payload))
        {
            case CouponDefined defined:
                (_total, _paused) = (defined.TotalQuantity, defined.IsPaused is true);
                break;
            case CouponIssued issued:
                Issue(issued, row.Seq, told);
                break;
            case CouponPiecesIssued together:
                foreach (var piece in together.Pieces())
                    Issue(piece, row.Seq, told);
                break;
            case CouponRedeemed redeemed:
                scratch.AddPieceUse(_couponId, redeemed.CustomerId, PieceEventKind.Redeemed, redeemed.OrderId, row.Seq, told);
                scratch.AddUse(redeemed.OrderId, _couponId, redeemed.CustomerId, 1);
                if (redeemed.IsPromised is true)
                    scratch.AddRedeemed(redeemed.OrderId, redeemed.DiscountAmount);
                break;
            case CouponRestored restored:
                scratch.AddPieceUse(_couponId, restored.CustomerId, PieceEventKind.Restored, restored.OrderId, row.Seq, told);
                scratch.AddUse(restored.OrderId, _couponId, restored.CustomerId, -1);
                break;
        }
    }

    // Once more at the end, for a quantity that shrank after the last piece was issued.
    public void End() => CheckQuantity();

    private void Issue(CouponIssued piece, long seq, bool told)
    {
        _issued++;
        _numbers.Check(piece.IssueNumber == _issued, () => $"coupon {_couponId}: number {piece.IssueNumber} where {_issued} is due");
        CheckQuantity();
        _pauses.Check(!_paused, () => $"coupon {_couponId}: number {piece.IssueNumber}");
        scratch.AddPiece(_couponId, piece, seq, told);
    }

    private void CheckQuantity() => _quantity.Check(_issued <= _total, () => $"coupon {_couponId}: {_issued} of {_total}");
}
