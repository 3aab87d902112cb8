using Commerce.Fixtures;
using Commerce.Outbox;
using Commerce.Telemetry;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Commerce.Projections;

/// <summary>Very many events at once that cannot be taken in.</summary>
public sealed class ProjectionWriterTests : IAsyncLifetime, IDisposable
{
    private const int Bad = 60;
    private const int CallsPerAttempt = 100; // then whoever delivers gives up: a quarter of what there is to do
    private const int Attempts = 20;

    private readonly TestStorage _storage = TestStorage.Sqlite();
    private readonly LoggedLines _lines = new();
    private EventsHarness _harness = null!;

    private ProbeBoard Board => _harness.Get<ProbeBoard>();

    public async Task InitializeAsync() =>
        _harness = await EventsHarness.StartAsync(_storage, configure: services => services.AddSingleton<ILoggerProvider>(_lines));

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    public void Dispose()
    {
        _lines.Dispose();
        _storage.Dispose();
    }

    [Fact]
    public async Task WriteAsync_GivenUpAgainAndAgain_GoesOnWhereItWas_AndTheRestIsTakenIn()
    {
        List<IntegrationEvent> events = [.. Enumerable.Range(1, Bad).SelectMany(i => new[]
        {
            ProbeProjection.Event($"bad-{i}", 1, ProbeBoard.Poison), ProbeProjection.Event($"good-{i}", 1),
        })];
        var attempts = 0;
        while (!await TryAsync(events))
            Assert.True(++attempts < Attempts, "It gets no further.");

        Assert.Equal(Bad, (await _harness.Get<ParkedEvents>().ReadAsync(CancellationToken.None)).Count);
        Assert.Equal(Bad, Board.Taken.Select(e => e.Subject).Distinct().Count());
        Assert.True(attempts > 1, "It was never given up.");
    }

    [Fact]
    public async Task WriteAsync_ManyAreParked_SaysSoInAFewLines()
    {
        List<IntegrationEvent> events = [.. Enumerable.Range(1, Bad).Select(i => ProbeProjection.Event($"bad-{i}", 1, ProbeBoard.Poison))];

        await _harness.Get<ProjectionWriter>().WriteAsync([_harness.Get<ProbeProjection>()], events, CancellationToken.None);

        Assert.Equal((LineAllowance.Lines, 1), (_lines.CountOf(2501), _lines.CountOf(2503)));
    }

    /// <summary>Delivers everything, and gives up when it takes too long.</summary>
    private async Task<bool> TryAsync(IReadOnlyList<IntegrationEvent> events)
    {
        var calls = 0;
        Board.Before = _ => ++calls > CallsPerAttempt ? throw new OperationCanceledException("It takes too long.") : Task.CompletedTask;
        try
        {
            await _harness.Get<ProjectionWriter>().WriteAsync([_harness.Get<ProbeProjection>()], events, CancellationToken.None);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
