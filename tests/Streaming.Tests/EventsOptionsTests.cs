using Commerce.Kafka;
using Commerce.Outbox;
using Commerce.Testing;
using Microsoft.Extensions.Options;

namespace Commerce.Streaming;

public sealed class EventsOptionsTests
{
    public static TheoryData<string, Action<EventsOptions>> Wrong => new()
    {
        { "Events:Provider", options => options.Provider = (EventsProvider)7 },
        { "Events:BootstrapServers", options => options.BootstrapServers = " " },
        { "Events:Topic", options => options.Topic = "what happened" },
        { "Events:Topic", options => options.Topic = ".." },
        { "Events:Partitions", options => options.Partitions = 0 },
        { "Events:ReplicationFactor", options => options.ReplicationFactor = 0 },
        { "Events:ConsumerGroup", options => options.ConsumerGroup = "" },
        { "Events:BatchEvents", options => options.BatchEvents = 10_001 },
        { "Events:CommitInterval", options => options.CommitInterval = TimeSpan.Zero },
        { "Events:Client:acks", options => options.Client["acks"] = "1" },
        { "Events:Client:enable.auto.commit", options => options.Client["enable.auto.commit"] = "true" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Validate_AWrongValue_NamesItsKey(string key, Action<EventsOptions> change)
    {
        var options = new EventsOptions { Provider = EventsProvider.Kafka, BootstrapServers = "kafka:9092" };
        Assert.True(new EventsOptionsValidator().Validate(null, options).Succeeded);
        change(options);

        var failure = Assert.Single(new EventsOptionsValidator().Validate(null, options).Failures!);

        Assert.StartsWith(key, failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_InProcess_NeedsNoBrokers() => Assert.True(new EventsOptionsValidator().Validate(null, new()).Succeeded);

    [Fact]
    public void Validate_ALeaseShorterThanAnAttempt_IsRefused()
    {
        var options = new OutboxOptions();
        Assert.True(new OutboxOptionsValidator().Validate(null, options).Succeeded);
        options.PublishTimeout = options.LeaseTime;

        Assert.Contains("Outbox:LeaseTime", new OutboxOptionsValidator().Validate(null, options).FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EnsureAsync_AClientSettingThatThereIsNot_IsNamed()
    {
        using var storage = TestStorage.Sqlite();
        await using var harness = await EventsHarness.StartAsync(storage, new Dictionary<string, string?>
        {
            ["Events:Provider"] = "Kafka",
            ["Events:BootstrapServers"] = "127.0.0.1:1",
            ["Events:Client:no.such.setting"] = "1",
        });

        var wrong = await Assert.ThrowsAsync<OptionsValidationException>(() => harness.Get<KafkaTopic>().EnsureAsync(CancellationToken.None));

        Assert.Contains("no.such.setting", Assert.Single(wrong.Failures), StringComparison.Ordinal);
    }
}
