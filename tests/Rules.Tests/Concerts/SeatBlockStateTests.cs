namespace Commerce.Concerts;

/// <summary>What of a block's seats is kept, on pages, and what is let go.</summary>
public sealed class SeatBlockStateTests
{
    private const int Page = SeatBlockState.SeatsPerPage;

    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_end = s_now.AddMinutes(5);

    [Theory]
    [InlineData(Page, 2)]
    [InlineData(Page + 1, 3)]
    public void Apply_Definition_MakesAPageForEverySeat(int seats, int parts) => Assert.Equal(parts, Block(seats).PartCount);

    [Fact]
    public void Apply_SeatsAtTheEdgesOfPages_ChangesTheirPagesOnlyAndLoadsTheSame()
    {
        var state = Block(2 * Page + 1);
        Assert.True(new SeatBlockState().IsDirty(0));
        Assert.Equal([true, true, true, true], SaveAll(state));

        state.Apply(Held(1, Page, customer: 7, s_now, queueNumber: 5));
        Assert.Equal([true, true, false, false], SaveAll(state));
        state.Apply(Held(2, Page + 1, customer: 7, s_now));
        state.Apply(Held(3, 2 * Page + 1, customer: 8, s_now));
        Assert.Equal([true, false, true, true], SaveAll(state));
        state.Apply(new SeatReleased(Id(2), Page + 1, 7));
        Assert.Equal([true, false, true, false], SaveAll(state));
        state.Apply(new SeatSold(Id(1), Page, 7));
        Assert.Equal([true, true, false, false], SaveAll(state));

        var loaded = new SeatBlockState();
        for (var part = 0; part < state.PartCount; part++)
            loaded.LoadPart(part, state.SavePart(part));
        foreach (var seat in new[] { 1, Page, Page + 1, 2 * Page, 2 * Page + 1 })
            Assert.Equal(state.At(seat), loaded.At(seat));
        Assert.Equal((5, true), (loaded.At(Page)!.QueueNumber, loaded.At(Page)!.IsSold));
        Assert.Equal((2 * Page + 1, 2 * Page + 1), (loaded.Of(Id(3))!.Value.SeatId, loaded.HighestTaken(s_now)));
        Assert.Equal((1, s_end), loaded.HoldsAt(s_now));
    }

    [Fact]
    public void Apply_HoldsAndWindowsThatAreOver_AreLetGo()
    {
        var state = Block(Page);
        state.Apply(Held(1, 1, customer: 7, s_now));
        state.Apply(Held(2, 2, customer: 8, s_now.AddMinutes(1)));

        state.Apply(Held(3, 3, customer: 9, s_end));
        Assert.Equal((1, null), (state.Expired, state.At(1)));
        Assert.NotNull(state.WindowOf(7));

        state.Apply(Held(4, 4, customer: 9, s_now.AddMinutes(20)));
        Assert.Equal((3, null), (state.Expired, state.WindowOf(7)));
        Assert.NotNull(state.WindowOf(8));
    }

    private static Guid Id(int n) => new(n, 0, 0, new byte[8]);

    private static SeatHeld Held(int reservation, int seat, long customer, DateTimeOffset at, long? queueNumber = null) => new(
        Id(reservation), seat, customer, 1_000, at, at.AddMinutes(5), at.AddMinutes(10), at.AddMinutes(20), queueNumber);

    private static SeatBlockState Block(int seats)
    {
        var state = new SeatBlockState();
        state.Apply(new SeatBlockDefined(7001, s_now.AddDays(1), 1_000, seats, HasQueue: false));
        return state;
    }

    /// <returns>Which parts had changed.</returns>
    private static bool[] SaveAll(SeatBlockState state)
    {
        bool[] dirty = [.. Enumerable.Range(0, state.PartCount).Select(state.IsDirty)];
        for (var part = 0; part < dirty.Length; part++)
            state.SavePart(part);
        Assert.DoesNotContain(true, Enumerable.Range(0, state.PartCount).Select(state.IsDirty));
        return dirty;
    }
}
