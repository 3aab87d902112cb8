using System.Globalization;

namespace Commerce.Orders;

/// <summary>Cancels an order; what was paid for it and not refunded yet is given back.</summary>
/// <param name="AtAnyTime">Whether the time in which customers can cancel does not matter: an administrator asks.</param>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
/// <param name="OnBehalfOf">As of <see cref="PayOrder"/>.</param>
/// <param name="Actor">See <see cref="ICommand.Actor"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.CancelOrder")]
public sealed record CancelOrder(
    [property: Id(0)] bool AtAnyTime,
    [property: Id(1)] Guid? CommandId,
    [property: Id(2)] long? OnBehalfOf = null,
    [property: Id(3)] Actor? Actor = null) : ICommand
{
    /// <inheritdoc/>
    public string Content => AtAnyTime ? "cancel at any time" : "cancel";

    /// <inheritdoc/>
    public void Validate()
    {
        // It names nothing but itself.
    }
}

/// <summary>Pieces of one option to give money back for.</summary>
/// <param name="ProductId">The product; <see langword="null"/> where one product of the order alone has the option.</param>
/// <param name="OptionId">The option.</param>
/// <param name="Quantity">Pieces; 1 to <see cref="OrderBounds.MaxQuantity"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.RefundItemRequest")]
public sealed record RefundItemRequest(
    [property: Id(0)] long? ProductId,
    [property: Id(1)] long OptionId,
    [property: Id(2)] long Quantity)
{
    // Hashed into receipts, so the text outlives every renaming: it is written out, and never changes.
    internal string Content => string.Create(CultureInfo.InvariantCulture, $"{ProductId} {OptionId} {Quantity}");
}

/// <summary>Gives back the money of some pieces of a paid order.</summary>
/// <param name="Items">Which pieces, each option once; 1 to <see cref="OrderBounds.MaxItems"/> items.</param>
/// <param name="Restock">Whether the pieces are put back into stock.</param>
/// <param name="Reason">Why; 1 to <see cref="OrderBounds.MaxReasonLength"/> characters.</param>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
/// <param name="Actor">See <see cref="ICommand.Actor"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.RefundOrder")]
public sealed record RefundOrder(
    [property: Id(0)] IReadOnlyList<RefundItemRequest> Items,
    [property: Id(1)] bool Restock,
    [property: Id(2)] string Reason,
    [property: Id(3)] Guid? CommandId,
    [property: Id(4)] Actor? Actor = null) : ICommand
{
    /// <inheritdoc/>
    public string Content => string.Create(CultureInfo.InvariantCulture,
        $"refund {(Restock ? "and restock" : "alone")}\n{Reason}\n{string.Join('\n', Items.Select(item => item.Content))}");

    /// <inheritdoc/>
    public void Validate()
    {
        Require.Items(Items, OrderBounds.MaxItems, "items");
        for (var i = 0; i < Items.Count; i++)
            Require.Range(Items[i].Quantity, 1, OrderBounds.MaxQuantity, $"items[{i}].quantity");
        if (Items.DistinctBy(item => (item.ProductId, item.OptionId)).Count() != Items.Count)
            throw new OutOfBoundsException("items", "items must have each productOptionId once.");
        Require.Text(Reason, OrderBounds.MaxReasonLength, "reason");
    }
}
