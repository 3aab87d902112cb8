namespace Commerce.Journaling;

public sealed class EventIdsTests
{
    [Fact]
    public void New_ManyOfOneMoment_AreOfVersionSevenAndOfThatMomentAndAllDifferent()
    {
        const int Count = 10_000;
        const int MomentDigits = 13; // with the hyphen between them
        var at = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123).AddTicks(4_567); // part of a millisecond is left out
        var moment = Guid.CreateVersion7(at).ToString()[..MomentDigits];

        var ids = Enumerable.Range(0, Count).Select(_ => EventIds.New(at)).ToList();

        Assert.Equal(Count, ids.Distinct().Count());
        Assert.All(ids, id =>
        {
            Assert.Equal(moment, id.ToString()[..MomentDigits]);
            Assert.Equal(7, id.Version);
            Assert.InRange(id.Variant, 8, 11);
        });
    }
}
