using Microsoft.Extensions.Time.Testing;

namespace Commerce.Orders;

/// <summary>When what is listed as unfinished is looked at again.</summary>
public sealed class OpenWorkAttemptsTests
{
    private const string Stream = "order/1";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly OpenWorkAttempts _attempts;

    public OpenWorkAttemptsTests() => _attempts = new(_clock, s_patience, s_second);

    private OpenWorkRow Old => new(Stream, 1);

    private OpenWorkRow OfAnotherClock => new(Stream, _clock.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds());

    [Fact]
    public void Due_AnOldRow_IsLookedAtAtOnce_AndOnlyOnceAtATime()
    {
        Assert.Equal(0, _attempts.Due(Old));

        _attempts.Begin(Stream);

        Assert.Null(_attempts.Due(Old));
    }

    [Fact]
    public void Due_ARowOfAClockThatWasAhead_HasToBeSeenForAsLongAsOthersHaveToBeOld()
    {
        Assert.Null(_attempts.Due(OfAnotherClock));
        _clock.Advance(s_patience);

        Assert.Equal(0, _attempts.Due(OfAnotherClock));
    }

    [Fact]
    public void Fail_ByItself_IsTriedEverMoreRarely_AndNeverGivenUp()
    {
        var pauses = Enumerable.Range(1, 12).Select(_ => PauseAfterFailure(passing: false)).ToList();

        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300], pauses.Select(pause => (int)pause.TotalSeconds));
    }

    [Fact]
    public void Fail_InAnOutageOfHours_IsStillTriedEveryFewSeconds()
    {
        for (var failed = TimeSpan.Zero; failed < TimeSpan.FromHours(3);)
        {
            var pause = PauseAfterFailure(passing: true);
            Assert.True(pause <= OpenWorkAttempts.LongestInOutage, $"{pause}");
            failed += pause;
        }
    }

    [Fact]
    public void Fail_AsInAnOutage_WhileOthersAreFinishedForMinutes_IsTriedEverMoreRarely()
    {
        var pauses = new List<TimeSpan>();
        for (var i = 0; i < 60; i++)
        {
            pauses.Add(PauseAfterFailure(passing: true));
            _attempts.Succeed("order/other");
        }

        Assert.Equal(OpenWorkAttempts.LongestInOutage, pauses[10]);
        Assert.Equal(OpenWorkAttempts.Longest, pauses[^1]);
    }

    [Fact]
    public void EndSweep_WhatIsListedNoLonger_IsForgotten()
    {
        PauseAfterFailure(passing: false);
        _attempts.EndSweep();
        Assert.Equal(1, _attempts.Failing);

        _attempts.EndSweep(); // and it was not among the rows

        Assert.Equal(0, _attempts.Failing);
        Assert.Equal(0, _attempts.Due(Old));
    }

    /// <summary>Fails once, and tells how long it is not looked at.</summary>
    private TimeSpan PauseAfterFailure(bool passing)
    {
        _attempts.Begin(Stream);
        _attempts.Fail(Stream, passing);
        var failed = _clock.GetUtcNow();
        while (_attempts.Due(Old) is null)
            _clock.Advance(s_second);
        return _clock.GetUtcNow() - failed;
    }
}
