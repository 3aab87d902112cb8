using Commerce.Concerts;
using Commerce.Journaling;
using Commerce.Orders;

namespace Commerce.Verify;

/// <summary>What must hold between an order and everything that was taken for it, and of the read table of orders.</summary>
internal sealed class PaymentLaws(StoreSnapshot snapshot, Scratch scratch)
{
    private readonly Law _money = new("money is taken for paid orders, exactly their amount less what was given back, and for no other");
    private readonly Law _pieces = new("pieces are taken for paid orders, exactly those ordered and not put back, and for no other");
    private readonly Law _coupons = new("a coupon's piece is used by paid orders only, one each, until it is given back");
    private readonly Law _discounts = new("the discount that a coupon gave is the one that the order was placed with");
    private readonly Law _open = new("the payments and refunds under way, and nothing else, are listed as unfinished");
    private readonly Law _known = new("whatever was taken was taken for an order there is");
    private readonly Law _listed = new("customer_order has every order as it is, and nothing else");
    private readonly Law _sales = new("order_sale has every paid order, and how far its sale is counted");

    public Int128 PaidTotal { get; private set; }

    public Int128 TakenByOpenPayments { get; private set; }

    public IEnumerable<Law> Laws => [_money, _pieces, _coupons, _discounts, _known, _open];

    public IEnumerable<Law> ReadTables => [_listed, _sales];

    /// <summary>Goes through all orders, the list of unfinished work, and the table.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await foreach (var stream in snapshot.RowsAsync("SELECT stream FROM open_work", ["stream"], row => row.GetString(0), row => [row],
            cancellationToken))
        {
            var name = StreamName.Parse(stream);
            if ((name.IsOf(OrderStreams.Category) || name.IsOf(ReservationStreams.Category)) && Guid.TryParseExact(name.Key, "N",
                out var orderId))
                scratch.AddListed(orderId);
            else
                _open.Check(false, () => $"{stream} is listed");
        }
        var rows = snapshot.RowsAsync(
            "SELECT order_id, customer_id, status, total_amount, discount_amount, placed_at, expires_at FROM customer_order",
            ["order_id"],
            row => new Row(new Guid(row.GetFieldValue<byte[]>(0), bigEndian: true), row.GetInt64(1), (OrderStatus)row.GetInt32(2),
                row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.IsDBNull(6) ? null : row.GetInt64(6)),
            row => [row.OrderId.ToByteArray(bigEndian: true)], cancellationToken);
        var sales = snapshot.RowsAsync("SELECT order_id, day, last_seq FROM order_sale", ["order_id"],
            row => new SaleRow(new Guid(row.GetFieldValue<byte[]>(0), bigEndian: true), (row.GetInt64(1), row.GetInt64(2))),
            row => [row.OrderId.ToByteArray(bigEndian: true)], cancellationToken);
        var listed = scratch.Orders().Where(entries => entries.Reservation is null).ToAsyncEnumerable()
            .WithAsync(entries => Scratch.OrderKey(entries.OrderId), rows, row => Scratch.OrderKey(row.OrderId))
            .Select(pair => new Joined(pair.Left?.OrderId ?? pair.Right!.OrderId, pair.Left, pair.Right));
        await foreach (var (joined, sale) in listed.WithAsync(
                           joined => Scratch.OrderKey(joined.OrderId), sales, row => Scratch.OrderKey(row.OrderId)))
        {
            if (joined?.Entries is { } entries)
                Check(entries);
            if (joined is not null)
                CheckRow(joined.Entries?.Order, joined.Row, joined.OrderId);
            CheckSale(joined?.Entries, sale, joined?.OrderId ?? sale!.OrderId);
        }
    }

    private void Check(OrderEntries entries)
    {
        var (orderId, order) = (entries.OrderId, entries.Order);
        if (entries.Payers.Values.Concat(entries.Uses.Values).Concat(entries.Taken.Values).Any(taken => taken != 0))
            _known.Check(order is not null, () => $"there is no order {orderId}");
        if (order is null)
        {
            if (entries.Listed)
                _open.Check(false, () => $"order {orderId} is listed, and there is none");
            return;
        }
        foreach (var redeemed in entries.Redeemed)
            _discounts.Check(redeemed == order.DiscountAmount, () => $"order {orderId}: {redeemed} redeemed, {order.DiscountAmount} off");
        var (status, listed) = (order.Status, entries.Listed);
        _open.Check(listed == order.IsUnfinished, () => $"order {orderId} is {status}, unfinished: {order.IsUnfinished}, listed: {listed}");
        CheckWhose(entries, order);
        if (order.IsUnfinished)
        {
            TakenByOpenPayments += entries.Money;
            return;
        }
        var amount = order.DueAmount;
        PaidTotal += amount;
        _money.Check(entries.Money == amount, () => $"order {orderId} is {status}: {entries.Money} taken, {amount} due");
        _pieces.Check(entries.Missing.Values.All(missing => missing == 0), () => $"order {orderId} is {status}: {Describe(entries)}");
        var (pieces, used) = (order is { IsPaid: true, CouponId: not null } ? 1 : 0, entries.Uses.Values.Sum());
        _coupons.Check(used == pieces, () => $"order {orderId} is {status}: {used} used, {pieces} due");
    }

    /// <summary>Money and pieces of others are never an order's to take, however far it came.</summary>
    private void CheckWhose(OrderEntries entries, OrderFacts order)
    {
        var whose = $"order {entries.OrderId} of customer {order.CustomerId}";
        foreach (var payer in entries.PayersBut(order.CustomerId))
            _money.Check(false, () => $"{whose}: {entries.Payers[payer]} taken of customer {payer}");
        foreach (var ((coupon, holder), uses) in entries.Uses)
        {
            _coupons.Check(uses == 0 || (coupon, holder) == (order.CouponId, order.CustomerId),
                () => $"{whose} with coupon {order.CouponId}: {uses} used of coupon {coupon}, customer {holder}'s");
        }
    }

    private void CheckRow(OrderFacts? order, Row? row, Guid orderId)
    {
        if (order is { Told: false })
            _listed.Skip();
        else if (order is not null || row is not null)
        {
            var told = order is not null && row is not null
                && (order.CustomerId, order.Status, order.TotalAmount, order.DiscountAmount, order.PlacedAt)
                == (row.CustomerId, row.Status, row.TotalAmount, row.DiscountAmount, row.PlacedAt)
                && (row.ExpiresAt is null || row.ExpiresAt == order.ExpiresAt); // silos of earlier releases leave it out
            _listed.Check(told, () =>
                $"order {orderId} is {(row is null ? "missing" : row.ToString())}, the journal says " +
                $"{(order is null ? "there is none" : order.ToString())}");
        }
    }

    private void CheckSale(OrderEntries? entries, SaleRow? row, Guid orderId)
    {
        if (entries?.Order is { Told: false })
            _sales.Skip();
        else if (entries?.Sale is not null || row is not null)
            _sales.Check(entries?.Sale == row?.Sale, () => $"order {orderId}: {row?.Sale}, the journal says {entries?.Sale}");
    }

    private static string Describe(OrderEntries entries) => string.Join(", ", entries.Missing.Where(option => option.Value != 0)
        .Select(option => $"{option.Value} too few of option {option.Key.Option} of product {option.Key.Product}"));

    private sealed record Joined(Guid OrderId, OrderEntries? Entries, Row? Row);

    private sealed record SaleRow(Guid OrderId, (long Day, long LastSeq) Sale);

    private sealed record Row(
        Guid OrderId, long CustomerId, OrderStatus Status, long TotalAmount, long DiscountAmount, long PlacedAt, long? ExpiresAt);
}
