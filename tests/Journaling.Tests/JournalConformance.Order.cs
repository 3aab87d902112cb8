using System.Text;
using Commerce.Testing;

namespace Commerce.Journaling;

public abstract partial class JournalConformance
{
    [ConformanceFact]
    public async Task Append_ManyStreamsAtOnce_KeepsEachInOrder()
    {
        var writer = Harness.NewWriter();
        var streams = Enumerable.Range(0, 20).Select(i => $"order/{i}").ToArray();

        await Task.WhenAll(streams.Select(stream => Task.Run(async () =>
        {
            var session = new JournalSession(stream);
            for (var seq = 1; seq <= 50; seq += 2)
                await Task.WhenAll(writer.Append(session, TestEvents.Append(stream, seq)),
                    writer.Append(session, TestEvents.Append(stream, seq + 1)));
        })));

        Assert.All(await IdsAsync(streams), stream => Assert.Equal(50, stream.Value.Length));
    }

    [ConformanceFact]
    public async Task Append_SeveralOfOneStreamWhileOneIsInFlight_ShareOneTransactionInOrder()
    {
        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store, options => options.Lanes = 1);
        var session = new JournalSession("coupon/1");
        var gate = store.HoldNextAppend();
        JournalAppend[] appends = [.. Enumerable.Range(0, 5).Select(i => TestEvents.Append("coupon/1", 1 + i * 3, count: 3))];

        var durable = new List<Task> { writer.Append(session, appends[0]) };
        await gate.Entered;
        durable.AddRange(appends[1..].Select(append => writer.Append(session, append)));
        gate.Release();
        await Task.WhenAll(durable);

        Assert.Equal([1, 4], store.Attempts.Select(batch => batch.Count));
        Assert.Equal(IdsOf(appends), (await IdsAsync("coupon/1"))["coupon/1"]);
    }

    [ConformanceFact]
    public async Task Append_MoreThanABatchHolds_IsSplitInOrder()
    {
        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store, options => (options.Lanes, options.MaxBatchEvents) = (1, 4));
        var session = new JournalSession("coupon/1");
        var gate = store.HoldNextAppend();

        var durable = new List<Task> { writer.Append(session, TestEvents.Append("coupon/1", 1)) };
        await gate.Entered;
        durable.Add(writer.Append(session, TestEvents.Append("coupon/1", 2, count: 6))); // alone, though it is too large
        durable.AddRange(Enumerable.Range(8, 5).Select(seq => writer.Append(session, TestEvents.Append("coupon/1", seq))));
        gate.Release();
        await Task.WhenAll(durable);

        Assert.Equal([1, 6, 4, 1], store.Attempts.Select(batch => batch.Sum(append => append.Events.Count)));
        Assert.Equal(12, (await IdsAsync("coupon/1"))["coupon/1"].Length);
    }

    [ConformanceFact]
    public async Task Read_AfterAPosition_StartsBehindIt()
    {
        var writer = Harness.NewWriter();
        await writer.Append(new JournalSession("coupon/1"), TestEvents.Append("coupon/1", 1, count: 10));
        await writer.Append(new JournalSession("coupon/11"), TestEvents.Append("coupon/11", 1, count: 10));

        Assert.Equal([8L, 9, 10], (await Harness.ReadAsync("coupon/1", afterSeq: 7)).Select(e => e.Seq));
        Assert.Equal([8L, 9], (await Harness.ReadAsync("coupon/1", afterSeq: 7, lastSeq: 9)).Select(e => e.Seq));
        Assert.Empty(await Harness.ReadAsync("coupon/1", afterSeq: 7, lastSeq: 7));
        Assert.Empty(await Harness.ReadAsync("coupon/1", afterSeq: 10));
        Assert.Empty(await Harness.ReadAsync("coupon/111"));
    }

    [ConformanceFact]
    public async Task Append_EveryFieldSet_IsReadBackUnchanged()
    {
        var receipt = new CommandReceipt(0xF123456789ABCDEF, Encoding.UTF8.GetBytes("{\"status\":0,\"text\":\"it's 100% \\\\ 쿠폰\"}"));
        var full = TestEvents.Event("coupon/1", 1, Guid.NewGuid(), receipt.ToBytes()) with
        {
            Type = "test.all-fields",
            Version = 32_767,
            Payload = [0, 1, 39, 92, 34, 255, 10, 13, 26, .. Encoding.UTF8.GetBytes("쿠폰';--")],
        };
        var bare = TestEvents.Event("coupon/1", 2) with { Payload = [] };
        await Harness.NewWriter().Append(new JournalSession("coupon/1"), new JournalAppend([full, bare], Publish: false));

        var read = await Harness.ReadAsync("coupon/1");

        Assert.Equal(2, read.Count);
        AssertSame(full, read[0]);
        AssertSame(bare, read[1]);
        var remembered = CommandReceipt.FromBytes(read[0].Receipt);
        Assert.Equal(receipt.ContentHash, remembered.ContentHash);
        Assert.Equal(receipt.Outcome, remembered.Outcome);
    }

    [ConformanceFact]
    public async Task Append_ReceiptsOfEveryForm_AreReadBackUnchanged()
    {
        // However much of it is text, and wherever that begins: a dialect may write the text in another way than the rest.
        const ulong Hash = 0xF123456789ABCDEF;
        var texts = new[]
        {
            "", "{}", "{\"status\":0}", "{\"status\":0,\"balanceAfter\":1234567890123}", $"{{\"text\":\"{new string('x', 3_000)}\"}}",
            "{\"text\":\"it's 100% \\\\ and then nothing but plain text to the end\"}",
            "{\"text\":\"쿠폰 and then nothing but plain text to the end\"}",
            "{\"text\":\"nothing but plain text up to the end, which is 쿠폰\"}", "@0 @p :p ? -- # /* nothing but plain text, all of it */",
        };
        JournalEvent[] events =
        [
            .. texts.SelectMany(text => new[] { Hash, 0x2020202020202020UL }.Select(hash => new CommandReceipt(hash,
                Encoding.UTF8.GetBytes(text)).ToBytes())).Append([0]).Append([.. "text alone"u8])
                .Select((receipt, i) => TestEvents.Event("coupon/1", i + 1, Guid.NewGuid(), receipt)),
        ];
        await Harness.NewWriter().Append(new JournalSession("coupon/1"), new JournalAppend(events, Publish: false));

        var read = await Harness.ReadAsync("coupon/1");

        Assert.Equal(events.Select(e => e.Receipt), read.Select(e => e.Receipt));
    }

    [ConformanceFact]
    public async Task Append_PayloadOfAMebibyte_IsReadBackUnchanged()
    {
        var payload = new byte[1 << 20];
        new Random(1).NextBytes(payload);
        var large = TestEvents.Event("coupon/1", 1) with { Payload = payload };

        await Harness.NewWriter().Append(new JournalSession("coupon/1"), new JournalAppend([large], Publish: false));

        AssertSame(large, Assert.Single(await Harness.ReadAsync("coupon/1")));
    }

    [ConformanceFact]
    public async Task Append_HundredThousandStreams_AreAllThere()
    {
        const int Streams = 100_000;
        var writer = Harness.NewWriter(configure: options => options.QueueCapacity = Streams);

        await Task.WhenAll(Enumerable.Range(0, Streams).Select(i =>
            writer.Append(new JournalSession($"order/{i}"), TestEvents.Append($"order/{i}", 1))));

        Assert.Equal([(Streams, Streams, 1)], await Harness.QueryAsync<(int, int, int)>(
            "SELECT COUNT(*), COUNT(DISTINCT stream), MAX(seq) FROM journal"));
        Assert.Single((await IdsAsync("order/31337"))["order/31337"]);
    }
}
