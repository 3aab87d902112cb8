using Commerce.Outbox;
using Commerce.Testing;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

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

    [Fact]
    public async Task AsOf_BrokersDoNotAnswer_IsToldAtOnceAsItWas_AndTheyAreAskedOnceMore()
    {
        using var admin = new AdminAnswers { Partitions = 1 };
        var clients = ClientsOf(admin, new());
        using var progress = new TopicProgress(clients, Harness.Get<KafkaTopic>(), _clock);
        var start = _clock.GetUtcNow();
        var letGo = Hold(admin);
        try
        {
            Assert.Null(await progress.AsOfAsync(start).WaitAsync(Eventually.Deadline));
            letGo.SetResult();
            await progress.LastQuestion;
            Assert.Equal(start, await progress.AsOfAsync(start));
            await progress.LastQuestion;

            letGo = Hold(admin);
            _clock.Advance(s_patience);
            Assert.Equal(start, await progress.AsOfAsync(_clock.GetUtcNow()).WaitAsync(Eventually.Deadline));
            var asked = admin.Asked;
            _clock.Advance(s_patience);
            Assert.Equal(start, await progress.AsOfAsync(_clock.GetUtcNow()).WaitAsync(Eventually.Deadline));
            Assert.Equal(asked, admin.Asked);
        }
        finally
        {
            letGo.TrySetResult();
        }
        await progress.LastQuestion;
        Assert.Equal(start + s_patience, await progress.AsOfAsync(start + s_patience)); // what was asked for at first
        Assert.Equal(1, clients.Admins);
    }

    [Theory]
    [InlineData(2, 1)] // nothing that is in the topic now is as far as the end was
    [InlineData(1, 5)] // it has fewer partitions
    public async Task AsOf_TopicIsDeletedAndMadeAgain_GoesOn(int partitions, long end)
    {
        using var admin = new AdminAnswers { Partitions = 2 };
        var offsets = new OffsetAnswers { End = 5, Committed = 3 };
        using var progress = new TopicProgress(ClientsOf(admin, offsets), Harness.Get<KafkaTopic>(), _clock);
        Assert.Null(await AskAsync());

        admin.Partitions = partitions;
        (offsets.End, offsets.Committed) = (end, Offset.Unset);
        Assert.Null(await AskAsync());

        offsets.Committed = end;
        Assert.Equal(_clock.GetUtcNow() + s_patience, await AskAsync());

        async Task<DateTimeOffset?> AskAsync()
        {
            _clock.Advance(s_patience);
            var now = _clock.GetUtcNow();
            await progress.AsOfAsync(now);
            await progress.LastQuestion;
            return await progress.AsOfAsync(now);
        }
    }

    private ToldClients ClientsOf(AdminAnswers admin, OffsetAnswers offsets) =>
        new(Harness.Get<IOptions<EventsOptions>>(), admin, offsets);

    private static TaskCompletionSource Hold(AdminAnswers admin)
    {
        var letGo = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        admin.LetGo = letGo.Task;
        return letGo;
    }

    /// <summary>As it is once the brokers have answered.</summary>
    private async Task<DateTimeOffset?> AsOfAsync()
    {
        await Harness.Get<IReadProgress>().AsOfAsync();
        await Harness.Get<TopicProgress>().LastQuestion;
        return await Harness.Get<IReadProgress>().AsOfAsync();
    }

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
