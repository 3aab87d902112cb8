using Commerce.Testing;

namespace Commerce.Fixtures;

/// <summary>What is the same in every dialect: each test on an empty store of its own, with the way of events in front of it.</summary>
public abstract class EventsConformance : IAsyncLifetime
{
    private TestStorage? _storage;

    private protected EventsHarness Harness { get; private set; } = null!;

    public async Task InitializeAsync() => Harness = await EventsHarness.StartAsync(_storage = await NewStorageAsync());

    public async Task DisposeAsync()
    {
        await Harness.DisposeAsync();
        _storage!.Dispose();
    }

    /// <summary>An empty store.</summary>
    protected abstract Task<TestStorage> NewStorageAsync();
}
