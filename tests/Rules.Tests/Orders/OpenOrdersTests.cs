using Microsoft.Extensions.Options;

namespace Commerce.Orders;

/// <summary>How the open orders of a silo are counted.</summary>
public sealed class OpenOrdersTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_end = s_now.AddMinutes(30);

    [Fact]
    public void TryAdd_AsManyAsACustomerMay_RefusesTheNextAndNobodyElses()
    {
        var open = New(2);
        Guid[] orders = [Guid.NewGuid(), Guid.NewGuid()];

        Assert.All(orders, order => Assert.True(open.TryAdd(1, order, s_end, s_now)));

        Assert.False(open.TryAdd(1, Guid.NewGuid(), s_end, s_now));
        Assert.True(open.TryAdd(1, orders[0], s_end, s_now)); // it is counted already
        Assert.True(open.TryAdd(2, Guid.NewGuid(), s_end, s_now));
        Assert.Equal(3, open.Count);
    }

    [Fact]
    public void Remove_OfOneThatIsCounted_MakesRoomOnce()
    {
        var open = New(1);
        var order = Guid.NewGuid();
        open.TryAdd(1, order, s_end, s_now);

        Assert.False(open.Remove(Guid.NewGuid()));
        Assert.True(open.Remove(order));
        Assert.False(open.Remove(order));

        Assert.True(open.TryAdd(1, Guid.NewGuid(), s_end, s_now));
        Assert.False(open.TryAdd(1, Guid.NewGuid(), s_end, s_now));
    }

    [Fact]
    public void TryAdd_WhenAnOrderCanNoLongerBePaid_DoesNotCountIt()
    {
        var open = New(1);
        open.TryAdd(1, Guid.NewGuid(), s_end, s_now);

        Assert.False(open.TryAdd(1, Guid.NewGuid(), s_end.AddMinutes(1), s_end.AddTicks(-1)));
        Assert.True(open.TryAdd(1, Guid.NewGuid(), s_end.AddMinutes(30), s_end));
        Assert.Equal(1, open.Count);
    }

    [Fact]
    public void TryAdd_OfMoreThanTheSiloCounts_ForgetsTheOldest()
    {
        var open = New(1);
        for (var customer = 1; customer <= OpenOrders.Capacity + 1; customer++)
            Assert.True(open.TryAdd(customer, Guid.NewGuid(), s_end, s_now));

        Assert.Equal(OpenOrders.Capacity, open.Count);
        Assert.False(open.TryAdd(2, Guid.NewGuid(), s_end, s_now));
        Assert.True(open.TryAdd(1, Guid.NewGuid(), s_end, s_now));
    }

    [Fact]
    public void TryAdd_WhenNobodyIsCounted_KeepsNothing()
    {
        var open = New(0);

        Assert.True(open.TryAdd(1, Guid.NewGuid(), s_end, s_now));

        Assert.Equal((false, 0), (open.IsOn, open.Count));
    }

    private static OpenOrders New(int max) => new(Options.Create(new OrderOptions { MaxOpen = max }));
}
