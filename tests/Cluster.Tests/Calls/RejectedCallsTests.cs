using System.Reflection;
using Commerce.Coupons;
using Commerce.ServiceDefaults;
using Commerce.Testing;

namespace Commerce.Calls;

/// <summary>Which calls <see cref="RejectedCalls"/> sends again, asked of a grain that answers like that the first times.</summary>
public sealed class RejectedCallsTests
{
    private const int Refusals = 3;

    public static TheoryData<string> WithoutEffect =>
        [nameof(OrleansMessageRejectionException), nameof(CommerceUnavailableException.IsUndone)];

    public static TheoryData<string> Unknown =>
        [nameof(SiloUnavailableException), nameof(GatewayTooBusyException), nameof(CommerceUnavailableException), nameof(TimeoutException)];

    [Theory]
    [MemberData(nameof(WithoutEffect))]
    public async Task Call_HadNoEffect_IsSentAgain(string answer)
    {
        var first = new FirstAnswers(answer);
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(1, storage, first);

        Assert.Null(await cluster.Campaign(1).Get());
        Assert.Equal(Refusals + 1, first.Asked);
    }

    [Theory]
    [MemberData(nameof(Unknown))]
    public async Task Call_FateIsUnknown_IsSentOnce(string answer)
    {
        var first = new FirstAnswers(answer);
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(1, storage, first);

        await Assert.ThrowsAnyAsync<Exception>(() => cluster.Campaign(1).Get());
        Assert.Equal(1, first.Asked);
    }

    /// <summary>Answers the first calls to a campaign in the place of its grain.</summary>
    private sealed class FirstAnswers(string answer) : IIncomingGrainCallFilter
    {
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public Task Invoke(IIncomingGrainCallContext context) =>
            context.InterfaceMethod?.DeclaringType == typeof(ICouponGrain) && Interlocked.Increment(ref _asked) <= Refusals
                ? throw NewAnswer()
                : context.Invoke();

        private Exception NewAnswer() => answer switch
        {
            nameof(CommerceUnavailableException.IsUndone) => new CommerceUnavailableException("Nothing happened.") { IsUndone = true },
            nameof(CommerceUnavailableException) => new CommerceUnavailableException("Who knows."),
            nameof(TimeoutException) => new TimeoutException(),
            nameof(SiloUnavailableException) => OfOrleans<SiloUnavailableException>(),
            nameof(GatewayTooBusyException) => OfOrleans<GatewayTooBusyException>(),
            _ => OfOrleans<OrleansMessageRejectionException>(),
        };

        // Nobody but Orleans makes some of them.
        private static T OfOrleans<T>() where T : Exception => (T)Activator.CreateInstance(
            typeof(T), BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, null, ["in a test"], null)!;
    }
}
