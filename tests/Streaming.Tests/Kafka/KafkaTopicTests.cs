using Commerce.Fixtures;
using Commerce.Outbox;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace Commerce.Kafka;

/// <summary>What a topic has to be before anything is sent to it.</summary>
public sealed class KafkaTopicTests : IDisposable
{
    private readonly AdminAnswers _admin = new();
    private readonly EventsOptions _options = new() { Provider = EventsProvider.Kafka, Partitions = KafkaTest.Partitions };
    private readonly LoggedLines _lines = new();
    private readonly KafkaTopic _topic;

    public KafkaTopicTests()
    {
        var options = Options.Create(_options);
        _topic = new(new StandInClients(options, _admin), options, _lines.LoggerOf<KafkaTopic>());
    }

    public void Dispose()
    {
        _lines.Dispose();
        _admin.Dispose();
    }

    [Theory]
    [InlineData("compact")]
    [InlineData("compact,delete")]
    [InlineData("")]
    public async Task Start_EventsWouldDisappear_IsRefusedWithTheSettingsName(string policy)
    {
        _admin.CleanupPolicy = policy;

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            new KafkaTopicStartup(_topic, NullLogger<KafkaTopicStartup>.Instance).StartingAsync(CancellationToken.None));

        Assert.Contains($"cleanup.policy={policy}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Events:Topic", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ErrorCode.NoError)]
    [InlineData(ErrorCode.TopicAuthorizationFailed)]
    [InlineData(ErrorCode.ClusterAuthorizationFailed)]
    [InlineData(ErrorCode.Local_UnsupportedFeature)]
    [InlineData(ErrorCode.Local_TimedOut)]
    [InlineData(ErrorCode.Unknown)] // what brokers that do not know the question answer, too
    [InlineData(ErrorCode.InvalidRequest)]
    [InlineData(ErrorCode.InvalidConfig)]
    [InlineData(ErrorCode.PolicyViolation)]
    public async Task Ensure_ItIsRight_OrTheBrokersDoNotSay_IsAskedOnce(ErrorCode refusal)
    {
        _admin.Refusal = refusal;

        await EnsureAsync();
        await EnsureAsync();

        Assert.Equal(1, _admin.Asked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ensure_TheBrokersTellEverythingButThePolicy_IsTaken_AndSaidOnce(bool named)
    {
        (_admin.CleanupPolicy, _admin.NamesPolicy) = (null, named);

        await EnsureAsync();
        _topic.Doubt();
        await EnsureAsync();

        Assert.Equal(1, _lines.CountOf(2606));
    }

    [Fact]
    public async Task Ensure_TheBrokersDoNotAnswerNow_IsAskedAgain()
    {
        (_admin.Refusal, _admin.CleanupPolicy) = (ErrorCode.Local_Transport, "compact");
        await Assert.ThrowsAsync<KafkaException>(EnsureAsync);

        _admin.Refusal = ErrorCode.NoError;

        await Assert.ThrowsAsync<OptionsValidationException>(EnsureAsync);
    }

    [Fact]
    public async Task Ensure_Missing_IsMadeWithThePolicyThatKeepsEvents()
    {
        _admin.Partitions = 0;

        await EnsureAsync();

        var made = Assert.Single(_admin.Created);
        Assert.Equal((MockKafka.Topic, KafkaTest.Partitions, "delete"), (made.Name, made.NumPartitions, made.Configs["cleanup.policy"]));
    }

    [Fact]
    public async Task Ensure_VanishedWhenItWasRightAlready_IsMadeAgainWhenSomebodyDoubts()
    {
        await EnsureAsync();
        _admin.Partitions = 0;
        await EnsureAsync();
        Assert.Empty(_admin.Created);

        _topic.Doubt();
        await EnsureAsync();

        Assert.Single(_admin.Created);
    }

    [Fact]
    public async Task Ensure_VanishedAndMayNotBeMade_IsRefusedWithTheSettingsName()
    {
        _options.CreateTopic = false;
        await EnsureAsync();
        _admin.Partitions = 0;
        _topic.Doubt();

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(EnsureAsync);

        Assert.Contains("Events:CreateTopic", refused.Message, StringComparison.Ordinal);
    }

    private Task EnsureAsync() => _topic.EnsureAsync(CancellationToken.None);
}
