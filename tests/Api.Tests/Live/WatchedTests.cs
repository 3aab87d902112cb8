namespace Commerce.Live;

/// <summary>What is watched, when some of it does not answer.</summary>
public sealed class WatchedTests
{
    private const long Silent = 1;
    private const long There = 2;
    private const long Nowhere = 3;

    private readonly TaskCompletionSource<string?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<long> _asked = [];
    private readonly Watched<string> _watched;

    public WatchedTests() => _watched = new(id =>
    {
        _asked.Add(id);
        return id switch
        {
            Silent => _answer.Task,
            There => Task.FromResult<string?>($"{id}, asked {_asked.Count(asked => asked == id)}"),
            _ => Task.FromResult<string?>(null),
        };
    });

    [Fact]
    public async Task Read_OfOneThatDoesNotAnswer_HoldsUpNoOther()
    {
        foreach (var id in (long[])[Silent, There, Nowhere])
            _watched.Change(id, +1);
        var reading = _watched.ReadAsync();
        Assert.Equal(["2, asked 1"], _watched.Latest);
        Assert.Equal([Nowhere], _watched.Absent); // the silent one is not: nobody knows

        var again = _watched.ReadAsync();
        Assert.Equal(["2, asked 2"], _watched.Latest);
        Assert.Single(_asked, Silent);
        Assert.False(reading.IsCompleted);

        _answer.SetResult("at last");
        await Task.WhenAll(reading, again);
        Assert.Equal(["at last", "2, asked 2"], _watched.Latest);
    }

    [Fact]
    public async Task Read_ThatFails_LeavesWhatWasKnown()
    {
        var fails = false;
        var watched = new Watched<string>(_ => fails ? throw new TimeoutException() : Task.FromResult<string?>("known"));
        watched.Change(There, +1);
        await watched.ReadAsync();

        fails = true;
        await watched.ReadAsync();

        Assert.Equal(["known"], watched.Latest);
    }

    [Fact]
    public async Task Read_OfMoreThanMay_IsOfTheMostWatched()
    {
        const long favourite = Watched<string>.Most + 10;
        for (var id = 1L; id <= favourite; id++)
            _watched.Change(id, id == favourite ? +2 : +1);
        _answer.SetResult("at last");

        await _watched.ReadAsync();

        Assert.Equal(Watched<string>.Most, _asked.Count);
        Assert.Contains(favourite, _asked);

        _watched.Change(There, -1);
        Assert.DoesNotContain("2, asked 1", _watched.Latest);
    }
}
