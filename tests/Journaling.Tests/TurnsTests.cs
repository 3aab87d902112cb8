namespace Commerce.Journaling;

public sealed class TurnsTests
{
    [Fact]
    public async Task RunAsync_WhileOthersAreUnderWay_BeginsInItsTurn_AlsoAfterOneThatFailed()
    {
        var turns = new Turns();
        var begun = new List<int>();
        var ends = Enumerable.Range(0, 3).Select(_ => new TaskCompletionSource<int>()).ToArray();

        var runs = ends.Select((end, i) => turns.RunAsync(() => { begun.Add(i); return end.Task; })).ToArray();

        Assert.Equal([0], begun);
        ends[0].SetException(new InvalidOperationException("It failed."));
        await Assert.ThrowsAsync<InvalidOperationException>(() => runs[0]);
        ends[1].SetResult(7);
        Assert.Equal(7, await runs[1]);
        ends[2].SetResult(8);
        Assert.Equal(8, await runs[2]);
        Assert.Equal([0, 1, 2], begun);
    }
}
