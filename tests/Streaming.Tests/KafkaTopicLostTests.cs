using Commerce.Kafka;
using Commerce.Outbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Commerce.Streaming;

/// <summary>The topic is deleted while a silo works.</summary>
public sealed class KafkaTopicLostTests : KafkaTest
{
    private const int UnknownTopicOrPartition = 3; // a code of the protocol

    private readonly AdminAnswers _admin = new();

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _admin.Dispose();
    }

    private protected override void AddServices(IServiceCollection services)
    {
        base.AddServices(services);
        services.AddSingleton<KafkaClients>(provider => new StandInClients(provider.GetRequiredService<IOptions<EventsOptions>>(), _admin));
    }

    [Fact]
    public async Task PublishAsync_TopicLost_FailsOnce_AndTheNextAttemptMakesItAgain()
    {
        await Transport.PublishAsync(ProbeProjection.Events(each: 1, "a"), CancellationToken.None);
        _admin.Partitions = 0;
        Kafka.LoseTopic();
        Kafka.FailWrites([.. Enumerable.Repeat(UnknownTopicOrPartition, 20)]);
        using var late = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        await Assert.ThrowsAnyAsync<Exception>(() => Transport.PublishAsync(ProbeProjection.Events(each: 5, "b"), late.Token));
        Assert.Empty(_admin.Created);
        Kafka.FindTopic(); // as making it does

        await Transport.PublishAsync(ProbeProjection.Events(each: 5, "b"), CancellationToken.None);

        Assert.Single(_admin.Created);
        // What was given up may still have been under way, and come a second time; never out of order, never with a gap.
        var events = RawTopic.ReadEvents(Kafka, Partitions);
        RawTopic.AssertFirstCopiesInOrder(events);
        Assert.Equal(5, events.Where(e => e.Subject == "probe/b").Select(e => e.Sequence).Distinct().Count());
    }
}
