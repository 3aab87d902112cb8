using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Kafka;

/// <summary>How far lists are where events go over Kafka.</summary>
public sealed class TopicProgressTests() : KafkaTest(topicPartitions: 1)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly SettableClock _clock = new(DateTimeOffset.UtcNow);

    protected override void Change(Dictionary<string, string?> settings) => settings["Events:Partitions"] = "1";

    private protected override void AddServices(IServiceCollection services)
    {
        base.AddServices(services);
        services.AddSingleton<TimeProvider>(_clock);
    }

    [Fact]
    public async Task AsOf_EventsAreInTheTopic_IsTheLastMomentWhoseEndIsCommitted()
    {
        var empty = _clock.GetUtcNow();
        Assert.Equal(empty, await AsOfAsync());

        await TellAsync();
        _clock.Advance(s_patience);
        Assert.Equal(empty, await AsOfAsync()); // it is not known that anything after that was taken in
        _clock.Advance(s_patience);
        var marked = _clock.GetUtcNow();
        Assert.Equal(empty, await AsOfAsync());

        await TakeInAsync();
        await TellAsync(sequence: 2); // and there is more by now
        _clock.Advance(s_patience);

        Assert.Equal(marked, await AsOfAsync());
    }

    private Task<DateTimeOffset?> AsOfAsync() => Harness.Get<IReadProgress>().AsOfAsync();

    /// <summary>An event that has left the outbox and is in the topic.</summary>
    private Task TellAsync(long sequence = 1) => Transport.PublishAsync(
        [new(Guid.CreateVersion7(), "coupon.defined", 1, "coupon/1", sequence, _clock.GetUtcNow(), "{}"u8.ToArray())],
        CancellationToken.None);

    private async Task TakeInAsync()
    {
        var receiver = new KafkaReceiver("kafka", 0, Harness.Get<KafkaReceiving>());
        for (var taken = 0; taken < 1;)
        {
            var batches = await receiver.GetQueueMessagesAsync(100, CancellationToken.None);
            await receiver.MessagesDeliveredAsync(batches);
            taken += batches.Cast<EventBatch>().Sum(batch => batch.Events.Count);
        }
        await receiver.Shutdown(s_patience);
    }
}
