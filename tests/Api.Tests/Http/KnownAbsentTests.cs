using Microsoft.Extensions.Time.Testing;

namespace Commerce.Http;

public sealed class KnownAbsentTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly KnownAbsent<long> _known;
    private int _asked;

    public KnownAbsentTests() => _known = new(_clock);

    [Fact]
    public async Task Find_Absent_IsAskedForOncePerMoment()
    {
        Assert.Null(await FindAsync(1, null));
        Assert.Null(await FindAsync(1, "made elsewhere"));
        Assert.Equal(1, _asked);

        _clock.Advance(KnownAbsent<long>.KeepFor);
        Assert.Equal("made elsewhere", await FindAsync(1, "made elsewhere"));
    }

    [Fact]
    public async Task Found_AfterItWasAbsent_IsAskedFor()
    {
        await FindAsync(1, null);
        _known.Found(1);
        Assert.Equal("made", await FindAsync(1, "made"));
    }

    [Fact]
    public async Task Found_WhileItWasAskedFor_IsAskedFor()
    {
        var answer = new TaskCompletionSource<string?>();
        var asking = _known.FindAsync(1, () => answer.Task);
        _known.Found(1);
        answer.SetResult(null);

        Assert.Null(await asking);
        Assert.Equal("made", await FindAsync(1, "made"));
    }

    [Fact]
    public async Task Found_Another_LeavesWhatIsKnown()
    {
        var answer = new TaskCompletionSource<string?>();
        await FindAsync(1, null);
        var asking = _known.FindAsync(2, () => answer.Task);
        for (var other = 3; other < 1_000; other++)
            _known.Found(other);
        _known.Found(1 + KnownAbsent<long>.Places); // in the place of 1
        answer.SetResult(null);
        await asking;

        Assert.Null(await FindAsync(1, "not asked for"));
        Assert.Null(await FindAsync(2, "not asked for"));
    }

    [Fact]
    public async Task Find_ByAnotherMeanwhile_IsAskedForAfterwards()
    {
        var late = new TaskCompletionSource<string?>();
        var asking = _known.FindAsync(1, () => late.Task);
        Assert.Equal("made elsewhere", await FindAsync(1, "made elsewhere"));
        late.SetResult(null);

        Assert.Null(await asking);
        Assert.Equal("made elsewhere", await FindAsync(1, "made elsewhere"));
    }

    [Fact]
    public async Task Find_ByManyAtOnce_IsRememberedFromTheFirstAnswer()
    {
        var (first, last) = (new TaskCompletionSource<string?>(), new TaskCompletionSource<string?>());
        var asking = new[] { _known.FindAsync(1, () => first.Task), _known.FindAsync(1, () => last.Task) };
        first.SetResult(null);
        await asking[0];

        Assert.Null(await FindAsync(1, "not asked for"));
        last.SetResult(null);
        await asking[1];
    }

    [Fact]
    public async Task Find_MoreThanThereArePlaces_ForgetsTheEarlier()
    {
        await FindAsync(1, null);
        await FindAsync(1 + KnownAbsent<long>.Places, null);
        Assert.Equal("there", await FindAsync(1, "there"));
        await FindAsync(2, null);
        Assert.Null(await FindAsync(2, "there"));
    }

    private Task<string?> FindAsync(long key, string? found) => _known.FindAsync(key, () =>
    {
        _asked++;
        return Task.FromResult(found);
    });
}
