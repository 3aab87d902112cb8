using Commerce.Journaling;
using Commerce.Testing;
using Xunit.Abstractions;

namespace Commerce.WaitingQueue;

/// <summary>A front-end tells of every token what the queue's grain would tell of it.</summary>
public sealed class QueuePlacesTests(ITestOutputHelper output)
{
    private const int Rounds = 300;

    private readonly QueueState _state = new();
    private readonly QueueKey _queue = QueueKey.OfConcert(7001);
    private DateTimeOffset _now = new(2026, 3, 1, 20, 0, 0, TimeSpan.Zero);
    private QueueLiveness _liveness = new();
    private QueuePlaces? _places;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ticket_OfAnyTokenAtAnyTime_IsWhatTheGrainSays(bool byLot)
    {
        var random = new Random(Seeds.Next(output));
        _liveness = new();
        Apply(new QueueKeyMade(QueueToken.NewKey()));
        Apply(new QueueDefined(20, 10, 5, 10, byLot ? _now.AddSeconds(40) : null));
        for (var round = 0; round < Rounds; round++)
        {
            Do(random);
            AssertSame(round);
        }
        Assert.True(_state.Line.Issued > 500);
        Assert.Equal(byLot, _state.Line.Draw is not null);
    }

    [Fact]
    public void Ticket_OfATokenYoungerThanTheView_WaitsAtTheEnd()
    {
        Apply(new QueueKeyMade(QueueToken.NewKey()));
        Apply(new QueueDefined(20, 10, 5, 10, null));
        Apply(new QueueJoined(1, [1, 2, 3], _now));
        _places = new(QueueTickets.View(_state, 0, _now), null, _now);
        Apply(new QueueJoined(4, [4, 5], _now));

        Assert.Equal(QueueTickets.Ticket(_state, Token(5), 0, _now), _places.Ticket(Token(5), Token(5).Sign(_state.Key), _now));
    }

    [Fact]
    public void Ticket_OfAViewThatHasNotChangedForLong_IsToldWithoutThePaceOfThen()
    {
        Apply(new QueueKeyMade(QueueToken.NewKey()));
        Apply(new QueueDefined(1, 10, 600, 1_800, null));
        Apply(new QueueJoined(1, [1, 2], _now));
        Apply(new QueueAdmitted([1], [1], _now, _now.AddSeconds(600)));
        _places = new(QueueTickets.View(_state, 10, _now), null, _now);

        AssertWait(0.1, _now + QueueEstimates.Lately - TimeSpan.FromMilliseconds(1));
        AssertWait(600, _now + QueueEstimates.Lately); // as the grain says by then: whoever is inside leaves at the end of the time

        void AssertWait(double seconds, DateTimeOffset now) =>
            Assert.Equal(TimeSpan.FromSeconds(seconds), _places!.Ticket(Token(2), Token(2).Sign(_state.Key), now).EstimatedWait);
    }

    private void Do(Random random)
    {
        var passed = TimeSpan.FromMilliseconds(random.Next(1, 600));
        _now += passed;
        _liveness.Pass(passed, _state.Settings!);
        _liveness.Heard();
        if (random.Next(2) == 0)
        {
            var first = _state.Line.Issued + 1;
            Apply(new QueueJoined(first, [.. Enumerable.Range(0, random.Next(1, 12)).Select(i => first + i)], _now));
        }
        for (var number = 1L; number <= _state.Line.Issued; number++)
        {
            if (random.Next(40) != 0)
                _liveness.Asked(number);
        }
        if (random.Next(3) == 0 && _state.Line.Issued > 0 && random.NextInt64(1, _state.Line.Issued + 1) is var closed)
            Apply(QueueRules.Close(_state, new(closed, closed, null), _now));
        if (random.Next(4) == 0)
            _liveness = new(); // another activation
        Apply(AdmissionRules.Sweep(_state, _liveness, _now));
        Apply(AdmissionRules.Advance(_state, _liveness, _now, "00112233445566778899aabbccddeeff"));
    }

    private void AssertSame(int round)
    {
        _places = new(QueueTickets.View(_state, 3, _now), _places, _now);
        for (var number = 1L; number <= _state.Line.Issued; number++)
        {
            var expected = QueueTickets.Ticket(_state, Token(number), 3, _now);
            Assert.True(expected == _places.Ticket(Token(number), expected.Token, _now), $"Token {number} in round {round}.");
        }
    }

    private QueueToken Token(long number) => new(_queue, number, number);

    private void Apply<TOutcome>(Decision<TOutcome, IQueueEvent> decision)
    {
        foreach (var e in decision.Events)
            Apply(e);
    }

    private void Apply(IQueueEvent e) => _state.Apply(e);
}
