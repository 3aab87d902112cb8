using System.Globalization;
using Commerce.Balances;
using Orleans.Concurrency;

namespace Commerce.Orders;

/// <summary>Reads orders from the read tables; the silo's storage implements it.</summary>
public interface IOrderReads
{
    /// <summary>Reads a customer's orders, the latest first.</summary>
    /// <param name="customerId">The customer.</param>
    /// <param name="before">Orders from this place on are skipped; <see langword="null"/> starts with the latest.</param>
    /// <param name="limit">How many at the most.</param>
    Task<IReadOnlyList<OrderSummary>> OfCustomerAsync(long customerId, OrderCursor? before, int limit);
}

/// <summary>A place in a customer's list of orders.</summary>
/// <param name="PlacedAt">Milliseconds since 1970.</param>
/// <param name="OrderId">Tells orders of one millisecond apart.</param>
public readonly record struct OrderCursor(long PlacedAt, Guid OrderId) : IFormattable
{
    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.Create(CultureInfo.InvariantCulture, $"{PlacedAt}-{OrderId:N}");

    /// <summary>Reads what <see cref="ToString(string?, IFormatProvider?)"/> gave.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cursor">The place.</param>
    public static bool TryParse(string text, out OrderCursor cursor)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash > 0
            && text.AsSpan(0, dash).IndexOfAnyExceptInRange('0', '9') < 0 // the parser itself takes trailing NULs
            && long.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && Guid.TryParseExact(text.AsSpan(dash + 1), "N", out var id))
        {
            cursor = new(at, id);
            return true;
        }
        cursor = default;
        return false;
    }
}

/// <summary>A customer's orders. Holds no state, so every silo answers from its own activations.</summary>
[StatelessWorker]
internal sealed class CustomerOrdersGrain(IOrderReads reads, IGrainFactory grains) : Grain, ICustomerOrdersGrain
{
    public async Task<Page<OrderSummary>?> List(int limit, string? after)
    {
        Require.Range(limit, 1, PageBounds.MaxLimit, "limit");
        OrderCursor? before = after is null ? null
            : OrderCursor.TryParse(after, out var cursor) ? cursor
            : throw new OutOfBoundsException("after", "after must be the next of an earlier page.");
        var customerId = this.GetPrimaryKeyLong();
        try
        {
            var found = await reads.OfCustomerAsync(customerId, before, limit + 1);
            return found.Count == 0 && await grains.Grain<IBalanceGrain>(customerId).Get() is null
                ? null
                : Paging.Page(found, limit, order => new OrderCursor(order.PlacedAt.ToUnixTimeMilliseconds(), order.OrderId));
        }
        catch (Exception failure) when (Paging.IsOutage(failure))
        {
            throw new CommerceUnavailableException("The read tables cannot be read.", failure);
        }
    }
}
