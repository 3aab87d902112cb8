using Commerce.WaitingQueue;
using static Commerce.Stored.StoredSamples;

namespace Commerce.Stored;

internal static class QueueSamples
{
    private const string Seed = "000102030405060708090a0b0c0d0e0f";

    private static readonly byte[] s_key = [.. Enumerable.Range(1, QueueToken.KeyBytes).Select(i => (byte)i)];

    private static readonly QueueSettings s_settings = new(500, 100, 300, 120, Start.AddHours(1));

    public static Dictionary<string, object> Events { get; } = new()
    {
        ["queue.key_made.v1"] = new QueueKeyMade(s_key),
        ["queue.defined.v1"] = new QueueDefined(500, 100, 300, 120, Start.AddHours(1)),
        ["queue.defined.v1.open"] = new QueueDefined(100_000, 10_000, 86_400, 86_400, null),
        ["queue.defined.v1.shut"] = new QueueDefined(500, 100, 300, 120, null, true),
        ["queue.joined.v1"] = new QueueJoined(42, [1001, IdBounds.Max, 7], Start.AddTicks(1_234_567)),
        ["queue.drawn.v1"] = new QueueDrawn(Seed, 44, Start.AddHours(1)),
        ["queue.admitted.v1"] = new QueueAdmitted([44, 42], [7, 1001], Start.AddHours(1), Start.AddHours(1).AddSeconds(300)),
        ["queue.lapsed.v1"] = new QueueLapsed([43], Start.AddHours(1)),
        ["queue.closed.v1"] = new QueueClosed(42, 1001, Start.AddHours(1).AddTicks(1)),
    };

    public static Dictionary<string, StoredAnswer> Answers { get; } = new()
    {
        ["define-queue.created"] = new(new DefineQueue(s_settings, CommandId),
            new DefineQueueOutcome(DefineQueueStatus.Created, s_settings), QueueJson.Default.DefineQueueOutcome),
        ["join-queue.joined"] = new(new JoinQueue(1001, CommandId),
            new JoinQueueOutcome(JoinQueueStatus.Joined, 42), QueueJson.Default.JoinQueueOutcome),
        ["join-queue.not-found"] = new(new JoinQueue(1001, CommandId),
            new JoinQueueOutcome(JoinQueueStatus.NotFound, 0), QueueJson.Default.JoinQueueOutcome),
        ["close-queue-token.closed"] = new(new CloseQueueToken(42, 1001, CommandId, Start),
            new CloseQueueTokenOutcome(CloseQueueTokenStatus.Closed), QueueJson.Default.CloseQueueTokenOutcome),
    };

    /// <summary>A queue that was opened by lot: one inside, one closed, one lapsed, the rest waiting, on two pages.</summary>
    public static Dictionary<string, StoredState> States { get; } = new()
    {
        ["queue"] = StoredState.Of<QueueState, IQueueEvent>(
        [
            new QueueKeyMade(s_key),
            new QueueDefined(500, 100, 300, 120, Start.AddHours(1)),
            new QueueJoined(1, [.. Enumerable.Range(1, 5).Select(i => 1_000L + i)], Start),
            new QueueDrawn(Seed, 5, Start.AddHours(1)),
            new QueueJoined(6, [.. Enumerable.Range(6, QueueLine.TokensPerPage).Select(i => 1_000L + i)], Start.AddHours(1)),
            .. AdmittedByLot(),
            new QueueLapsed([7], Start.AddHours(1).AddSeconds(1)),
        ]),
    };

    private static IEnumerable<IQueueEvent> AdmittedByLot()
    {
        var numbers = QueueLottery.NumbersByRank(new(Seed, 5)).Take(2).Select(number => (long)number).ToList();
        var at = Start.AddHours(1);
        yield return new QueueAdmitted(numbers, [.. numbers.Select(number => 1_000 + number)], at, at.AddSeconds(300));
        yield return new QueueClosed(numbers[0], 1_000 + numbers[0], Start.AddHours(1));
    }
}
