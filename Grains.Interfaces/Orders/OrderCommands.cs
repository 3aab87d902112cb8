using System.Globalization;

namespace Commerce.Orders;

/// <summary>Pieces of one option that are asked for.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="OptionId">The option; <see langword="null"/> for the product's first.</param>
/// <param name="Quantity">Pieces; 1 to <see cref="OrderBounds.MaxQuantity"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.OrderItemRequest")]
public sealed record OrderItemRequest(
    [property: Id(0)] long ProductId,
    [property: Id(1)] long? OptionId,
    [property: Id(2)] long Quantity)
{
    // Hashed into receipts and stored with the order, so the text outlives every renaming: it is written out, and never changes.
    internal string Content => string.Create(CultureInfo.InvariantCulture,
        $"OrderItemRequest {{ ProductId = {ProductId}, OptionId = {OptionId}, Quantity = {Quantity} }}");
}

/// <summary>Places an order.</summary>
/// <param name="CustomerId">Who orders.</param>
/// <param name="CouponId">The coupon to use, or <see langword="null"/>.</param>
/// <param name="Items">What is ordered; 1 to <see cref="OrderBounds.MaxItems"/> items.</param>
/// <param name="ExpectedTotal">The total in won that the customer was shown, to be checked, or <see langword="null"/>.</param>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.PlaceOrder")]
public sealed record PlaceOrder(
    [property: Id(0)] long CustomerId,
    [property: Id(1)] long? CouponId,
    [property: Id(2)] IReadOnlyList<OrderItemRequest> Items,
    [property: Id(3)] long? ExpectedTotal,
    [property: Id(4)] Guid? CommandId) : ICommand
{
    /// <inheritdoc/>
    public string Content => string.Create(CultureInfo.InvariantCulture,
        $"place {CustomerId} {CouponId} {ExpectedTotal}\n{string.Join('\n', Items.Select(item => item.Content))}");

    /// <inheritdoc/>
    public void Validate()
    {
        Require.Items(Items, OrderBounds.MaxItems, "items");
        for (var i = 0; i < Items.Count; i++)
            Require.Range(Items[i].Quantity, 1, OrderBounds.MaxQuantity, $"items[{i}].quantity");
    }
}

/// <summary>Pays an order.</summary>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
/// <param name="OnBehalfOf">
/// The customer who asks: another's order is not found then. <see langword="null"/> for whoever may pay anybody's. It is no part of
/// what is asked, and so not of <see cref="Content"/>.
/// </param>
[GenerateSerializer, Immutable, Alias("commerce.PayOrder")]
public sealed record PayOrder([property: Id(0)] Guid? CommandId, [property: Id(1)] long? OnBehalfOf = null) : ICommand
{
    /// <inheritdoc/>
    public string Content => "pay";

    /// <inheritdoc/>
    public void Validate()
    {
        // It has no values to check.
    }
}
