using Commerce.Outbox;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Commerce.Streaming;

public sealed class KafkaTransportTests
{
    [Fact]
    public async Task Probe()
    {
        using var kafka = new MockKafka();
        var options = Options.Create(new EventsOptions { Provider = EventsProvider.Kafka, BootstrapServers = kafka.BootstrapServers, Partitions = 4 });
        var clients = new KafkaClients(options, NullLogger<KafkaClients>.Instance);
        var topic = new KafkaTopic(clients, options, NullLogger<KafkaTopic>.Instance);
        var sw = System.Diagnostics.Stopwatch.StartNew();
        await topic.EnsureAsync(default);
        Console.WriteLine($"ensure {sw.ElapsedMilliseconds}");
        sw.Restart();
        await using var transport = new KafkaTransport(clients, topic, NullLogger<KafkaTransport>.Instance);
        var events = Enumerable.Range(1, 5000).Select(i => new IntegrationEvent(Guid.NewGuid(), "probe", 1, $"probe/{i % 7}", i, DateTimeOffset.UtcNow, "{}"u8.ToArray())).ToList();
        await transport.PublishAsync(events, default);
        Console.WriteLine($"publish {sw.ElapsedMilliseconds}");
        sw.Restart();
        await transport.PublishAsync(events, default);
        Console.WriteLine($"publish again {sw.ElapsedMilliseconds}");
        kafka.TakeDown();
        sw.Restart();
        using var cts = new CancellationTokenSource(1000);
        try { await transport.PublishAsync(events, cts.Token); } catch (Exception e) { Console.WriteLine(e.GetType() + e.Message); }
        Console.WriteLine($"down {sw.ElapsedMilliseconds}");
        sw.Restart();
        using var cts2 = new CancellationTokenSource(1000);
        try { await transport.PublishAsync(events, cts2.Token); } catch (Exception e) { Console.WriteLine(e.GetType() + e.Message); }
        Console.WriteLine($"down {sw.ElapsedMilliseconds}");
        kafka.BringUp();
        sw.Restart();
        await transport.PublishAsync(events, default);
        Console.WriteLine($"up {sw.ElapsedMilliseconds}");
        sw.Restart();
        using var consumer = clients.Consumer();
        consumer.Assign(new TopicPartitionOffset(MockKafka.Topic, 0, Offset.Beginning));
        var n = 0;
        while (sw.ElapsedMilliseconds < 2000) { if (consumer.Consume(10) is { } r) { n++; CloudEvent.Decode(r.Message.Value); } }
        Console.WriteLine($"consumed {n}");
        sw.Restart();
        kafka.FailWrites(0, 29);
        try { await transport.PublishAsync(events, default); } catch (Exception e) { Console.WriteLine(e.GetType() + e.Message); }
        Console.WriteLine($"failed {sw.ElapsedMilliseconds}");
    }
}
