using Commerce.Concerts;
using Commerce.Coupons;
using Commerce.Testing;

namespace Commerce.Calls;

/// <summary>What asks other grains before it is recorded: the next one of its kind is begun when it has ended, not before.</summary>
public sealed class DefinitionTurnsTests
{
    private static readonly DateTimeOffset s_evening = new(2030, 3, 1, 20, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Coupon_DefinedWhileADefinitionIsUnderWay_ClaimsItsCodeAfterThat()
    {
        var claims = new CallGate(nameof(ICouponCodeGrain.Assign));
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(1, storage, claims);
        var campaign = cluster.Campaign(1);

        var first = campaign.Define(Customers.Terms with { TotalQuantity = 1, Code = "LEFT" });
        await claims.Held;
        var second = campaign.Define(Customers.Terms with { TotalQuantity = 1, Code = "RIGHT" });
        await campaign.Get(); // it has come to the campaign by now
        await cluster.Client.GetGrain<ICouponCodeGrain>("RIGHT").Get(); // and what it asked of its code to that

        Assert.Equal(1, claims.Seen);
        claims.LetGo();
        Assert.Equal((DefineCouponStatus.Created, DefineCouponStatus.Updated),
            ((await first).Outcome!.Status, (await second).Outcome!.Status));
        Assert.Equal("RIGHT", (await campaign.Get())!.Code);
    }

    [Fact]
    public async Task Concert_DefinedWhileADefinitionIsUnderWay_AsksItsSchedulesAfterThat()
    {
        var previews = new CallGate(nameof(ISeatBlockGrain.Preview));
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(1, storage, previews);
        var concert = cluster.Client.GetGrain<IConcertGrain>(1);

        var first = concert.Define(new("Concert", [new(11, s_evening, 1_000, 10)], null, null));
        await previews.Held;
        var second = concert.Define(new("Concert", [new(12, s_evening, 1_000, 10)], null, null));
        await concert.Get();
        await cluster.Client.GetGrain<ISeatBlockGrain>(12).GetMap(null);

        Assert.Equal(1, previews.Seen);
        previews.LetGo();
        Assert.Equal((DefineConcertStatus.Created, DefineConcertStatus.Updated),
            ((await first).Outcome!.Status, (await second).Outcome!.Status));
        Assert.Equal([11, 12], (await concert.Get())!.Schedules.Select(schedule => schedule.ScheduleId));
    }

    [Fact]
    public async Task Concert_DefinitionRepeatedBehindALaterOne_LeavesTheLaterOne()
    {
        var previews = new CallGate(nameof(ISeatBlockGrain.Preview));
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(1, storage, previews);
        var concert = cluster.Client.GetGrain<IConcertGrain>(1);
        var first = new DefineConcert("Concert", [new(11, s_evening, 1_000, 10)], null, Guid.NewGuid());

        var defined = concert.Define(first);
        await previews.Held;
        var later = concert.Define(new("Concert", [new(11, s_evening, 2_000, 10)], null, null));
        await concert.Get(); // it has come to the concert by now
        var repeated = concert.Define(first); // its sender waited long enough
        await concert.Get();
        previews.LetGo();

        await Task.WhenAll(defined, later, repeated);
        Assert.Equal(ReplyKind.Replayed, (await repeated).Kind);
        Assert.Equal(2_000, (await concert.Get())!.Schedules[0].Price);
        Assert.Equal(2_000, (await cluster.Client.GetGrain<ISeatBlockGrain>(11).GetMap(null))!.Price);
    }

    [Fact]
    public async Task CodeOfACampaign_ClaimedByTwoOthers_IsAskedForByOneAfterTheOther()
    {
        var questions = new CallGate(nameof(ICouponGrain.KeepsCode));
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(1, storage, questions);
        var code = cluster.Client.GetGrain<ICouponCodeGrain>("MOVED");
        await code.Assign(3); // a claim that the campaign did not go on with: it does not keep it

        var first = code.Assign(1);
        await questions.Held;
        var second = code.Assign(2);
        await code.Get();
        await cluster.Campaign(3).Get();

        Assert.Equal(1, questions.Seen);
        questions.LetGo();
        Assert.Equal((1, 2), (await first, await second)); // nor does the first one
    }

    /// <summary>Holds the first call of a method at the grain that it is for, and counts the calls.</summary>
    private sealed class CallGate(string method) : IIncomingGrainCallFilter, IGate
    {
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _seen;

        public Task Held => _held.Task.WaitAsync(Eventually.Deadline);

        public int Seen => Volatile.Read(ref _seen);

        public void LetGo() => _open.TrySetResult();

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.MethodName == method && Interlocked.Increment(ref _seen) == 1)
            {
                _held.SetResult();
                await _open.Task;
            }
            await context.Invoke();
        }
    }
}
