using System.Security.Cryptography;
using System.Text;
using Commerce.Fixtures;
using Commerce.Journaling;
using Commerce.Outbox;
using Commerce.Projections;
using Commerce.Testing;

namespace Commerce.Kafka;

/// <summary>One partition's reader, driven as a pulling agent drives it.</summary>
public sealed class KafkaReceiverTests() : KafkaTest(topicPartitions: 1)
{
    private const int Enough = 100;
    private const int GroupIdNotFound = 69; // codes of the protocol
    private const int GroupAuthorizationFailed = 30;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    protected override void Change(Dictionary<string, string?> settings) => settings["Events:Partitions"] = "1";

    [Fact]
    public async Task GetQueueMessages_NothingCommitted_BeginsAtTheBeginning()
    {
        await Transport.PublishAsync(ProbeProjection.Events(each: 50, "a", "b"), CancellationToken.None);
        var receiver = NewReceiver();

        var read = await ReadAsync(receiver, 100);

        RawTopic.AssertFirstCopiesInOrder(EventsOf(read));
        Assert.Equal(100, EventsOf(read).Count);
        await receiver.Shutdown(s_patience);
    }

    [Fact]
    public async Task GetQueueMessages_KindsOfAggregates_AreStreamsOfTheirOwn_KeyedByPartition()
    {
        await Transport.PublishAsync([.. ProbeProjection.Events(each: 2, "a"), Of("coupon/1", 1), Of("order/x", 1), Of("coupon/1", 2)],
            CancellationToken.None);
        var receiver = NewReceiver();

        var read = await ReadAsync(receiver, 5);

        Assert.Equal(["probe/0", "coupon/0", "order/0"],
            read.Select(batch => $"{batch.StreamId.GetNamespace()}/{batch.StreamId.GetKeyAsString()}").Distinct());
        Assert.All(read, batch =>
            Assert.All(batch.Events, e => Assert.StartsWith(batch.StreamId.GetNamespace()!, e.Subject, StringComparison.Ordinal)));
        Assert.Equal(read.Select(batch => batch.SequenceToken.SequenceNumber).Order(),
            read.Select(batch => batch.SequenceToken.SequenceNumber));
        await receiver.Shutdown(s_patience);
    }

    [Fact]
    public async Task GetQueueMessages_MoreBatchesThanAskedFor_KeepsTheRestForTheNextTime()
    {
        await Transport.PublishAsync([Of("coupon/1", 1), Of("order/x", 1), Of("probe/a", 1)], CancellationToken.None);
        var receiver = NewReceiver();

        var read = await ReadAsync(receiver, 3, atOnce: 1);

        Assert.Equal(3, read.Count);
        await receiver.Shutdown(s_patience);
    }

    [Fact]
    public async Task Shutdown_SomeDelivered_NextBeginsAtTheFirstThatWasNot()
    {
        await Transport.PublishAsync([Of("coupon/1", 1), Of("order/x", 1), Of("coupon/1", 2), Of("order/x", 2)], CancellationToken.None);
        var first = NewReceiver();
        var read = await ReadAsync(first, 4);
        await first.MessagesDeliveredAsync([.. read.Where(batch => batch.StreamId.GetNamespace() == "coupon")]);
        await first.Shutdown(s_patience);

        var second = NewReceiver();
        var again = EventsOf(await ReadAsync(second, 3));

        // The first order's event was not delivered; what follows it is read again, delivered or not.
        Assert.Equal(["order/x#1", "coupon/1#2", "order/x#2"], again.Select(e => $"{e.Subject}#{e.Sequence}"));
        await second.Shutdown(s_patience);
    }

    [Fact]
    public async Task Shutdown_ACommitStaysWithoutAnAnswer_IsOverInItsTime_AndTheCommitStillCounts()
    {
        var kafka = Harness.Get<KafkaReceiving>();
        var held = new HeldClients(kafka.Options);
        var receiver = new KafkaReceiver("kafka", 0, kafka with { Clients = held });
        await Transport.PublishAsync([Of("probe/a", 1)], CancellationToken.None);
        await receiver.MessagesDeliveredAsync([.. await ReadAsync(receiver, 1)]); // which begins to commit
        try
        {
            await receiver.Shutdown(TimeSpan.FromMilliseconds(1)).WaitAsync(s_patience);
        }
        finally
        {
            held.LetGo.SetResult();
        }

        await held.Closed.Task.WaitAsync(Eventually.Deadline);
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task GetQueueMessages_ReadButNotDelivered_IsReadAgainByTheNext()
    {
        await Transport.PublishAsync(ProbeProjection.Events(each: 10, "a"), CancellationToken.None);
        var dead = NewReceiver();
        await ReadAsync(dead, 10); // and nothing more is heard of it

        var next = NewReceiver();

        Assert.Equal(10, EventsOf(await ReadAsync(next, 10)).Count);
        await next.Shutdown(s_patience);
        await dead.Shutdown(s_patience);
    }

    [Fact]
    public async Task MessagesDelivered_AllOfThem_AreNotReadAgainThoughNobodyShutDown()
    {
        await Transport.PublishAsync(ProbeProjection.Events(each: 10, "a"), CancellationToken.None);
        var dead = NewReceiver();
        await dead.MessagesDeliveredAsync([.. await ReadAsync(dead, 10)]);
        await Transport.PublishAsync([Of("probe/a", 11)], CancellationToken.None);

        await Eventually.HoldsAsync("the offset is committed", async () =>
        {
            await dead.GetQueueMessagesAsync(Enough, CancellationToken.None); // as its agent does all the time
            var next = NewReceiver();
            var read = EventsOf(await ReadAsync(next, 1));
            await next.Shutdown(s_patience);
            return read[0].Sequence == 11;
        });
        await dead.Shutdown(s_patience);
    }

    [Fact]
    public async Task GetQueueMessages_Undecodable_IsParkedAndCounted_AndTheRestFlows()
    {
        using var parked = new Measured("commerce.events.parked", Harness.Services);
        await Transport.PublishAsync([Of("probe/a", 1)], CancellationToken.None);
        await RawTopic.WriteAsync(Kafka, "probe/a", "not an event"u8.ToArray());
        await RawTopic.WriteAsync(Kafka, null, []);
        await Transport.PublishAsync([Of("probe/a", 2)], CancellationToken.None);
        var receiver = NewReceiver();

        var read = await ReadAsync(receiver, 2);

        Assert.Equal([1, 2], EventsOf(read).Select(e => e.Sequence));
        await Eventually.HoldsAsync("both are parked", () => Task.FromResult(parked.Sum == 2));
        var rows = await Harness.Get<ParkedEvents>().ReadAsync(CancellationToken.None);
        Assert.Equal([("kafka", $"{MockKafka.Topic}/0@1", "probe/a", "not an event"), ("kafka", $"{MockKafka.Topic}/0@2", null, "")],
            rows.Select(row => (row.Consumer, row.EventKey, row.Subject, Encoding.UTF8.GetString(row.Payload))));
        await receiver.MessagesDeliveredAsync([.. read]);
        await receiver.Shutdown(s_patience);
        await AssertNothingLeftAsync();
    }

    /// <summary>Whoever may write to the topic can say anything. What no silo signed is what the journal has, or nothing.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetQueueMessages_NotSigned_IsTakenAsTheJournalHasIt_OrParked(bool bySomebodyElse)
    {
        var stored = ProbeProjection.Events(each: 2, "stored");
        await Harness.AppendAsync(stored);
        await Transport.PublishAsync([Of("probe/a", 1)], CancellationToken.None);
        await WriteAsync(Of("probe/a", 999_999)); // would make a read table drop all that follows
        await WriteAsync(Of("probe/a", 2)); // and so would this, of the next one
        await WriteAsync(stored[0] with { Type = "probe.changed", Data = """{"n":7}"""u8.ToArray() });
        await WriteAsync(stored[1] with { Id = Guid.NewGuid() });
        await WriteAsync(Of($"probe/{new string('x', 101)}", 1));
        await WriteAsync(Of("probe/\u00e9", 1));
        await Transport.PublishAsync([Of("probe/a", 2)], CancellationToken.None);
        var receiver = NewReceiver();

        var read = EventsOf(await ReadAsync(receiver, 3));

        Assert.Equal([("probe/a", 1L), ("probe/stored", 1), ("probe/a", 2)], read.Select(e => (e.Subject, e.Sequence)));
        Assert.Equal(stored[0].Type, read[1].Type);
        Assert.Equal(stored[0].Data, read[1].Data);
        var rows = await Harness.Get<ParkedEvents>().ReadAsync(CancellationToken.None);
        Assert.Equal([999_999, 2, 2, 1, 1], rows.Select(row => row.Sequence));
        Assert.All(rows, row => Assert.Contains("the journal has no such event", row.Error, StringComparison.Ordinal));
        await receiver.Shutdown(s_patience);

        async Task WriteAsync(IntegrationEvent e)
        {
            var value = CloudEvent.Encode(e);
            var signature = bySomebodyElse ? HMACSHA256.HashData(new byte[32], value) : null;
            await RawTopic.WriteTogetherAsync(Kafka, [(e.Subject, value, signature)]);
        }
    }

    /// <summary>However long the stream is that it names.</summary>
    [Fact]
    public async Task GetQueueMessages_NotSigned_ReadsNoMoreOfTheStreamThanTheEventItNames()
    {
        var stored = ProbeProjection.Events(each: 5, "stored");
        await Harness.AppendAsync(stored);
        await RawTopic.WriteAsync(Kafka, stored[2].Subject, CloudEvent.Encode(stored[2]));
        await RawTopic.WriteAsync(Kafka, "probe/stored", CloudEvent.Encode(Of("probe/stored", 4)));
        await Transport.PublishAsync([Of("probe/a", 1)], CancellationToken.None);
        var kafka = Harness.Get<KafkaReceiving>();
        var journal = new NotedJournal(kafka.Journal);
        var receiver = new KafkaReceiver("kafka", 0, kafka with { Journal = journal });

        var read = EventsOf(await ReadAsync(receiver, 2));

        Assert.Equal([("probe/stored", 3L), ("probe/a", 1)], read.Select(e => (e.Subject, e.Sequence)));
        Assert.Equal([(2, 3), (3, 4)], journal.Asked);
        await receiver.Shutdown(s_patience);
    }

    /// <summary>As while silos are replaced by those of a new release: a read table drops what comes after a later event.</summary>
    [Fact]
    public async Task GetQueueMessages_SignedBehindNotSigned_StaysBehindIt()
    {
        var stored = ProbeProjection.Events(each: 2, "a", "b", "c");
        await Harness.AppendAsync(stored);
        var signatures = Harness.Get<EventSignatures>();
        await signatures.LearnAsync(CancellationToken.None);
        await RawTopic.WriteTogetherAsync(Kafka, stored.Select(e =>
        {
            var value = CloudEvent.Encode(e);
            return ((string?)e.Subject, value, e.Sequence > 1 ? signatures.Of(value) : null);
        }));
        var receiver = NewReceiver();

        var read = (await ReadAsync(receiver, stored.Count)).SelectMany(batch => batch.Events); // in the order of their delivery

        Assert.Equal(stored.Select(e => (e.Subject, e.Sequence)), read.Select(e => (e.Subject, e.Sequence)));
        await receiver.Shutdown(s_patience);
    }

    [Fact]
    public async Task GetQueueMessages_MoreForeignMessagesThanAreKept_AreCounted_AndWhatIsKeptIsCut()
    {
        using var parked = new Measured("commerce.events.parked", Harness.Services);
        await ExecuteAsync("WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) " +
            "INSERT INTO parked_event (consumer, event_key, sequence, payload, error, parked_at) " +
            "SELECT 'kafka', i, 0, x'00', '', 0 FROM n");
        await RawTopic.WriteAsync(Kafka, "probe/a", new byte[10_000]);
        await RawTopic.WriteAsync(Kafka, "probe/a", "one too many"u8.ToArray());
        await Transport.PublishAsync([Of("probe/a", 1)], CancellationToken.None);
        var receiver = NewReceiver();

        await receiver.MessagesDeliveredAsync([.. await ReadAsync(receiver, 1)]);

        var rows = await Harness.Get<ParkedEvents>().ReadAsync(CancellationToken.None);
        Assert.Equal((1_000, 4_096, 2), (rows.Count, rows[^1].Payload.Length, parked.Sum));
        await receiver.Shutdown(s_patience);
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task GetQueueMessages_UndecodableButNowhereToParkIt_IsNotPassedBy()
    {
        await RawTopic.WriteAsync(Kafka, "probe/a", "not an event"u8.ToArray());
        await Transport.PublishAsync([Of("probe/a", 1)], CancellationToken.None);
        await ExecuteAsync("ALTER TABLE parked_event RENAME TO away");
        var receiver = NewReceiver();
        await receiver.MessagesDeliveredAsync([.. await ReadAsync(receiver, 1)]);
        await receiver.Shutdown(s_patience);
        await ExecuteAsync("ALTER TABLE away RENAME TO parked_event");

        var next = NewReceiver();
        await next.MessagesDeliveredAsync([.. await ReadAsync(next, 1)]);
        await next.Shutdown(s_patience);

        Assert.Single(await Harness.Get<ParkedEvents>().ReadAsync(CancellationToken.None));
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task GetQueueMessages_MessagesKeptNoLonger_GoesOnWithWhatThereIs()
    {
        await Transport.PublishAsync(ProbeProjection.Events(each: 4, "a"), CancellationToken.None);
        var first = NewReceiver();
        var read = await ReadAsync(first, 4);
        await first.Shutdown(s_patience);
        Assert.Equal(4, EventsOf(read).Count);
        Kafka.Forget(0, before: 3);
        var second = NewReceiver();

        Assert.Equal([4], EventsOf(await ReadAsync(second, 1)).Select(e => e.Sequence));
        await second.Shutdown(s_patience);
    }

    [Fact]
    public async Task GetQueueMessages_TheBrokerDoesNotKnowTheGroup_BeginsAtTheBeginning()
    {
        await Transport.PublishAsync(ProbeProjection.Events(each: 3, "a"), CancellationToken.None);
        Kafka.FailOffsetFetches([.. Enumerable.Repeat(GroupIdNotFound, 1_000_000)]); // it says so for as long as it is asked
        var receiver = NewReceiver();

        var read = await ReadAsync(receiver, 3);

        RawTopic.AssertFirstCopiesInOrder(EventsOf(read));
        await receiver.Shutdown(s_patience);
    }

    [Fact]
    public async Task GetQueueMessages_TheBrokerDoesNotTellWhereToBegin_TheLagSaysThatSomethingWaits_UntilItIsTakenIn()
    {
        await Transport.PublishAsync(ProbeProjection.Events(each: 5, "a"), CancellationToken.None);
        Kafka.FailOffsetFetches([.. Enumerable.Repeat(GroupAuthorizationFailed, 1_000_000)]);
        var receiver = NewReceiver();
        using var lag = new Measured("commerce.stream.lag", Harness.Services);

        await Eventually.HoldsAsync("something waits", async () =>
        {
            Assert.Empty(await receiver.GetQueueMessagesAsync(Enough, CancellationToken.None));
            return lag.Now > 0;
        });

        Kafka.FailOffsetFetches();
        await receiver.MessagesDeliveredAsync([.. await ReadAsync(receiver, 5)]);
        Assert.Equal(0, lag.Now);
        await receiver.Shutdown(s_patience);
    }

    [Fact]
    public async Task GetQueueMessages_EverythingIsTakenIn_TheLagIsNone()
    {
        await Transport.PublishAsync(ProbeProjection.Events(each: 5, "a"), CancellationToken.None);
        var receiver = NewReceiver();
        using var lag = new Measured("commerce.stream.lag", Harness.Services);
        var read = await ReadAsync(receiver, 5);
        Assert.NotEqual(0, lag.Now);

        await receiver.MessagesDeliveredAsync([.. read]);

        Assert.Equal(0, lag.Now);
        await receiver.Shutdown(s_patience);
    }

    [Fact]
    public async Task GetQueueMessages_TheTopicIsLost_IsFoundAgain_AndReadOn()
    {
        await Transport.PublishAsync(ProbeProjection.Events(each: 2, "a"), CancellationToken.None);
        var receiver = NewReceiver();
        await receiver.MessagesDeliveredAsync([.. await ReadAsync(receiver, 2)]);
        Kafka.LoseTopic();
        for (var i = 0; i < 20; i++)
        {
            Assert.Empty(await receiver.GetQueueMessagesAsync(Enough, CancellationToken.None));
            await Task.Yield();
        }

        Kafka.FindTopic();
        await Transport.PublishAsync([Of("probe/a", 3)], CancellationToken.None);

        await Eventually.HoldsAsync("it reads on", async () =>
            (await receiver.GetQueueMessagesAsync(Enough, CancellationToken.None)).Cast<EventBatch>()
                .Any(batch => batch.Events.Any(e => e.Sequence == 3)));
        await receiver.Shutdown(s_patience);
    }

    [Fact]
    public async Task GetQueueMessages_BrokersAwayAtFirst_ReadsWhenTheyAreBack()
    {
        await Transport.PublishAsync(ProbeProjection.Events(each: 1, "a"), CancellationToken.None);
        Kafka.TakeDown();
        var receiver = NewReceiver();
        Assert.Empty(await receiver.GetQueueMessagesAsync(Enough, CancellationToken.None));
        Kafka.BringUp();

        Assert.Single(EventsOf(await ReadAsync(receiver, 1)));
        await receiver.Shutdown(s_patience);
    }

    private static IntegrationEvent Of(string subject, long sequence) => ProbeProjection.Event("", sequence) with { Subject = subject };

    private static List<IntegrationEvent> EventsOf(IEnumerable<EventBatch> batches) =>
        [.. batches.SelectMany(batch => batch.Events.Zip(batch.Offsets)).OrderBy(e => e.Second).Select(e => e.First)];

    private KafkaReceiver NewReceiver() => new("kafka", 0, Harness.Get<KafkaReceiving>());

    private static async Task<List<EventBatch>> ReadAsync(KafkaReceiver receiver, int events, int atOnce = Enough)
    {
        var read = new List<EventBatch>();
        await Eventually.HoldsAsync($"{events} events are read", async () =>
        {
            var batches = await receiver.GetQueueMessagesAsync(atOnce, CancellationToken.None);
            Assert.True(batches.Count <= atOnce);
            read.AddRange(batches.Cast<EventBatch>());
            return read.Sum(batch => batch.Events.Count) >= events;
        });
        return read;
    }

    private async Task AssertNothingLeftAsync()
    {
        await Transport.PublishAsync([Of("probe/last", 1)], CancellationToken.None);
        var last = NewReceiver();
        Assert.Equal(["probe/last"], EventsOf(await ReadAsync(last, 1)).Select(e => e.Subject));
        await last.Shutdown(s_patience);
    }

    private async Task ExecuteAsync(string sql) => await Harness.QueryAsync<int>(sql);

    /// <summary>A journal that notes which parts of streams are asked for.</summary>
    private sealed class NotedJournal(IJournalStore inner) : IJournalStore
    {
        public List<(long After, long Last)> Asked { get; } = [];

        public IAsyncEnumerable<JournalEvent> ReadAsync(string stream, long afterSeq, long lastSeq, CancellationToken cancellationToken)
        {
            Asked.Add((afterSeq, lastSeq));
            return inner.ReadAsync(stream, afterSeq, lastSeq, cancellationToken);
        }

        public IJournalAppender CreateAppender() => throw new NotSupportedException();

        public Task<StoredReceipt?[]> FindReceiptsAsync(IReadOnlyList<CommandLookup> commands, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public IAsyncEnumerable<Guid> ReadCommandIdsAsync(string stream, int atMost, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<Guid?> FindIdAsync(JournalPosition position, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
