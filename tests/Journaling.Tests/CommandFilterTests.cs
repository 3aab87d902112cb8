namespace Commerce.Journaling;

public sealed class CommandFilterTests
{
    private readonly FilterBudget _budget = new(10_000_000);

    [Fact]
    public void MayContain_PutIn_IsFoundForCertainAndFewOthersAre()
    {
        var filter = new BloomFilter(_budget);
        // Ids of every making: hashes, those in the order of time, and those that differ in a few bits.
        Guid[] ids = [.. Enumerable.Range(0, 50_000).SelectMany(i => new[] { Guid.NewGuid(), Guid.CreateVersion7(), Plain(i) })];

        Assert.All(ids, id => Assert.True(filter.TryAdd(id)));

        Assert.Equal(ids.Length, filter.Count);
        Assert.All(ids, id => Assert.True(filter.MayContain(id)));
        Guid[] others = [.. Enumerable.Range(50_000, 50_000).SelectMany(i => new[] { Guid.NewGuid(), Guid.CreateVersion7(), Plain(i) })];
        Assert.InRange(others.Count(filter.MayContain), 0, others.Length / 1_000);
    }

    [Fact]
    public void TryAdd_NoMemoryLeft_TakesNothingMoreAndGivesAllBack()
    {
        var budget = new FilterBudget(1_000);
        var filter = new BloomFilter(budget);
        var ids = Enumerable.Range(0, 10_000).Select(Plain).TakeWhile(filter.TryAdd).ToList();

        Assert.InRange(ids.Count, 1, 330);
        Assert.All(ids, id => Assert.True(filter.MayContain(id)));
        filter.Clear();
        Assert.Equal(1_000, budget.Left);
        Assert.False(filter.MayContain(ids[0]));
    }

    [Fact]
    public void Excludes_Filled_IsForWhatIsNeitherIndexedNorRecordedSince()
    {
        var filter = new CommandFilter(_budget, lookups: 2);
        filter.Add(Plain(1)); // it is in the index when that is read

        Assert.False(filter.BeginsToFill());
        Assert.False(filter.Excludes(Plain(9)));
        Assert.True(filter.BeginsToFill());
        Assert.False(filter.BeginsToFill());
        filter.Add(Plain(2)); // while the index is read, perhaps behind the reader
        Assert.False(filter.Excludes(Plain(9)));
        filter.Fill(Of(1));
        filter.Add(Plain(3));

        Assert.True(filter.Excludes(Plain(9)));
        Assert.All([1, 2, 3], i => Assert.False(filter.Excludes(Plain(i))));
        Assert.False(filter.BeginsToFill());
    }

    [Fact]
    public void GiveUpFilling_IndexNotRead_IsTriedAgainFromTheBeginning()
    {
        var filter = new CommandFilter(_budget, lookups: 2);
        Assert.Equal([false, true], new[] { filter.BeginsToFill(), filter.BeginsToFill() });
        filter.Add(Plain(1));
        filter.GiveUpFilling();

        Assert.Equal(10_000_000, _budget.Left);
        Assert.False(filter.Excludes(Plain(9)));
        filter.Add(Plain(2)); // nobody collects
        Assert.Equal([false, true], new[] { filter.BeginsToFill(), filter.BeginsToFill() });
        filter.Fill(Of(1, 2));
        Assert.Equal((false, false, true), (filter.Excludes(Plain(1)), filter.Excludes(Plain(2)), filter.Excludes(Plain(3))));
    }

    [Fact]
    public void Excludes_TooManyCommands_ExcludesNothingAndHoldsNoMemory()
    {
        var tooManyInTheIndex = Filling();
        tooManyInTheIndex.Fill(null);

        var tooManySince = Filling();
        tooManySince.Fill(Of(1));
        for (var i = 0; i <= CommandFilter.MaxCommands; i++)
            tooManySince.Add(Plain(i));

        var noMemory = new CommandFilter(new(0), lookups: 1);
        noMemory.BeginsToFill();
        noMemory.Add(Plain(1));
        noMemory.Fill(Of(2));

        Assert.All([tooManyInTheIndex, tooManySince, noMemory], filter =>
            Assert.Equal((false, false), (filter.Excludes(Plain(-1)), filter.BeginsToFill())));
        Assert.Equal(10_000_000, _budget.Left);
    }

    [Fact]
    public void Close_WhileItIsFilled_HoldsNoMemoryAfterwards()
    {
        var filter = Filling();
        filter.Close();
        filter.Fill(Of(1)); // comes when the activation has ended
        filter.GiveUpFilling();

        Assert.Equal((false, false), (filter.Excludes(Plain(9)), filter.BeginsToFill()));
        Assert.Equal(10_000_000, _budget.Left);
    }

    private CommandFilter Filling()
    {
        var filter = new CommandFilter(_budget, lookups: 1);
        Assert.True(filter.BeginsToFill());
        return filter;
    }

    private BloomFilter Of(params int[] ids)
    {
        var filter = new BloomFilter(_budget);
        Assert.All(ids, id => Assert.True(filter.TryAdd(Plain(id))));
        return filter;
    }

    private static Guid Plain(int number) => new(number, 0, 0, new byte[8]);
}
