using Commerce.Bench.Servers;
using Commerce.Testing;

namespace Commerce.Bench.HandOff;

/// <summary>The hand-off's consumer as a process of its own.</summary>
internal sealed class ConsumerProcess : ServerProcess
{
    private readonly HttpClient _http;

    private ConsumerProcess(int port, KafkaProcess kafka, BenchDatabase database, string consumes)
        : base(port, Environment.ProcessPath!, HandOffConsumer.Command, $"http://127.0.0.1:{port}", kafka.BootstrapServers,
            database.MySqlConnectionString!, consumes) =>
        _http = new HttpClient { BaseAddress = new Uri($"http://{Address}") };

    /// <summary>Starts it, and waits until it has its partitions and has read what is there.</summary>
    public static async Task<ConsumerProcess> StartAsync(KafkaProcess kafka, BenchDatabase database, string consumes)
    {
        var consumer = new ConsumerProcess(Ports.Free(), kafka, database, consumes);
        await consumer.ListensAsync();
        await consumer.ReadyAsync(async () => (await consumer.StateAsync()).CaughtUp);
        return consumer;
    }

    /// <summary>How far it is.</summary>
    public async Task<ConsumerState> StateAsync() =>
        (await _http.GetFromJsonAsync("/", HandOffJson.Default.ConsumerState))!;

    public override ValueTask DisposeAsync()
    {
        _http.Dispose();
        return base.DisposeAsync();
    }
}
