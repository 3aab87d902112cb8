namespace Commerce.Journaling;

/// <summary>What a batch does to the list of unfinished work.</summary>
public sealed class WorkChangesTests
{
    [Fact]
    public void WorkChanges_StreamThatBeginsAndEndsItsWorkInOneBatch_IsNeitherListedNorTakenOff() =>
        Assert.Empty(SqlJournalRows.WorkChanges(
    [
        TestEvents.Append("order/1", 1), TestEvents.Append("order/1", 2, work: WorkChange.Open),
        TestEvents.Append("order/1", 3, work: WorkChange.Close),
    ]));

    [Fact]
    public void WorkChanges_StreamThatBeganBefore_IsTakenOff() => Assert.Equal(WorkChange.Close, SqlJournalRows.WorkChanges(
    [
        TestEvents.Append("order/1", 2, work: WorkChange.Open), TestEvents.Append("order/1", 3, work: WorkChange.Close),
    ])["order/1"].Change);
}
