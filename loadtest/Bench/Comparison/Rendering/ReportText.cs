using System.Globalization;

namespace Commerce.Bench.Comparison.Rendering;

/// <summary>What the report says in words, on both its pages.</summary>
internal static class ReportText
{
    public const string Title = "This system and what one would build instead";

    public const string Ours = "this system";

    public const string Command = "loadtest/compare.sh";

    public const string OtherHardware =
        "The last column is what the report that a scenario is taken from measured itself: on other hardware, with other programs " +
        "and other load. It says how large the load was that people met, and nothing about a ratio.";

    /// <summary>What is the same for both sides.</summary>
    public static IReadOnlyList<string> Fair { get; } =
    [
        "One machine for everything: both servers, their stores and the load generator. The sides take turns, round by round; " +
        "while one is loaded the other has nothing to do. Before the first round both run once, uncounted. Figures are medians of " +
        "the rounds, ratios medians of the rounds' own ratios.",
        "The same HTTP stack (Kestrel, minimal API, compiled JSON), the same routes and bodies, the same load generator: raw " +
        "sockets, keep-alive, one flow under way on each connection, no pauses.",
        "The same MariaDB server with a flush to disk at every commit, and the same driver. The other side's pool has up to 100 " +
        "connections, this system opens up to 64. Every statement of the other side finds its rows by a primary key or an index.",
        "Redis flushes a log of its changes every second where it decides about coupons; as lock, cache and queue it writes " +
        "nothing to disk.",
        "The other side is as good as we could make it. A released lock wakes one waiter at once; nobody polls. Transactions read " +
        "with READ COMMITTED, for the locks keep others away. No ledger is kept of charges, where this system keeps one. The " +
        "consumer writes up to 500 rows with one statement, where the reports write one. Connections of the pool are not reset " +
        "between uses.",
        "What this system does besides is on: validation, problem answers, limits, metrics, idempotency, the ledger, the outbox " +
        "and the read tables. The other side has none of it.",
    ];

    /// <summary>What was taken from where.</summary>
    public static IReadOnlyList<string> Taken { get; } =
    [
        "From the first report (an e-commerce backend in containers of 4 processors): the sale of 1,000 pieces among 2,000 " +
        "customers by 1,500 clients, and orders placed and paid in two requests.",
        "From the second (coupons on one laptop): SADD for who has applied, INCR for how many, a message to Kafka, the answer, " +
        "and a consumer that writes to MySQL. It names the weakness itself: the count in Redis has gone up when sending fails. It " +
        "does not say when the consumer commits, so both ways are measured; under load it commits after it wrote, as Spring does " +
        "unless told otherwise.",
        "From the third (coupons by a code): no scenario of its own; its load profiles are in loadtest/k6.",
        "From the fourth (charges, orders and reads): a lock in Redis with 5 s to wait and 10 s to hold, around one transaction; " +
        "four customers; one product that costs the same for everybody.",
        "From the fifth (concerts): a lock in Redis for each seat, a queue in Redis, and reads from a cache in Redis.",
        "Facts and figures were taken, no code: the programs of the other side are in loadtest/Bench/LockBaseline and " +
        "loadtest/Bench/HandOff.",
    ];

    /// <summary>What must be known to judge it.</summary>
    public static IReadOnlyList<string> Limits { get; } =
    [
        "Kafka is librdkafka's mock cluster in a process of its own: the protocol is Kafka's, but it writes nothing to disk, has " +
        "no replicas, and an idle consumer hears of a message up to 10 ms late.",
        "Messages that the consumer has still to write when a measurement ends are not in the other side's processor time.",
        "A .NET server stands for the reports' Spring programs. It is faster than they were.",
        "kill -9 ends a process, not the machine: what Redis has handed to the system is still written. A power cut takes up to a " +
        "second of an appendonly file that is flushed every second, and nothing from a store that flushes at every commit.",
        "Two cores, or as many as are named above, that everybody shares: ratios say more than figures.",
    ];

    /// <summary>When, on what and how it was measured.</summary>
    public static IReadOnlyList<string> Facts(ComparisonResults results) =>
    [
        .. results.Note is { } note ? new[] { note } : [],
        string.Create(CultureInfo.InvariantCulture, $"Measured on {results.MeasuredAt:yyyy-MM-dd}: {results.Machine}."),
        $"{results.Database}; Redis {results.Redis}.",
        string.Create(CultureInfo.InvariantCulture,
            $"{results.Rounds} {(results.Rounds == 1 ? "round" : "rounds")} of {results.SecondsEach:0.##} s for each side at each load, ") +
            "after 0.5 s that are not counted.",
        .. results.Failed.Select(failed => $"A CHECK FAILED: {failed}"),
    ];

    /// <summary>A figure as it is shown: three digits that matter.</summary>
    public static string Number(double value) =>
        value.ToString(value < 10 ? "0.00" : value < 100 ? "0.0" : "#,0", CultureInfo.InvariantCulture);

    public static string Ratio(double value) => value.ToString(value < 10 ? "0.00x" : "0.0x", CultureInfo.InvariantCulture);
}
