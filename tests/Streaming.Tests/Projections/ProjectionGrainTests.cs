using Commerce.Fixtures;
using Commerce.Testing;

namespace Commerce.Projections;

public sealed class ProjectionGrainTests
{
    [Fact]
    public async Task Projections_AllOfThem_HaveAGrainThatSubscribes()
    {
        using var storage = TestStorage.Sqlite();
        await using var harness = await EventsHarness.StartAsync(storage);
        var projections = harness.Get<IEnumerable<IProjection>>().Select(projection => projection.GetType());

        var subscribed = new[] { typeof(IProjection).Assembly,
            typeof(ProbeProjectionGrain).Assembly }.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.GetCustomAttributes(typeof(ImplicitStreamSubscriptionAttribute), false).Length > 0
                && type.BaseType is { IsGenericType: true } parent && parent.GetGenericTypeDefinition() == typeof(ProjectionGrain<>))
            .Select(type => type.BaseType!.GetGenericArguments()[0]);

        Assert.Equal(projections.Select(type => type.Name).Order(), subscribed.Select(type => type.Name).Order());
    }
}
