namespace Commerce.Kafka;

public sealed class DeliveredOffsetsTests
{
    private static readonly DateTimeOffset s_written = DateTimeOffset.UnixEpoch;

    private readonly DeliveredOffsets _offsets = new();

    [Fact]
    public void Resume_NothingRead_IsWhereReadingBegan()
    {
        Assert.Equal(-1, _offsets.Resume);
        _offsets.Start(7);
        Assert.Equal(7, _offsets.Resume);
    }

    [Fact]
    public void Resume_SettledOutOfOrder_WaitsForTheFirst()
    {
        Read(10, 11, 12, 13);

        _offsets.Settle(11);
        _offsets.Settle(13);
        Assert.Equal(10, _offsets.Resume);
        _offsets.Settle(10);
        Assert.Equal(12, _offsets.Resume);
        _offsets.Settle(12);
        Assert.Equal(14, _offsets.Resume);
    }

    [Fact]
    public void Read_WhereItWasToBegin_IsWhole()
    {
        _offsets.Start(5);
        Assert.True(_offsets.Read(5, s_written));
        Assert.True(_offsets.Read(6, s_written));
    }

    [Fact]
    public void Read_PastWhereItWasToBegin_TellsTheGap()
    {
        _offsets.Start(5);
        Assert.False(_offsets.Read(8, s_written));
        Assert.True(_offsets.Read(9, s_written));
        Assert.Equal(8, _offsets.Resume);
    }

    [Fact]
    public void Oldest_FollowsTheFirstUnsettled()
    {
        _offsets.Read(1, s_written);
        _offsets.Read(2, s_written.AddSeconds(5));
        Assert.Equal(s_written, _offsets.Oldest);
        _offsets.Settle(1);
        Assert.Equal(s_written.AddSeconds(5), _offsets.Oldest);
        _offsets.Settle(2);
        Assert.Null(_offsets.Oldest);
    }

    private void Read(params long[] offsets) => Assert.All(offsets, offset => Assert.True(_offsets.Read(offset, s_written)));

    [Fact]
    public void Restart_OffsetsBeginAgain_NothingOfBeforeIsLeft()
    {
        var offsets = new DeliveredOffsets();
        offsets.Start(7);
        offsets.Read(7, DateTimeOffset.UnixEpoch);
        offsets.Read(8, DateTimeOffset.UnixEpoch);

        offsets.Restart();

        Assert.True(offsets.Read(0, DateTimeOffset.UnixEpoch));
        Assert.Equal((0, 1), (offsets.Resume, offsets.Next));
        Assert.True(offsets.Read(1, DateTimeOffset.UnixEpoch));
    }
}
