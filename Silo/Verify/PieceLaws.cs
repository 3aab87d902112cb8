namespace Commerce.Verify;

/// <summary>What must hold of each customer's piece, and of the read tables that tell of it.</summary>
internal sealed class PieceLaws(StoreSnapshot snapshot, Scratch scratch)
{
    private readonly Law _once = new("no customer has two pieces of one campaign");
    private readonly Law _oneUser = new("a piece is used by one order at a time, and given back by the one that had it");
    private readonly Law _issued = new("issued_coupon has every issued piece, and nothing else");
    private readonly Law _uses = new("coupon_use has the order that uses each piece");

    public IEnumerable<Law> Laws => [_once, _oneUser];

    public IEnumerable<Law> ReadTables => [_issued, _uses];

    /// <summary>Goes through all pieces and both tables.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var issued = snapshot.RowsAsync("SELECT customer_id, coupon_id, issue_number, issued_at FROM issued_coupon",
            ["customer_id", "coupon_id"],
            row => new IssuedRow(row.GetInt64(0), row.GetInt64(1), (row.GetInt64(2), row.GetInt64(3))),
            row => [row.CustomerId, row.CouponId], cancellationToken);
        var used = snapshot.RowsAsync("SELECT customer_id, coupon_id, order_id FROM coupon_use", ["customer_id", "coupon_id"],
            row => new UseRow(row.GetInt64(0), row.GetInt64(1),
                row.IsDBNull(2) ? null : new Guid(row.GetFieldValue<byte[]>(2), bigEndian: true)),
            row => [row.CustomerId, row.CouponId], cancellationToken);
        var pieces = Fold(scratch.PieceEvents()).ToAsyncEnumerable();

        var withIssued = pieces.WithAsync(piece => piece.Key, issued, row => (row.CustomerId, row.CouponId))
            .Select(pair => new Joined(pair.Left?.Key ?? (pair.Right!.CustomerId, pair.Right.CouponId), pair.Left, pair.Right));
        await foreach (var (joined, use) in withIssued.WithAsync(joined => joined.Key, used, row => (row.CustomerId, row.CouponId)))
        {
            CheckIssued(joined?.Piece, joined?.Row);
            CheckUse(joined?.Piece, use);
        }
    }

    /// <summary>Each piece as its events left it; none of them is kept, for one piece can be tried in very many orders.</summary>
    private IEnumerable<Piece> Fold(IEnumerable<PieceEvent> events)
    {
        Piece? piece = null;
        foreach (var e in events)
        {
            if (piece is null || piece.Key != (e.CustomerId, e.CouponId))
            {
                if (piece is not null)
                    yield return piece;
                piece = new Piece((e.CustomerId, e.CouponId), null, null, IssueTold: true, UseTold: true);
            }
            piece = After(piece, e);
        }
        if (piece is not null)
            yield return piece;
    }

    private Piece After(Piece piece, PieceEvent e)
    {
        switch (e.Kind)
        {
            case PieceEventKind.Issued:
                _once.Check(piece.Issue is null, () => $"coupon {e.CouponId}: customer {e.CustomerId} twice");
                return piece.Issue is null ? piece with { Issue = (e.Number, e.IssuedAt), IssueTold = e.Told } : piece;
            case PieceEventKind.Redeemed:
                _oneUser.Check(piece is { Issue: not null, UsedBy: null },
                    () => $"coupon {e.CouponId}: customer {e.CustomerId}'s piece was not free for order {e.OrderId}");
                return piece with { UsedBy = e.OrderId, UseTold = e.Told };
            default:
                _oneUser.Check(piece.UsedBy == e.OrderId, () => $"coupon {e.CouponId}: order {e.OrderId} gave back what it did not have");
                return piece with { UsedBy = null, UseTold = e.Told };
        }
    }

    private void CheckIssued(Piece? piece, IssuedRow? row)
    {
        if (piece is { IssueTold: false })
            _issued.Skip();
        else if (row is not null)
            _issued.Check(piece?.Issue == row.Issue,
                () => $"coupon {row.CouponId}: number {row.Issue.Number} of customer {row.CustomerId} was not issued, or not then");
        else if (piece?.Issue is var (number, _))
            _issued.Check(false, () => $"coupon {piece.Key.CouponId}: number {number} of customer {piece.Key.CustomerId} is missing");
    }

    private void CheckUse(Piece? piece, UseRow? row)
    {
        if (piece is { UseTold: false })
            _uses.Skip();
        else if (row is not null || piece?.UsedBy is not null)
        {
            _uses.Check(piece?.UsedBy == row?.OrderId, () =>
                $"coupon {piece?.Key.CouponId ?? row!.CouponId}: customer {piece?.Key.CustomerId ?? row!.CustomerId}'s piece is used by " +
                $"{row?.OrderId}, the journal says {piece?.UsedBy}");
        }
    }

    private sealed record Piece(
        (long CustomerId, long CouponId) Key, (long Number, long At)? Issue, Guid? UsedBy, bool IssueTold, bool UseTold);

    private sealed record IssuedRow(long CustomerId, long CouponId, (long Number, long At) Issue);

    private sealed record UseRow(long CustomerId, long CouponId, Guid? OrderId);

    private sealed record Joined((long, long) Key, Piece? Piece, IssuedRow? Row);
}
