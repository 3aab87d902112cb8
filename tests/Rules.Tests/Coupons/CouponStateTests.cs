namespace Commerce.Coupons;

public sealed class CouponStateTests
{
    private static readonly CouponDefined s_terms =
        new("Spring", null, DiscountType.Fixed, 1_000, 1_000_000, DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    [Fact]
    public void SavePart_OfNothing_LoadsAsNothing()
    {
        var loaded = new CouponState();
        loaded.LoadPart(0, new CouponState().SavePart(0));

        Assert.Null(loaded.Terms);
        Assert.Equal((0, 1), (loaded.Issued, loaded.PartCount));
    }

    [Fact]
    public void Apply_OnePieceMoreThanAPage_ChangesTheLastPartOnly()
    {
        var state = new CouponState();
        state.Apply(s_terms);
        for (var i = 1; i <= CouponState.HoldersPerPage; i++)
            state.Apply(new CouponIssued(i, i, default));
        Assert.Equal(2, state.PartCount);
        SaveAll(state);

        state.Apply(new CouponIssued(-1, CouponState.HoldersPerPage + 1, default));

        Assert.Equal([false, false, true], Enumerable.Range(0, state.PartCount).Select(state.IsDirty));
    }

    [Fact]
    public void MarkDirty_OfASavedPart_MakesItBeSavedAgain()
    {
        var state = new CouponState();
        SaveAll(state);

        state.MarkDirty(0);

        Assert.True(state.IsDirty(0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void LoadPart_OfALaterForm_IsInvalidData(int part) =>
        Assert.Throws<InvalidDataException>(() => new CouponState().LoadPart(part, [255, 0, 0, 0, 0]));

    [Fact]
    public void CodeState_SavedBeforeAndAfterItsAssignment_LoadsTheSame()
    {
        var state = new CouponCodeState();
        Assert.Null(Reload(state).CouponId);

        state.Apply(new CouponCodeAssigned(4001));

        Assert.True(state.IsDirty(0));
        Assert.Equal(4001, Reload(state).CouponId);
        Assert.False(state.IsDirty(0));
    }

    private static CouponCodeState Reload(CouponCodeState state)
    {
        var loaded = new CouponCodeState();
        loaded.LoadPart(0, state.SavePart(0));
        return loaded;
    }

    private static void SaveAll(CouponState state)
    {
        for (var part = 0; part < state.PartCount; part++)
            state.SavePart(part);
    }
}
