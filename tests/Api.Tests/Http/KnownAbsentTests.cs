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
    public async Task Made_AfterItWasAbsent_IsFound()
    {
        await FindAsync(1, null);
        _known.Made(1);
        Assert.Equal("made", await FindAsync(1, "made"));
    }

    [Fact]
    public async Task Made_WhileItWasAskedFor_IsFound()
    {
        var answer = new TaskCompletionSource<string?>();
        var asking = _known.FindAsync(1, () => answer.Task);
        _known.Made(1);
        answer.SetResult(null);

        Assert.Null(await asking);
        Assert.Equal("made", await FindAsync(1, "made"));
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
