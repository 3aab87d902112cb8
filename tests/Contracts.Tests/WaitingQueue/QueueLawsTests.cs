using Commerce.Journaling;
using Commerce.Verify;

namespace Commerce.WaitingQueue;

/// <summary>Each law of queues notices what it is there for, and nothing else.</summary>
public sealed class QueueLawsTests
{
    private const string Seed = "000102030405060708090a0b0c0d0e0f";

    private static readonly DateTimeOffset s_at = new(2026, 3, 1, 20, 0, 0, TimeSpan.Zero);
    private static readonly QueueDefined s_terms = new(2, 2, 60, 30, null);
    private static readonly QueueDefined s_opening = s_terms with { OpensAt = s_at };

    private static readonly Dictionary<string, (string Law, IQueueEvent[] Events)> s_breaches = new()
    {
        ["a number twice"] = ("queue tokens are numbered", [s_terms, Joined(1, 1, 2), Joined(2, 3)]),
        ["a number left out"] = ("queue tokens are numbered", [s_terms, Joined(1, 1), Joined(3, 3)]),
        ["a customer twice in line"] = ("no customer has two", [s_terms, Joined(1, 1), Joined(2, 1)]),
        ["a customer in line and inside"] = ("no customer has two", [s_terms, Joined(1, 1), Admitted(0, 1), Joined(2, 1)]),
        ["somebody passed over"] = ("whoever is admitted", [s_terms, Joined(1, 1, 2), Admitted(0, 2)]),
        ["somebody let in who is not there"] = ("whoever is admitted", [s_terms, Joined(1, 1), new QueueAdmitted([9], [9], s_at, s_at.AddMinutes(1))]),
        ["one too many inside"] = ("no queue lets in more", [s_terms, Joined(1, 1, 2, 3), Admitted(0, 1, 2), Admitted(5, 3)]),
        ["one too many in a second"] = ("no queue admits more", [s_terms with { MaxActive = 9 }, Joined(1, 1, 2, 3), Admitted(0, 1, 2), Admitted(0.5, 3)]),
        ["let in before the lottery"] = ("a queue's lottery", [s_opening, Joined(1, 1), Admitted(0, 1)]),
        ["a lottery without the last"] = ("a queue's lottery", [s_opening, Joined(1, 1, 2), new QueueDrawn(Seed, 1, s_at)]),
        ["a lottery before its time"] = ("a queue's lottery", [s_opening, Joined(1, 1), new QueueDrawn(Seed, 1, s_at.AddTicks(-1))]),
        ["lapsed after its turn"] = ("a queue token lapses", [s_terms, Joined(1, 1), Admitted(0, 1), new QueueLapsed([1], s_at)]),
        ["closed twice"] = ("a queue token lapses", [s_terms, Joined(1, 1), new QueueClosed(1, 1, s_at), new QueueClosed(1, 1, s_at)]),
        ["closed for another"] = ("a queue token lapses", [s_terms, Joined(1, 1), new QueueClosed(1, 2, s_at)]),
    };

    public static TheoryData<string> Breaches => new(s_breaches.Keys);

    [Theory]
    [MemberData(nameof(Breaches))]
    public void Laws_OfABrokenHistory_NoticeIt(string breach)
    {
        var (law, events) = s_breaches[breach];

        Assert.StartsWith(law, Assert.Single(Check(events), checkedLaw => checkedLaw.Breaches > 0).Name, StringComparison.Ordinal);
    }

    [Fact]
    public void Laws_OfAGoodHistory_HoldAndAreAllChecked()
    {
        var drawn = QueueLottery.NumbersByRank(new(Seed, 3)).Select(number => (long)number).ToList();
        var laws = Check(
            s_opening, Joined(1, 1, 2, 3), new QueueDrawn(Seed, 3, s_at), Joined(4, 4),
            Admitted(0, drawn[0], drawn[1]), new QueueClosed(drawn[0], drawn[0], s_at.AddSeconds(1)), new QueueLapsed([drawn[2]], s_at.AddSeconds(2)),
            Admitted(3, 4), Joined(5, drawn[0]), Admitted(60, 5));

        Assert.All(laws, law => Assert.True(law is { Breaches: 0, Checked: > 0 }, law.ToString()));
    }

    private static QueueJoined Joined(long first, params long[] customers) => new(first, customers, s_at);

    // Numbers and customers are the same here, but where a customer came twice.
    private static QueueAdmitted Admitted(double seconds, params long[] numbers) => new(numbers,
        [.. numbers.Select(number => number == 5 ? QueueLottery.NumbersByRank(new(Seed, 3))[0] : number)],
        s_at.AddSeconds(seconds), s_at.AddSeconds(seconds + 60));

    private static List<Law> Check(params IQueueEvent[] events)
    {
        var laws = new QueueLaws();
        laws.Begin(StreamName.Parse("queue/concert-7001"));
        foreach (var (i, e) in events.Index())
        {
            var stored = QueueEventCodec.Instance.Encode(e);
            laws.Take(new("queue/concert-7001", i + 1, stored.Type, stored.Version, stored.Payload, 0), told: true);
        }
        laws.End();
        return [.. laws.Laws];
    }
}
