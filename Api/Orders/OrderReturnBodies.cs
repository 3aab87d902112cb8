using Commerce.Http;

namespace Commerce.Orders;

/// <summary>Pieces of one option to give money back for.</summary>
/// <param name="ProductId">The product; needed only where several products of the order have the option.</param>
/// <param name="ProductOptionId">The option.</param>
/// <param name="Quantity">Pieces; 1 to 10,000.</param>
internal sealed record RefundItemBody([property: Optional] long? ProductId, long? ProductOptionId, long? Quantity);

/// <summary>A refund to make.</summary>
/// <param name="Items">1 to 50 items, each option once.</param>
/// <param name="Restock">Whether the pieces are put back into stock.</param>
/// <param name="Reason">1 to 200 characters.</param>
internal sealed record RefundOrderRequest(IReadOnlyList<RefundItemBody?>? Items, bool? Restock, string? Reason);

/// <summary>A refund that was made.</summary>
/// <param name="RefundId">Its id.</param>
/// <param name="OrderId">The order.</param>
/// <param name="Amount">Won given back.</param>
/// <param name="RefundedTotal">Won of the order given back by this refund and all before it.</param>
internal sealed record RefundResponse(Guid RefundId, Guid OrderId, long Amount, long RefundedTotal);

/// <summary>Pieces of one option that money was given back for.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="ProductOptionId">The option.</param>
/// <param name="Quantity">Pieces.</param>
/// <param name="Amount">Won that was paid for them.</param>
internal sealed record RefundedItemResponse(long ProductId, long ProductOptionId, long Quantity, long Amount);

/// <summary>A refund of an order.</summary>
/// <param name="RefundId">Its id.</param>
/// <param name="Amount">Won given back.</param>
/// <param name="Items">Which pieces.</param>
/// <param name="Restock">Whether the pieces were put back into stock.</param>
/// <param name="Reason">Why.</param>
/// <param name="RefundedAt">When it was decided.</param>
internal sealed record OrderRefundResponse(
    Guid RefundId, long Amount, IReadOnlyList<RefundedItemResponse> Items, bool Restock, string Reason, DateTimeOffset RefundedAt)
{
    internal static OrderRefundResponse Of(OrderRefund refund) => new(refund.RefundId, refund.Amount,
        [.. refund.Items.Select(item => new RefundedItemResponse(item.ProductId, item.OptionId, item.Quantity, item.Amount))],
        refund.Restock, refund.Reason, refund.RefundedAt);
}
