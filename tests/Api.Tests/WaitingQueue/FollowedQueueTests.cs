using Commerce.Testing;

namespace Commerce.WaitingQueue;

public sealed class FollowedQueueTests
{
    private readonly SettableClock _clock = new(new(2026, 3, 1, 20, 0, 0, TimeSpan.Zero));
    private readonly List<(long Version, long[] Asked)> _questions = [];
    private Func<Task<QueueWatch>> _answer = () => Task.FromResult(new QueueWatch(true, View(1)));

    private FollowedQueue Queue => field ??= new((version, asked) =>
    {
        lock (_questions)
            _questions.Add((version, asked));
        return _answer();
    }, _clock);

    [Fact]
    public async Task Places_AskedForAgainAndAgain_AreAskedOfTheQueueOnceAMoment()
    {
        for (var i = 0; i < 1_000; i++)
            Assert.Equal(1, (await Queue.PlacesAsync())!.View.Version);

        // However slow this machine is, a thousand polls are not a thousand questions.
        Assert.InRange(_questions.Count, 1, 100);
    }

    [Fact]
    public async Task Places_ThatAreAMomentOld_AreToldWhileTheQueueIsAsked()
    {
        await Queue.PlacesAsync();
        var second = new TaskCompletionSource<QueueWatch>();
        _answer = () => second.Task;
        _clock.Advance(FollowedQueue.RefreshEvery * 2);

        Assert.Equal(1, (await Queue.PlacesAsync())!.View.Version);

        second.SetResult(new(true, View(2)));
        await Eventually.HoldsAsync("the answer", async () => (await Queue.PlacesAsync())!.View.Version == 2);
        Assert.Equal([0, 1], _questions.Take(2).Select(question => question.Version));
    }

    [Fact]
    public async Task Places_AfterAPause_AreTheNewOnes()
    {
        var version = 1;
        await Queue.PlacesAsync();

        // A busy machine can be late once. A poll that waits for nothing tells what was known before the pause each time.
        await Eventually.HoldsAsync("a poll that tells what is new", async () =>
        {
            var before = version;
            _answer = () => Task.FromResult(new QueueWatch(true, View(Interlocked.Increment(ref version))));
            _clock.Advance(FollowedQueue.KeepFor / 2);
            return (await Queue.PlacesAsync())!.View.Version > before;
        });
    }

    [Fact]
    public async Task Places_AfterAPause_WhileTheQueueDoesNotAnswer_AreTheOldOnes()
    {
        await Queue.PlacesAsync();
        var never = new TaskCompletionSource<QueueWatch>();
        _answer = () => never.Task;
        _clock.Advance(FollowedQueue.KeepFor / 2);

        var places = await Queue.PlacesAsync().AsTask().WaitAsync(Eventually.Deadline);

        Assert.Equal(1, places!.View.Version);
    }

    [Fact]
    public async Task Asked_ANumber_IsToldThoughNobodyPollsAgain()
    {
        await Queue.PlacesAsync();
        var told = new TaskCompletionSource();
        _answer = () =>
        {
            lock (_questions)
            {
                if (_questions[^1].Asked is [7])
                    told.TrySetResult();
            }
            return Task.FromResult(new QueueWatch(true, null));
        };

        Queue.Asked(7);

        await told.Task.WaitAsync(Eventually.Deadline);
    }

    [Fact]
    public async Task Asked_ANumberThatCouldNotBeToldByItself_IsKeptForTheNextQuestion()
    {
        await Queue.PlacesAsync();
        var failed = new TaskCompletionSource();
        _answer = () =>
        {
            failed.TrySetResult();
            return Task.FromException<QueueWatch>(new CommerceUnavailableException());
        };
        Queue.Asked(7);
        await failed.Task.WaitAsync(Eventually.Deadline);

        _answer = () => Task.FromResult(new QueueWatch(true, null));
        await Eventually.HoldsAsync("it to be told", () => Task.FromResult(Told(_ => true).Count(number => number == 7) > 1));
    }

    [Fact]
    public async Task Asked_Numbers_AreToldOnceEach()
    {
        await Queue.PlacesAsync();
        foreach (var number in new long[] { 7, 9, 7 })
            Queue.Asked(number);

        await Queue.FreshAsync();
        await Queue.FreshAsync();

        Assert.Equal([7, 9], Told(_ => true).Order());
    }

    [Fact]
    public async Task Asked_NumbersThatCouldNotBeTold_AreToldNextTime()
    {
        await Queue.PlacesAsync();
        Queue.Asked(7);
        _answer = () => Task.FromException<QueueWatch>(new CommerceUnavailableException());
        await Assert.ThrowsAsync<CommerceUnavailableException>(async () => await Queue.FreshAsync());
        Queue.Asked(9);
        var before = Told(_ => true).Length;
        _answer = () => Task.FromResult(new QueueWatch(true, null));

        await Queue.FreshAsync();

        Assert.Equal([7, 9], Told(_ => true).Skip(before).Distinct().Order());
    }

    [Fact]
    public async Task Asked_MoreThanGoInOneQuestion_AreToldInSeveral()
    {
        await Queue.PlacesAsync();
        for (var number = 1; number <= QueueBounds.MaxAsked + 1; number++)
            Queue.Asked(number);

        await Queue.FreshAsync();
        await Queue.FreshAsync();

        Assert.Equal(QueueBounds.MaxAsked + 1, Told(asked => asked.Length <= QueueBounds.MaxAsked).Distinct().Count());
    }

    [Fact]
    public async Task Places_WhileTheQueueCannotBeAsked_AreToldForAWhileAndThenRefused()
    {
        await Queue.PlacesAsync();
        _answer = () => Task.FromException<QueueWatch>(new CommerceUnavailableException());
        _clock.Advance(FollowedQueue.KeepFor / 2);
        Assert.NotNull(await Queue.PlacesAsync());

        _clock.Advance(FollowedQueue.KeepFor);
        await Assert.ThrowsAsync<CommerceUnavailableException>(async () => await Queue.PlacesAsync());

        _answer = () => Task.FromResult(new QueueWatch(true, null)); // nothing has changed
        Assert.Equal(1, (await Queue.PlacesAsync())!.View.Version);
    }

    [Fact]
    public async Task Places_OfNoQueue_AreNone()
    {
        _answer = () => Task.FromResult(new QueueWatch(false, null));

        Assert.Null(await Queue.PlacesAsync());
    }

    /// <summary>The numbers of such questions, as they were told.</summary>
    private long[] Told(Func<long[], bool> question)
    {
        lock (_questions)
            return [.. _questions.Select(asked => asked.Asked).Where(question).SelectMany(asked => asked)];
    }

    private static QueueView View(long version) =>
        new(version, QueueToken.NewKey(), new(1, 1), 0, 1, 0, null, true, 1, [], [], 0);
}
