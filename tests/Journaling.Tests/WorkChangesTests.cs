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
    public void WorkChanges_OpenedAndClosedAnyNumberOfTimes_IsNeitherListedNorTakenOff() => Assert.Empty(SqlJournalRows.WorkChanges(
    [
        TestEvents.Append("order/1", 2, work: WorkChange.Open), TestEvents.Append("order/1", 3, work: WorkChange.Close),
        TestEvents.Append("order/1", 4, work: WorkChange.Open), TestEvents.Append("order/1", 5, work: WorkChange.Close),
    ]));

    [Fact]
    public void WorkChanges_OpenedClosedAndOpenedAgain_IsListedSinceThen()
    {
        var reopened = TestEvents.Append("order/1", 4, work: WorkChange.Open);
        var change = SqlJournalRows.WorkChanges(
        [
            TestEvents.Append("order/1", 2, work: WorkChange.Open), TestEvents.Append("order/1", 3, work: WorkChange.Close), reopened,
        ])["order/1"];
        Assert.Equal((WorkChange.Open, reopened.Events[0].RecordedAt.ToUnixTimeMilliseconds()), change);
    }

    [Fact]
    public void WorkChanges_OpenedInAnEarlierBatch_IsTakenOff() => Assert.Equal(WorkChange.Close, SqlJournalRows.WorkChanges(
        [TestEvents.Append("order/1", 3, work: WorkChange.Close)])["order/1"].Change);

    [Fact]
    public void WorkChanges_OpenedInAnEarlierBatchThenEndedTwice_IsTakenOff() => Assert.Equal(WorkChange.Close, SqlJournalRows.WorkChanges(
    [
        TestEvents.Append("order/1", 3, work: WorkChange.Close), TestEvents.Append("order/1", 4, work: WorkChange.Open),
        TestEvents.Append("order/1", 5, work: WorkChange.Close),
    ])["order/1"].Change);
}
