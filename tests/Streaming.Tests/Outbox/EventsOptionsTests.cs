using Commerce.Fixtures;
using Commerce.Kafka;
using Commerce.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Commerce.Outbox;

public sealed class EventsOptionsTests
{
    [Theory]
    [InlineData("Provider", "7")]
    [InlineData("BootstrapServers", " ")]
    [InlineData("Topic", "what happened")]
    [InlineData("Topic", "..")]
    [InlineData("Partitions", "0")]
    [InlineData("ReplicationFactor", "0")]
    [InlineData("ConsumerGroup", "")]
    [InlineData("BatchEvents", "10001")]
    [InlineData("CommitInterval", "00:00:00")]
    [InlineData("Client:acks", "1")]
    [InlineData("Client:enable.auto.commit", "true")]
    public void Validate_AWrongValue_NamesItsKey(string key, string value)
    {
        var settings = new Dictionary<string, string?> { ["Provider"] = "Kafka", ["BootstrapServers"] = "kafka:9092" };
        Assert.True(Validate(settings).Succeeded);
        settings[key] = value;

        Assert.StartsWith($"Events:{key} ", Assert.Single(Validate(settings).Failures!), StringComparison.Ordinal);
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

        var wrong = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            harness.Get<KafkaTopic>().EnsureAsync(CancellationToken.None));

        Assert.Contains("no.such.setting", Assert.Single(wrong.Failures), StringComparison.Ordinal);
    }

    private static ValidateOptionsResult Validate(Dictionary<string, string?> settings) => new EventsOptionsValidator().Validate(
        null, new ConfigurationBuilder().AddInMemoryCollection(settings).Build().Get<EventsOptions>()!);
}
