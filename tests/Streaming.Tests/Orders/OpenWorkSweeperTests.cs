using System.Diagnostics.Metrics;
using Commerce.Fixtures;
using Commerce.Outbox;
using Commerce.Storage;
using Commerce.Telemetry;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Commerce.Orders;

/// <summary>What the sweeper of a silo says of what waits.</summary>
public sealed class OpenWorkSweeperTests : IAsyncLifetime, IDisposable
{
    private readonly TestStorage _storage = TestStorage.Sqlite();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private EventsHarness _harness = null!;

    public async Task InitializeAsync() => _harness = await EventsHarness.StartAsync(_storage);

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    public void Dispose()
    {
        _services.Dispose();
        _storage.Dispose();
    }

    [Fact]
    public async Task Sweep_NobodyCanOwnIt_TheOverdueAreCounted_UntilTheyAreSweptAway()
    {
        await _harness.QueryAsync<int>("INSERT INTO open_work (stream, opened_at) VALUES (@order, 1), (@probe, 1), ('other/1', 1)",
            new { order = $"{OrderStreams.Category}/{Guid.NewGuid():N}", probe = $"probe/{Guid.NewGuid():N}" });
        var database = new ReadOnly(_harness.Database);
        using var sweeper = SweeperOf(database);
        await sweeper.StartAsync(CancellationToken.None);
        using var overdue = new Measured("commerce.saga.overdue", _services);

        await UntilAsync("they are counted", () => overdue.Now == 2);

        database.TakesWrites = true;
        await UntilAsync("they are swept away", () => overdue.Now == 0);
        await sweeper.StopAsync(CancellationToken.None);
        Assert.Equal(["other/1"], await _harness.QueryAsync<string>("SELECT stream FROM open_work"));
    }

    private OpenWorkSweeper SweeperOf(ISqlDatabase database) => new(
        new(database), [KindOf(OrderStreams.Category), KindOf("probe")], new(database, _clock), null!,
        Options.Create(new OpenWorkOptions()), _clock, new CommerceMetrics(_services.GetRequiredService<IMeterFactory>()),
        NullLogger<OpenWorkSweeper>.Instance);

    private static OpenWorkKind KindOf(string category) => new(category, (_, _) => Task.CompletedTask, (_, _) => Task.FromResult(false));

    private Task UntilAsync(string what, Func<bool> holds) => Eventually.HoldsAsync(what, () =>
    {
        _clock.Advance(TimeSpan.FromMilliseconds(200));
        return Task.FromResult(holds());
    });
}
