namespace Commerce.WaitingQueue;

public sealed class QueuePropertyTests
{
    /// <summary>
    /// In the order of arrival or of the lottery, never more inside than may be, never more in a second, one live token a customer,
    /// nobody waits needlessly, nobody who asks loses a place - over crashes, snapshots and clocks that differ.
    /// </summary>
    [Fact]
    public void History_OfFewCustomers_KeepsEveryPromise() => Properties.Hold(
        runs: 3_000, Properties.SequencesOf(QueueSteps.Any, maxLength: 150), steps => new QueueHistory().Run(steps));
}
