using System.Data.Common;
using System.Text.Json;
using Commerce.Testing;

namespace Commerce.Orders;

/// <summary>What the journal has of orders, payments and charges, read by SQL.</summary>
internal sealed class StoredShop
{
    private readonly Dictionary<Guid, JsonElement> _placed;
    private readonly ILookup<Guid, JsonElement> _completed;
    private readonly ILookup<Guid, JsonElement> _debits;
    private readonly ILookup<long, long> _charges;

    private StoredShop(
        Dictionary<Guid, JsonElement> placed, ILookup<Guid, JsonElement> completed, ILookup<Guid, JsonElement> debits,
            ILookup<long, long> charges) =>
        (_placed, _completed, _debits, _charges) = (placed, completed, debits, charges);

    public int PaidOrders => _completed.Count;

    public static async Task<StoredShop> InJournalAsync(SiloStore store)
    {
        var placed = await EventsAsync(store, "order.placed");
        var completed = await EventsAsync(store, "order.payment-completed");
        var debits = await EventsAsync(store, "balance.debited");
        var charges = await EventsAsync(store, "balance.charged");
        return new(
            placed.ToDictionary(e => Guid.ParseExact(e.Key, "N"), e => e.Event),
            completed.ToLookup(e => Guid.ParseExact(e.Key, "N"), e => e.Event),
            debits.ToLookup(e => e.Event.GetProperty("orderId").GetGuid(), e => e.Event),
            charges.ToLookup(e => e.Event.GetProperty("amount").GetInt64(),
                e => long.Parse(e.Key, System.Globalization.CultureInfo.InvariantCulture)));
    }

    /// <summary>Whatever was acknowledged is there, once; whatever was refused is not.</summary>
    public void AssertHasAll(OrderLoad load)
    {
        foreach (var (orderId, (customerId, total)) in load.Placed)
        {
            Assert.True(_placed.TryGetValue(orderId, out var placed), $"Order {orderId} was acknowledged and is lost.");
            Assert.Equal((customerId, total), (placed.GetProperty("customerId").GetInt64(), placed.GetProperty("totalAmount").GetInt64()));
        }
        foreach (var (orderId, (paymentId, amount)) in load.Paid)
        {
            var completed = Assert.Single(_completed[orderId]);
            Assert.Equal((paymentId, amount), (completed.GetProperty("paymentId").GetGuid(), completed.GetProperty("amount").GetInt64()));
            Assert.Equal(amount, Assert.Single(_debits[orderId]).GetProperty("amount").GetInt64());
        }
        Assert.DoesNotContain(load.Refused, refused => _completed.Contains(refused.Key));
        foreach (var (amount, customerId) in load.CustomerOfCharge)
            Assert.Equal(customerId, Assert.Single(_charges[amount]));
        Assert.DoesNotContain(_charges, charge => charge.Count() > 1);
    }

    private static Task<List<(string Key, JsonElement Event)>> EventsAsync(SiloStore store, string type) => store.ReadAsync(
        "SELECT stream, payload FROM journal WHERE event_type = @p0", EventOf, type);

    private static (string, JsonElement) EventOf(DbDataReader row) =>
        (row.GetString(0)[(row.GetString(0).IndexOf('/', StringComparison.Ordinal) + 1)..],
            JsonElement.Parse(row.GetFieldValue<byte[]>(1)));
}
