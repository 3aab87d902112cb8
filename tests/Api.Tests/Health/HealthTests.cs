using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Commerce.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Health;

[Collection(ApiTests.Name)]
public sealed class HealthTests(ApiFixture api)
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_OfAReadySilo_IsHealthy(string path)
    {
        var answer = (await api.Http.GetAsync(path)).AssertStatus(200);
        Assert.Equal(("Healthy", "text/plain"), (answer.Text, answer.ContentType));
    }

    /// <summary>What operators look at is of customers: not of probes that came too early, nor of a start's own requests.</summary>
    [Fact]
    public async Task Start_UntilItIsReady_CountsNoRequestOfAnybody()
    {
        var counted = new ConcurrentBag<(object? Scope, string What)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, to) =>
            {
                if (instrument.Name is "commerce.http.refusals" or "http.server.request.duration")
                    to.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => counted.Add((instrument.Meter.Scope, Text(tags))));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => counted.Add((instrument.Meter.Scope, Text(tags))));
        listener.Start();

        await using var host = await ApiUnderTest.StartAsync();

        var scope = host.Services.GetRequiredService<IMeterFactory>();
        Assert.DoesNotContain(counted,
            one => ReferenceEquals(one.Scope, scope) && !one.What.Contains("/health/", StringComparison.Ordinal));
        (await host.Http.GetAsync("/v1/products/7")).AssertStatus(404);
        await Testing.Eventually.HoldsAsync("the customer's request to be counted", () => Task.FromResult(
            counted.Count(one => ReferenceEquals(one.Scope, scope) && !one.What.Contains("/health/", StringComparison.Ordinal)) == 2));

        static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Join(' ', tags.ToArray());
    }
}
